// SPDX-License-Identifier: MIT
#include "fileHashes.h"

#include "hashTexts.h"
#include "temporaryFolder.h"
#include "waitingProcess.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <thread>

namespace sysmon {
namespace {

using test::hash;
using test::md5OfAbc;
using test::sha256OfAbc;

/// What the kernel would tell of `path` if process `processId` had executed it.
ExecutedFile executedFile(const std::string& path, uint32_t processId = 0)
{
    const auto nanoseconds = [](const timespec& time) {
        return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
    };
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return {.processId = processId,
            .parentId = 0,
            .userId = 0,
            .path = path,
            .file = {.inode = status.st_ino,
                     .deviceMajor = major(status.st_dev),
                     .deviceMinor = minor(status.st_dev),
                     .mtimeNs = nanoseconds(status.st_mtim),
                     .ctimeNs = nanoseconds(status.st_ctim)}};
}

/// The result refers to the path.
ExecutedFile executedFile(std::string&& path, uint32_t processId = 0) = delete;

/// Until what is written to the file has another time stamp, and that of now is old.
void waitForAnotherStamp(const std::string& path)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_TRUE(std::filesystem::exists(path));
}

class FileHashesTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    test::HashingProcesses processes;
    FileHashes hashes = processes.hashes();
};

TEST_F(FileHashesTest, FileThatNobodyRunsIsFoundByItsPath)
{
    const std::string path = folder.file("abc", "abc");
    EXPECT_EQ(hash(hashes, executedFile(path)), sha256OfAbc);
}

TEST_F(FileHashesTest, AnotherFileUnderThePathIsNotHashed)
{
    const std::string path = folder.file("abc", "abc");
    ExecutedFile file = executedFile(path);
    file.file.inode += 1;
    EXPECT_EQ(hash(hashes, file), "-");
    file = executedFile(path);
    file.file.deviceMinor += 1;
    EXPECT_EQ(hash(hashes, file), "-");
}

TEST_F(FileHashesTest, MissingFileFolderAndFifo)
{
    EXPECT_EQ(hash(hashes, ExecutedFile{0, 0, 0, "/nonexistent", {1, 2, 3, 4, 5}}), "-");
    const std::string itself = folder / ".";
    EXPECT_EQ(hash(hashes, executedFile(itself)), "-");
    const std::string fifo = folder / "fifo";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(hash(hashes, executedFile(fifo)), "-");
}

TEST_F(FileHashesTest, RunningFileIsHashedEvenIfItIsDeletedOrReplaced)
{
    const std::string path = folder / "shell";
    std::filesystem::copy_file("/bin/sh", path);
    const ExecutedFile file = executedFile(path);
    const std::string expected = hash(hashes, file);
    const test::WaitingProcess child(path, "");
    std::filesystem::remove(path);
    folder.file("shell", "something else");
    FileHashes fresh = processes.hashes();
    ExecutedFile running = file;
    running.processId = child.id();
    EXPECT_EQ(hash(fresh, running), expected);
    EXPECT_NE(expected, "-");
}

TEST_F(FileHashesTest, ChangedFileIsHashedAgain)
{
    const std::string path = folder.file("abc", "xyz");
    const std::string before = hash(hashes, executedFile(path));
    folder.file("abc", "abc!");
    EXPECT_NE(hash(hashes, executedFile(path)), before);
}

TEST_F(FileHashesTest, WhatWasWrittenSinceIsNotTakenForWhatWasExecuted)
{
    const std::string path = folder.file("abc", "abc");
    waitForAnotherStamp(path);
    const ExecutedFile executed = executedFile(path);
    folder.file("abc", "xyz"); // the same file, of the same size
    EXPECT_EQ(executedFile(path).file.inode, executed.file.inode);
    EXPECT_EQ(hash(hashes, executed), "-");
}

TEST_F(FileHashesTest, AYoungFileIsReadAgain)
{
    const std::string path = folder.file("abc", "abc");
    const ExecutedFile file = executedFile(path);
    ASSERT_EQ(hash(hashes, file), sha256OfAbc);
    waitForAnotherStamp(path);
    ASSERT_EQ(hash(hashes, file), sha256OfAbc) << "read again perhaps, and remembered now";
    const DeferredTextPtr known = hashes.hashes(file);
    EXPECT_NE(known->get(), nullptr) << "at once";
    EXPECT_EQ(hashes.hashes(file), known);
    EXPECT_EQ(hashes.size(), 1U);
}

