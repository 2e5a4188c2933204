// SPDX-License-Identifier: MIT
#include "serviceManager.h"

#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

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

} // namespace
} // namespace sysmon
