// SPDX-License-Identifier: MIT
#include "pathResolver.h"

#include "temporaryFolder.h"
#include "waitingProcess.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon {
namespace {

using test::WaitingProcess;

TEST(NormalizePath, Text)
{
    EXPECT_EQ(normalizePath("/home/a/x"), "/home/a/x");
    EXPECT_EQ(normalizePath("/home/a/./b//c/"), "/home/a/b/c");
    EXPECT_EQ(normalizePath("/home/a/../../../x"), "/x");
    EXPECT_EQ(normalizePath("/etc/./x"), "/etc/x");
    EXPECT_EQ(normalizePath("/.."), "/");
    EXPECT_EQ(normalizePath(""), "/");
}

class ResolvePath : public testing::Test {
protected:
    ResolvePath()
    {
        std::filesystem::create_directories(folder / "real/deep");
        std::filesystem::create_directory_symlink(folder / "real", folder / "link");
    }
    std::string resolve(std::string_view base, std::string_view name)
    {
        return resolveProcessPath(static_cast<uint32_t>(getpid()), base, name).path;
    }

    test::TemporaryFolder folder;
};

TEST_F(ResolvePath, FollowsLinksOfDirectoriesButNotTheLast)
{
    EXPECT_EQ(resolve(folder / "", "link/x"), folder / "real/x");
    EXPECT_EQ(resolve("/elsewhere", folder / "link/deep/../x"), folder / "real/x");
    EXPECT_EQ(resolve(folder / "", "link"), folder / "link");
    EXPECT_EQ(resolve("/", "gone"), "/gone");
}

TEST_F(ResolvePath, ReportsWhatHasTheName)
{
    const auto type = [this](std::string_view name) {
        return resolveProcessPath(static_cast<uint32_t>(getpid()), folder / "", name).mode & S_IFMT;
    };
    std::ofstream(folder / "file");
    EXPECT_EQ(type("file"), uint32_t{S_IFREG});
    EXPECT_EQ(type("link"), uint32_t{S_IFLNK});
    EXPECT_EQ(type("link/deep"), uint32_t{S_IFDIR});
    EXPECT_EQ(type("gone"), 0u);
    EXPECT_EQ(type("gone/x"), 0u);
}

TEST_F(ResolvePath, DotDotAfterALinkIsTheParentOfItsTarget)
{
    std::filesystem::create_directory_symlink(folder / "real/deep", folder / "deepLink");
    EXPECT_EQ(resolve(folder / "", "deepLink/../x"), folder / "real/x");
}

TEST_F(ResolvePath, DirectoryThatIsGoneIsTakenByItsText)
{
    EXPECT_EQ(resolve(folder / "gone", "../x"), folder / "x");
    EXPECT_EQ(resolve(folder / "", "gone/./x/"), folder / "gone/x");
}

TEST_F(ResolvePath, NamesThatNameNoEntry)
{
    EXPECT_EQ(resolve("/a/b", ".."), "/a");
    EXPECT_EQ(resolve("/", "/"), "/");
    EXPECT_EQ(resolve("/a/b", "/"), "/a/b");
    EXPECT_EQ(resolve("/a/b", ""), "/a/b");
}

TEST_F(ResolvePath, ProcessThatIsGone)
{
    EXPECT_EQ(resolveProcessPath(0, "/tmp", "../x").path, "/x");
}

TEST_F(ResolvePath, ChrootDoesNotShortenThePath)
{
    std::filesystem::create_directory_symlink("/deep", folder / "real/inside");
    const std::string root = folder / "real";
    int entered = -1;
    const WaitingProcess child([&] { entered = chroot(root.c_str()); });
    if (geteuid() != 0) GTEST_SKIP() << "chroot needs root";
    EXPECT_EQ(resolveProcessPath(child.id(), "/", "/inside/x").path, folder / "real/deep/x");
    EXPECT_EQ(resolveProcessPath(child.id(), folder / "real", "deep/x").path,
              folder / "real/deep/x");
}

} // namespace
} // namespace sysmon