TEST_F(FileHashesTest, WithoutTimesNothingIsRemembered)
{
    const std::string path = folder.file("abc", "abc");
    ExecutedFile file = executedFile(path);
    file.file.mtimeNs = file.file.ctimeNs = 0;
    EXPECT_EQ(hash(hashes, file), sha256OfAbc);
    folder.file("abc", "xyz");
    EXPECT_NE(hash(hashes, file), sha256OfAbc);
    EXPECT_EQ(hashes.size(), 0U);
}

TEST_F(FileHashesTest, HugeFileHasNoHash)
{
    const std::string path = folder.file("huge", "");
    std::filesystem::resize_file(path, parseHashLimit({}) + 1);
    EXPECT_EQ(hash(hashes, executedFile(path)), "-");
    hashes.setLimit(2);
    const std::string small = folder.file("abc", "abc");
    EXPECT_EQ(hash(hashes, executedFile(small)), "-");
    hashes.setLimit(3);
    EXPECT_EQ(hash(hashes, executedFile(small)), sha256OfAbc);
}

/// Sparse, so that it takes time but no space. How much time is the machine's affair: a file that
/// was read before anything else could be done is followed by one of twice its size.
TEST_F(FileHashesTest, LargeFileDelaysNoSmallerOne)
{
    constexpr std::chrono::minutes longEnough{2};
    constexpr uint64_t most = 2ULL << 30;
    hashes.setLimit(most);
    const std::string path = folder.file("abc", "abc");
    bool stillRead = false;
    for (uint64_t bytes = 64 << 20; bytes <= most && !stillRead; bytes *= 2) {
        const std::string large = folder.file("large" + std::to_string(bytes), "");
        std::filesystem::resize_file(large, bytes);
        const DeferredTextPtr late = hashes.hashes(executedFile(large));
        EXPECT_EQ(hashes.hashes(executedFile(large)), late) << "asked for once";
        folder.file("abc", "abc"); // another state: not answered from the cache
        EXPECT_EQ(hash(hashes, executedFile(path)), sha256OfAbc);
        stillRead = late->get() == nullptr;
        ASSERT_NE(late->waitFor(longEnough), nullptr);
        if (stillRead) {
            EXPECT_EQ(*late->get(), hashOfFile(large));
        }
    }
    EXPECT_TRUE(stillRead) << "the smaller one never came first";
}

TEST_F(FileHashesTest, CacheIsBounded)
{
    FileHashes small = processes.hashes(3);
    for (int i = 0; i < 20; ++i) {
        const std::string path = folder.file("f" + std::to_string(i), "abc");
        EXPECT_EQ(hash(small, executedFile(path)), sha256OfAbc);
    }
    EXPECT_EQ(small.size(), 3U);
}

/// The kernel takes a lease away only after long: others are hashed meanwhile.
TEST_F(FileHashesTest, ALeaseHoldsUpNobodyElse)
{
    const std::string leased = folder.file("leased", "abc"), other = folder.file("other", "abc");
    const UniqueFd holder(open(leased.c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_EQ(fcntl(holder.get(), F_SETLEASE, F_WRLCK), 0);
    std::signal(SIGIO, SIG_IGN); // asks the holder to give it back
    const DeferredTextPtr late = hashes.hashes(executedFile(leased));
    EXPECT_EQ(hash(hashes, executedFile(other)), sha256OfAbc);
    EXPECT_EQ(late->get(), nullptr);
    ASSERT_EQ(fcntl(holder.get(), F_SETLEASE, F_UNLCK), 0);
    ASSERT_NE(late->waitFor(std::chrono::seconds(30)), nullptr);
    EXPECT_EQ(*late->get(), sha256OfAbc);
}

TEST_F(FileHashesTest, OtherAlgorithmsAreNotAnsweredFromTheCache)
{
    const std::string path = folder.file("abc", "abc");
    const ExecutedFile file = executedFile(path);
    hash(hashes, file);
    hashes.setAlgorithms(parseHashAlgorithms("MD5"));
    EXPECT_EQ(hash(hashes, file), md5OfAbc);
    hashes.setAlgorithms(parseHashAlgorithms("IMPHASH"));
    EXPECT_EQ(hash(hashes, file), "-");
}

TEST_F(FileHashesTest, HashOfAFile)
{
    EXPECT_EQ(hashOfFile(folder.file("abc", "abc")), sha256OfAbc);
    EXPECT_EQ(hashOfFile(folder / "nothing"), "-");
}

} // namespace
} // namespace sysmon
