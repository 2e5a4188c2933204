// SPDX-License-Identifier: MIT
#include "processHandle.h"

#include "waitingProcess.h"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace sysmon {
namespace {

using test::WaitingProcess;

TEST(ProcessIdentity, IsReadBackFromItsText)
{
    const auto self = identityOf(getpid());
    ASSERT_TRUE(self);
    EXPECT_GT(self->startTicks, 0u);
    const auto read = ProcessIdentity::parse(self->text() + " ready\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, self->id);
    EXPECT_EQ(read->startTicks, self->startTicks);
}

TEST(ProcessIdentity, RefusesOtherTexts)
{
    // Numbers that kill(2) takes for groups, for all processes, or for init are none.
    for (const char* text :
         {"", "12", "12 ", " 12 5", "x 5", "-1 5", "0 5", "1 5", "12 x", "99999999999999999999 5"})
        EXPECT_FALSE(ProcessIdentity::parse(text)) << text;
}

TEST(ProcessIdentity, IsNotFooledByNames)
{
    const auto before = identityOf(getpid());
    char name[16];
    prctl(PR_GET_NAME, name);
    prctl(PR_SET_NAME, "a) Z 1 2 (b");
    const auto after = identityOf(getpid());
    prctl(PR_SET_NAME, name);
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->startTicks, after->startTicks);
}

TEST(ProcessHandle, SignalsOnlyTheProcessThatWasMeant)
{
    WaitingProcess child([] {});
    auto identity = identityOf(static_cast<pid_t>(child.id()));
    ASSERT_TRUE(identity);
    ++identity->startTicks; // as if the number had been given to another process since
    EXPECT_FALSE(ProcessHandle::find(*identity));
    --identity->startTicks;
    const auto known = ProcessHandle::find(*identity);
    ASSERT_TRUE(known);
    EXPECT_FALSE(known->waitEnd(std::chrono::milliseconds(20)));
    EXPECT_TRUE(known->signal(SIGKILL));
    EXPECT_TRUE(known->waitEnd(std::chrono::seconds(10)));
    EXPECT_FALSE(ProcessHandle::find(*identity)) << "ended, though nobody has waited for it yet";
}

} // namespace
} // namespace sysmon
