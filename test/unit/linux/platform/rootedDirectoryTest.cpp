// SPDX-License-Identifier: MIT
//
// Directories that are opened below a root, by the kernel and step by step: both get to the same.
#include "rootedDirectory.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace sysmon {
namespace {

namespace fs = std::filesystem;

class RootedDirectory : public testing::TestWithParam<UniqueFd (*)(int, const std::string&)> {
protected:
    void SetUp() override
    {
        fs::create_directories(root_ / "a/b/c");
        fs::create_directories(folder_ / "outside");
        std::ofstream(root_ / "a/file") << "x";
        fs::create_symlink("b/c", root_ / "a/relative");
        fs::create_symlink("/a/b", root_ / "a/absolute");
        fs::create_symlink("../../../../a/", root_ / "a/b/upwards");
        fs::create_symlink("upwards/absolute", root_ / "a/b/twice");
        fs::create_symlink("loop", root_ / "loop");
        fs::create_symlink("missing", root_ / "dangling");
    }

    /// Where it gets to, seen from the root; empty if nowhere.
    std::string reached(const std::string& path)
    {
        const UniqueFd root(open(root_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        const UniqueFd found = GetParam()(root.get(), path);
        error_ = errno;
        if (!found) return "";
        const std::string whole =
            readLinkAt(AT_FDCWD, ("/proc/self/fd/" + std::to_string(found.get())).c_str());
        EXPECT_TRUE(whole.starts_with(root_.string())) << whole;
        return "/" + fs::path(whole).lexically_relative(root_).string();
    }

    test::TemporaryFolder folder_;
    fs::path root_ = folder_ / "root";
    int error_ = 0;
};

TEST_P(RootedDirectory, IsFoundByItsNames)
{
    EXPECT_EQ(reached("/"), "/.");
    EXPECT_EQ(reached("/a"), "/a");
    EXPECT_EQ(reached("/a/b/"), "/a/b");
    EXPECT_EQ(reached("a//./b/c"), "/a/b/c");
    EXPECT_EQ(reached("/a/b/../b"), "/a/b");
}

TEST_P(RootedDirectory, IsFoundThroughLinks)
{
    EXPECT_EQ(reached("/a/relative"), "/a/b/c");
    EXPECT_EQ(reached("/a/relative/.."), "/a/b");
    EXPECT_EQ(reached("/a/absolute/c"), "/a/b/c");
    EXPECT_EQ(reached("/a/b/upwards/b"), "/a/b");
    EXPECT_EQ(reached("/a/b/twice/c"), "/a/b/c");
}

TEST_P(RootedDirectory, IsNeverOutside)
{
    EXPECT_EQ(reached("/../outside"), "");
    EXPECT_EQ(error_, ENOENT);
    EXPECT_EQ(reached("/../../.."), "/.");
    EXPECT_EQ(reached("a/../../a"), "/a");
}

TEST_P(RootedDirectory, IsNothingElse)
{
    EXPECT_EQ(reached("/a/file"), "");
    EXPECT_EQ(error_, ENOTDIR);
    EXPECT_EQ(reached("/dangling"), "");
    EXPECT_EQ(error_, ENOENT);
    EXPECT_EQ(reached("/loop"), "");
    EXPECT_EQ(error_, ELOOP);
}

TEST_P(RootedDirectory, IsNotSoughtThroughLinksOfProcesses)
{
    const UniqueFd root(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    EXPECT_FALSE(GetParam()(root.get(), "/proc/" + std::to_string(getpid()) + "/cwd"));
    EXPECT_EQ(errno, ELOOP);
}

std::string wayOf(const testing::TestParamInfo<RootedDirectory::ParamType>& info)
{
    return info.param == walkToDirectoryIn ? "stepByStep" : "asTheKernelDoes";
}

INSTANTIATE_TEST_SUITE_P(Both, RootedDirectory, testing::Values(openDirectoryIn, walkToDirectoryIn),
                         wayOf);

} // namespace
} // namespace sysmon
