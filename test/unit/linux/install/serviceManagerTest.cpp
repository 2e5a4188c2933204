// SPDX-License-Identifier: MIT
#include "serviceManager.h"

#include "commandRunner.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace sysmon {
namespace {

using testing::HasSubstr;

class ServiceManagerTest : public testing::Test {
protected:
    void makeFolder(const char* name) { std::filesystem::create_directories(root_ / name); }

    test::TemporaryFolder root_;
};

TEST_F(ServiceManagerTest, IsTheOneOfTheMachine)
{
    EXPECT_EQ(findServiceManager(root_ / ""), nullptr);
    makeFolder("etc/init.d");
    ASSERT_NE(findServiceManager(root_ / ""), nullptr);
    EXPECT_THAT(findServiceManager(root_ / "")->file().path(), HasSubstr("/etc/init.d/sysmon"));
    // Where systemd runs the scripts are only for compatibility.
    makeFolder("run/systemd/system");
    EXPECT_THAT(findServiceManager(root_ / "")->file().path(),
                HasSubstr("/etc/systemd/system/sysmon.service"));
}

TEST_F(ServiceManagerTest, FindsThePackagesUnit)
{
    makeFolder("run/systemd/system");
    const auto manager = findServiceManager(root_ / "");
    EXPECT_EQ(manager->packagedFile(), "");
    const std::string unit = root_.file("lib/systemd/system/sysmon.service", "");
    EXPECT_EQ(std::filesystem::canonical(manager->packagedFile()), unit);
}

TEST_F(ServiceManagerTest, BringsItsFiles)
{
    makeFolder("etc/init.d");
    EXPECT_TRUE(findServiceManager(root_ / "")->file().bytes.starts_with("#!/bin/sh\n"));
    EXPECT_THAT(std::string(findServiceManager(root_ / "")->file().bytes),
                HasSubstr("### BEGIN INIT INFO"));
    makeFolder("run/systemd/system");
    EXPECT_THAT(std::string(findServiceManager(root_ / "")->file().bytes),
                HasSubstr("ExecStart=/opt/sysmon/sysmon -i /opt/sysmon/config.xml -service\n"));
}

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
