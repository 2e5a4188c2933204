// SPDX-License-Identifier: MIT
//
// The order of steps, and what is left after each that fails. The manager is a fake; with a real
// one test/e2e/installTest.cpp plays the same.
#include "installer.h"

#include "durableFile.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>

namespace sysmon {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

/// Starts nothing but the lock that a daemon would hold.
class FakeManager : public ServiceManager {
public:
    FakeManager(std::string root, const InstallFolder& folder)
        : root_(std::move(root)), folder_(folder)
    {
    }

    ServiceFile file() const override { return {root_ + "/etc", "unit", "the unit", 0644}; }
    std::string packagedFile() const override { return packaged; }
    void filesChanged() override { step("changed"); }
    void enable() override { step("enable"); }
    void disable() override { step("disable"); }
    void start() override
    {
        if (!startFailure.empty()) folder_.noteFailure(startFailure);
        step("start");
        lock_ = folder_.lockAsDaemon();
    }
    void stop() override
    {
        step("stop");
        lock_.reset();
    }
    std::string hint() const override { return "Look there."; }

    std::string packaged;
    std::string failing; ///< the step that fails
    int failures = 1;    ///< how often it does
    std::string startFailure;
    std::vector<std::string> steps;

private:
    void step(const std::string& name)
    {
        steps.push_back(name);
        if (name == failing && failures-- > 0) throw EnvironmentError(name + " failed");
    }

    const std::string root_;
    const InstallFolder& folder_;
    std::optional<UniqueFd> lock_;
};

class InstallerTest : public testing::Test {
protected:
    void install(const std::string& configuration)
    {
        installer().install({{"sysmon", "-i", "x.xml"}, configuration}, files_);
    }
    void uninstall(bool force = false) { installer().uninstall(force); }
    Installer installer()
    {
        return {folder_, manager_, [this](const std::string& text) { told_.push_back(text); }};
    }
    template <class Action>
    std::string errorOf(Action action)
    {
        try {
            action();
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }
    /// Names of all that lies below the root, but for what the program came with.
    std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(root_ / "machine"))
            found.push_back(fs::relative(entry.path(), root_ / "machine"));
        return found;
    }

    test::TemporaryFolder root_;
    const InstallFolder folder_{root_ / "machine/sysmon"};
    const std::vector<ProgramFile> files_{
        {root_.file("build/object.o", "an object"), "object.o", 0600},
        {root_.file("build/sysmon", "the program"), "sysmon", 0700}};
    const std::string marker_ = root_.file("machine/other", "");
    FakeManager manager_{root_ / "machine", folder_};
    std::vector<std::string> told_;
};

TEST_F(InstallerTest, PutsFilesThenStartsAndRemovesThem)
{
    install("<a/>");
    EXPECT_THAT(manager_.steps, ElementsAre("changed", "stop", "enable", "start"));
    const std::string program = folder_.path() + "/sysmon";
    EXPECT_EQ(fs::status(program).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(folder_.path() + "/object.o").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(folder_.command()->configuration, "<a/>");
    uninstall();
    EXPECT_THAT(names(), testing::UnorderedElementsAre("other", "etc"));
    EXPECT_THAT(told_, IsEmpty());
}

TEST_F(InstallerTest, LeavesThePackagesFilesAlone)
{
    folder_.make();
    const std::string program = folder_.path() + "/sysmon";
    replaceFile(folder_.path(), "sysmon", "the package's", 0755);
    manager_.packaged = "/lib/systemd/system/sysmon.service";
    // It is the package's program that runs.
    installer().install({{"sysmon", "-i"}, ""}, {{program, "sysmon", 0700}});
    EXPECT_THAT(manager_.steps, ElementsAre("stop", "enable", "start"));
    EXPECT_EQ(fs::status(program).permissions(), fs::perms(0755));
    uninstall();
    EXPECT_THAT(names(), testing::UnorderedElementsAre("other", "sysmon", "sysmon/sysmon"));
    // Another program does not replace it, and changes nothing.
    const std::string error = errorOf([&] { install("<a/>"); });
    EXPECT_THAT(error, HasSubstr(program));
    EXPECT_FALSE(folder_.command());
}

TEST_F(InstallerTest, UsesAServiceFileThatIsNotItsOwn)
{
    const std::string unit = root_.file("machine/etc/unit", "an administrator's");
    install("<a/>");
    EXPECT_THAT(told_, ElementsAre(HasSubstr(unit)));
    uninstall();
    EXPECT_TRUE(fs::exists(unit));
}

TEST_F(InstallerTest, ReportsTheDaemonsReason)
{
    manager_.failing = "start";
    manager_.startFailure = "no BTF here";
    EXPECT_THAT(errorOf([&] { install("<a/>"); }), HasSubstr("no BTF here"));
    EXPECT_THAT(manager_.steps, Contains("disable"));
    uninstall();
    EXPECT_THAT(names(), testing::UnorderedElementsAre("other", "etc"));
}

TEST_F(InstallerTest, SaysWhereToLookWhenTheDaemonSaidNothing)
{
    manager_.failing = "start";
    EXPECT_THAT(errorOf([&] { install("<a/>"); }),
                testing::AllOf(HasSubstr("start failed"), HasSubstr("Look there.")));
}

TEST_F(InstallerTest, GoesBackToWhatRanBefore)
{
    install("<a/>");
    for (const char* step : {"start", "enable"}) {
        manager_.failing = step;
        manager_.failures = 1;
        EXPECT_THAT(errorOf([&] { install("<b/>"); }), HasSubstr(std::string(step) + " failed"));
        EXPECT_EQ(folder_.command()->configuration, "<a/>");
        EXPECT_TRUE(folder_.daemonRuns());
    }
}

TEST_F(InstallerTest, StopsRemovingAtTheFirstFailureUnlessForced)
{
    for (const char* step : {"stop", "disable"}) {
        install("<a/>");
        manager_.failing = step;
        manager_.failures = 1;
        EXPECT_THAT(errorOf([&] { uninstall(); }), HasSubstr(std::string(step) + " failed"));
        EXPECT_TRUE(folder_.command()) << "nothing is removed before it is stopped and disabled";
        manager_.failures = step == std::string("disable") ? 1 : 0;
        told_.clear();
        uninstall(true);
        EXPECT_THAT(names(), testing::UnorderedElementsAre("other", "etc"));
    }
}

TEST_F(InstallerTest, SaysWhenItIsNotInstalled)
{
    EXPECT_THAT(errorOf([&] { uninstall(); }), HasSubstr("not installed"));
    uninstall(true);
    EXPECT_THAT(manager_.steps, IsEmpty());
    EXPECT_THAT(names(), ElementsAre("other"));
}

TEST_F(InstallerTest, ForcedRemovalThatLeavesSomethingFails)
{
    install("<a/>");
    fs::remove(folder_.path() + "/argc");
    fs::create_directories(folder_.path() + "/argc/deep"); // no file, and not empty
    EXPECT_THAT(errorOf([&] { uninstall(true); }), HasSubstr("not everything"));
    EXPECT_FALSE(fs::exists(folder_.path() + "/sysmon"));
}

} // namespace
} // namespace sysmon
