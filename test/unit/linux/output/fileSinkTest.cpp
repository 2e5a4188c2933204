// SPDX-License-Identifier: MIT
#include "fileSink.h"

#include "error.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace sysmon {
namespace {

using testing::HasSubstr;

std::string contentOf(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class FileSinkTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    const std::string path = folder / "events.log";
};

TEST_F(FileSinkTest, AppendsWholeLinesToAFileThatOthersCannotRead)
{
    std::ofstream(path) << "what was there\n";
    std::filesystem::remove(path);
    FileSink sink(path);
    sink.write("one", {});
    sink.write("two", {});
    sink.flush();
    EXPECT_EQ(contentOf(path), "one\ntwo\n");
    FileSink again(path);
    again.write("three", {});
    again.flush();
    EXPECT_EQ(contentOf(path), "one\ntwo\nthree\n");
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(FileSinkTest, GoesOnInANewFileAfterRotation)
{
    FileSink sink(path);
    sink.write("one", {});
    sink.flush();
    std::filesystem::rename(path, path + ".1");
    sink.write("two", {});
    sink.reopen();
    sink.write("three", {});
    sink.flush();
    EXPECT_EQ(contentOf(path + ".1"), "one\ntwo\n") << "what waited belongs to the old one";
    EXPECT_EQ(contentOf(path), "three\n");
    EXPECT_EQ(sink.dropped(), 0U);
}

TEST_F(FileSinkTest, NoticesARotationByItself)
{
    FileSink sink(path);
    sink.flush();
    std::filesystem::remove(path);
    sink.write("one", {});
    // It looks once a second, so that looking costs nothing.
    const auto giveUp = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!std::filesystem::exists(path) && std::chrono::steady_clock::now() < giveUp) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        sink.flush();
    }
    sink.write("two", {});
    sink.flush();
    EXPECT_THAT(contentOf(path), HasSubstr("two\n"));
}

TEST_F(FileSinkTest, RefusesWhatItCannotOpenAndSaysWhich)
{
    for (const std::string& bad : {folder / "no/such", folder / ""}) {
        try {
            FileSink sink(bad);
            ADD_FAILURE() << bad;
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), HasSubstr(bad));
        }
    }
    std::filesystem::create_symlink("/dev/null", folder / "link");
    EXPECT_THROW(FileSink(folder / "link"), Error);
}

/// A file system with room for little, in a mount namespace of this process's own.
bool mountSmallDisk(const std::string& at)
{
    return unshare(CLONE_NEWNS) == 0 &&
           mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           mount("none", at.c_str(), "tmpfs", 0, "size=256k") == 0;
}

/// Runs in a child: a mount namespace cannot be left again.
int fillDisk(const std::string& folder)
{
    if (!mountSmallDisk(folder)) return 77;
    constexpr int lines = 2000, longerThan = 400;
    constexpr size_t queueBytes = 300'000;
    FileSink sink(folder + "/events.log", queueBytes);
    for (int i = 0; i < lines; ++i)
        sink.write(std::to_string(i) + std::string(longerThan, 'x'), {});
    sink.flush();
    if (sink.state().waiting == 0 || sink.dropped() == 0) return 1; // the disk is not full
    // Room again: what waited comes, and every line is whole.
    if (mount("none", folder.c_str(), nullptr, MS_REMOUNT, "size=16m") != 0) return 2;
    sink.flush();
    sink.write("last", {});
    sink.flush();
    std::ifstream file(folder + "/events.log");
    uint64_t written = 0;
    int expected = 0;
    for (std::string line; std::getline(file, line); ++written) {
        if (line == "last") continue;
        if (line != std::to_string(expected++) + std::string(longerThan, 'x')) return 3;
    }
    return sink.state().waiting == 0 && written + sink.dropped() == lines + 1 ? 0 : 4;
}

TEST_F(FileSinkTest, FullDiskLosesNothingWithoutACount)
{
    const std::string disk = folder / "disk";
    std::filesystem::create_directory(disk);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(fillDisk(disk));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "needs root, to mount a small disk";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

} // namespace
} // namespace sysmon
