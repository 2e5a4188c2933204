// SPDX-License-Identifier: MIT
//
// Programs on kernel functions and what does their work where the kernel takes none. As root only;
// which of the two this kernel shows, the kernel decides.
#include "testSession.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace {

class FunctionHooksTest : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "loading BPF programs needs root";
        ASSERT_EQ(session_.error, "");
    }

    std::vector<telemetryProgramState> states()
    {
        std::vector<telemetryProgramState> found(telemetryPrograms(session_.get(), nullptr, 0));
        telemetryPrograms(session_.get(), found.data(), found.size());
        return found;
    }

    /// Of the programs at `place`.
    std::vector<telemetryProgramState> statesAt(std::string_view place)
    {
        std::vector<telemetryProgramState> found;
        for (const telemetryProgramState& state : states())
            if (state.place == place) found.push_back(state);
        return found;
    }

    sysmon::test::TestSession session_;
};

TEST_F(FunctionHooksTest, TheBestFormWorksOrElseTheExitsOfTheCalls)
{
    const auto fentry = statesAt("fentry/d_delete");
    const auto kprobe = statesAt("kprobe/d_delete");
    const auto atExit = statesAt("exit of system call " + std::to_string(SYS_unlinkat));
    ASSERT_EQ(fentry.size(), 1u);
    if (fentry[0].attached) {
        EXPECT_TRUE(kprobe.empty()) << "not even tried";
        EXPECT_TRUE(atExit.empty());
        return;
    }
    EXPECT_NE(fentry[0].reason, nullptr);
    // Several forms may have the same program at the end, with others at the beginning.
    ASSERT_GE(kprobe.size(), 1u);
    const bool attached = std::ranges::any_of(kprobe, &telemetryProgramState::attached);
    for (const telemetryProgramState& state : kprobe)
        EXPECT_EQ(state.attached, state.reason == nullptr);
    EXPECT_EQ(atExit.size(), attached ? 0u : 1u);
    for (const telemetryProgramState& state : atExit)
        EXPECT_TRUE(state.attached) << state.reason;
}

TEST_F(FunctionHooksTest, ProgramsOfAHookComeAndGoTogether)
{
    for (const char* form : {"fentry/", "kprobe/"}) {
        const auto moved = statesAt(std::string(form) + "d_move");
        auto began = statesAt(std::string(form) + "security_path_rename");
        std::ranges::copy(statesAt(std::string(form) + "security_inode_rename"),
                          std::back_inserter(began));
        ASSERT_EQ(moved.size(), began.size());
        for (size_t i = 0; i < moved.size(); i++)
            EXPECT_EQ(moved[i].attached, began[i].attached);
    }
}

TEST_F(FunctionHooksTest, ProgramsAreToldByWhatTheyAre)
{
    EXPECT_EQ(statesAt("fentry/vfs_open").size(), 0u);
    EXPECT_EQ(statesAt("fexit/vfs_open").size() + statesAt("kretprobe/vfs_open").size(),
              statesAt("fentry/security_file_open").size() +
                  statesAt("kprobe/security_file_open").size());
    EXPECT_GT(statesAt("fexit/vfs_open").size() + statesAt("kretprobe/vfs_open").size(), 0u);
}

TEST_F(FunctionHooksTest, WhatIsNotActiveIsNotAttached)
{
    session_.active.fill(false);
    ASSERT_EQ(telemetryUpdateSyscalls(session_.get(), session_.active.data()), TELEMETRY_OK);
    for (const telemetryProgramState& state : states())
        EXPECT_FALSE(state.attached) << state.program << " at " << state.place;
    session_.active[SYS_ptrace] = true;
    ASSERT_EQ(telemetryUpdateSyscalls(session_.get(), session_.active.data()), TELEMETRY_OK);
    for (const telemetryProgramState& state : states())
        EXPECT_EQ(state.attached, std::string_view(state.program) == "sysmonProcPtrace_rawtp")
            << state.program;
}

TEST_F(FunctionHooksTest, FunctionsThatCountAsMissingAreNotTried)
{
    const sysmon::test::TestSession session(
        [](telemetryConfiguration& c) { c.withoutFunctions = "security_path_"; });
    ASSERT_EQ(session.error, "");
    std::vector<telemetryProgramState> found(telemetryPrograms(session.get(), nullptr, 0));
    telemetryPrograms(session.get(), found.data(), found.size());
    size_t without = 0;
    for (const telemetryProgramState& state : found) {
        if (std::string_view(state.place).find("/security_path_") == std::string_view::npos)
            continue;
        ++without;
        EXPECT_FALSE(state.attached) << state.place;
        ASSERT_NE(state.reason, nullptr) << state.place;
        EXPECT_THAT(state.reason, testing::HasSubstr("not to be used"));
    }
    EXPECT_GT(without, 0u);
}

TEST_F(FunctionHooksTest, NoMoreStatesAreWrittenThanThereIsRoomFor)
{
    std::array<telemetryProgramState, 2> some{};
    EXPECT_GT(telemetryPrograms(session_.get(), some.data(), 1), 2u);
    EXPECT_NE(some[0].program, nullptr);
    EXPECT_EQ(some[1].program, nullptr);
}

} // namespace
