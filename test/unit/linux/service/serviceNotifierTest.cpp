// SPDX-License-Identifier: MIT
#include "serviceNotifier.h"

#include "temporaryFolder.h"
#include "unixAddress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <unistd.h>

namespace sysmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class ServiceNoticeTest : public testing::Test {
protected:
    ServiceNoticeTest()
    {
        const UnixAddress address(path_);
        bind(socket_.get(), address.get(), UnixAddress::size());
        setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }
    ~ServiceNoticeTest() override
    {
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            unsetenv(name);
    }

    std::vector<std::string> received()
    {
        std::vector<std::string> texts;
        char buffer[256];
        ssize_t size;
        while ((size = recv(socket_.get(), buffer, sizeof buffer, 0)) >= 0)
            texts.emplace_back(buffer, static_cast<size_t>(size));
        return texts;
    }

    test::TemporaryFolder folder_;
    const std::string path_ = folder_ / "notify";
    UniqueFd socket_{socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
};

TEST_F(ServiceNoticeTest, ReportsStates)
{
    ServiceNotifier notice;
    EXPECT_EQ(getenv("NOTIFY_SOCKET"), nullptr) << "children would speak for the daemon";
    notice.reloading();
    notice.ready("Watching");
    notice.stopping();
    notice.status("fine");
    EXPECT_THAT(received(), ElementsAre(StartsWith("RELOADING=1\nMONOTONIC_USEC="),
                                        "READY=1\nSTATUS=Watching", "STOPPING=1", "STATUS=fine"));
}

TEST_F(ServiceNoticeTest, FeedsTheWatchdogNoMoreThanNeeded)
{
    setenv("WATCHDOG_USEC", "3000000000", 1);
    setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
    ServiceNotifier notice;
    for (int i = 0; i < 100; ++i)
        notice.alive();
    EXPECT_THAT(received(), ElementsAre("WATCHDOG=1"));
}

TEST_F(ServiceNoticeTest, LeavesAnothersWatchdogAlone)
{
    setenv("WATCHDOG_USEC", "3000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    ServiceNotifier notice;
    notice.alive();
    EXPECT_THAT(received(), IsEmpty());
}

TEST_F(ServiceNoticeTest, NeedsNoManager)
{
    unsetenv("NOTIFY_SOCKET");
    ServiceNotifier notice;
    notice.ready("");
    EXPECT_THAT(received(), IsEmpty());
}

} // namespace
} // namespace sysmon
