// SPDX-License-Identifier: MIT
#include "commandRunner.h"

#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace sysmon {
namespace {

TEST(CommandRunner, GivesStatusAndAllOutput)
{
    const CommandResult result = runCommand({"sh", "-c", "echo out; echo err >&2; exit 7"});
    EXPECT_EQ(result.status, 7);
    EXPECT_EQ(result.output, "out\nerr\n");
    EXPECT_EQ(runCommand({"sh", "-c", "kill -9 $$"}).status, 128 + 9);
    EXPECT_EQ(runCommand({"/bin/sh", "-c", "exit 3"}).status, 3);
    EXPECT_EQ(runCommand({"no-such-command"}).status, 127);
    EXPECT_EQ(runCommand({"/no/such/command"}).status, 127);
    EXPECT_TRUE(hasCommand("sh"));
    EXPECT_FALSE(hasCommand("no-such-command"));
}

TEST(CommandRunner, DoesNotFollowTheCallersPath)
{
    const test::TemporaryFolder folder;
    std::filesystem::permissions(folder.file("true", "#!/bin/sh\nexit 1\n"),
                                 std::filesystem::perms::owner_all);
    const char* const path = getenv("PATH"); // not every environment has one
    const std::optional<std::string> before =
        path ? std::optional<std::string>(path) : std::nullopt;
    setenv("PATH", (folder / "").c_str(), 1);
    const int status = runCommand({"true"}).status;
    if (before)
        setenv("PATH", before->c_str(), 1);
    else
        unsetenv("PATH");
    EXPECT_EQ(status, 0);
}

TEST(CommandRunner, RunsNothingOfTheCurrentFolder)
{
    const test::TemporaryFolder folder;
    std::filesystem::permissions(folder.file("no-such-command", "#!/bin/sh\nexit 0\n"),
                                 std::filesystem::perms::owner_all);
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder / "");
    const int status = runCommand({"no-such-command"}).status;
    std::filesystem::current_path(before);
    EXPECT_EQ(status, 127);
}

} // namespace
} // namespace sysmon
