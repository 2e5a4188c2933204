// SPDX-License-Identifier: MIT
//
// Programs on kernel functions and what does their work where the kernel takes none. As root only;
// which of the two this kernel shows, the kernel decides.
#include "libsysinternalsEBPF.h"
#include "telemetryPrograms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace {

struct SessionClose {
    void operator()(telemetrySession* session) const { telemetryClose(session); }
};

class FunctionHooksTest : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "loading BPF programs needs root";
        active_.fill(true);
        const char* const folders[] = {BPF_OBJECTS};
        telemetryConfiguration configuration{};
        configuration.folders = folders;
        configuration.folderCount = 1;
        configuration.objects = sysmon::telemetryObjects().data();
        configuration.objectCount = sysmon::telemetryObjects().size();
        configuration.activeCalls = active_.data();
        configuration.onEvent = [](void*, const telemetryRecord*) {};
        telemetrySession* session = nullptr;
        ASSERT_EQ(telemetryStart(&configuration, &session), TELEMETRY_OK) << telemetryErrorText();
        session_.reset(session);
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

    std::array<bool, TELEMETRY_MAX_CALLS> active_{};
    std::unique_ptr<telemetrySession, SessionClose> session_;
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
    ASSERT_EQ(kprobe.size(), 1u);
    EXPECT_EQ(kprobe[0].attached, kprobe[0].reason == nullptr);
    EXPECT_EQ(atExit.size(), kprobe[0].attached ? 0u : 1u);
    for (const telemetryProgramState& state : atExit)
        EXPECT_TRUE(state.attached) << state.reason;
}

TEST_F(FunctionHooksTest, ProgramsOfAHookComeAndGoTogether)
{
    for (const char* form : {"fentry/", "kprobe/"}) {
        const auto moved = statesAt(std::string(form) + "d_move");
        const auto began = statesAt(std::string(form) + "security_path_rename");
        ASSERT_EQ(moved.size(), began.size());
        for (size_t i = 0; i < moved.size(); i++)
            EXPECT_EQ(moved[i].attached, began[i].attached);
    }
}

TEST_F(FunctionHooksTest, WhatIsNotActiveIsNotAttached)
{
    active_.fill(false);
    ASSERT_EQ(telemetryUpdateSyscalls(session_.get(), active_.data()), TELEMETRY_OK);
    for (const telemetryProgramState& state : states())
        EXPECT_FALSE(state.attached) << state.program << " at " << state.place;
    active_[SYS_ptrace] = true;
    ASSERT_EQ(telemetryUpdateSyscalls(session_.get(), active_.data()), TELEMETRY_OK);
    for (const telemetryProgramState& state : states())
        EXPECT_EQ(state.attached, std::string_view(state.program) == "sysmonProcPtrace_rawtp")
            << state.program;
}

TEST_F(FunctionHooksTest, NoMoreStatesAreWrittenThanThereIsRoomFor)
{
    std::array<telemetryProgramState, 2> some{};
    EXPECT_GT(telemetryPrograms(session_.get(), some.data(), 1), 2u);
    EXPECT_NE(some[0].program, nullptr);
    EXPECT_EQ(some[1].program, nullptr);
}

} // namespace
