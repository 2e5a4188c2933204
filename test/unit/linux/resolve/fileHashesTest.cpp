// SPDX-License-Identifier: MIT
#include "fileHashes.h"

#include "hashTexts.h"
#include "openFileLimit.h"
#include "temporaryFolder.h"
#include "waitingProcess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <vector>

namespace sysmon {
namespace {

using test::hash;
using test::md5OfAbc;
using test::sha256OfAbc;

/// What the kernel would tell of `path` if process `processId` had executed it.
ExecutedFile executedFile(const std::string& path, uint32_t processId = 0)
{
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return {.processId = processId,
            .path = path,
            .inode = status.st_ino,
            .deviceMajor = major(status.st_dev),
            .deviceMinor = minor(status.st_dev)};
}

/// The result refers to the path.
ExecutedFile executedFile(std::string&& path, uint32_t processId = 0) = delete;

class FileHashesTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    FileHashes hashes;
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
    file.inode += 1;
    EXPECT_EQ(hash(hashes, file), "-");
    file = executedFile(path);
    file.deviceMinor += 1;
    EXPECT_EQ(hash(hashes, file), "-");
}

TEST_F(FileHashesTest, MissingFileFolderAndFifo)
{
    EXPECT_EQ(hash(hashes, ExecutedFile{0, "/nonexistent", 1, 2, 3}), "-");
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
    FileHashes fresh;
    EXPECT_EQ(
        hash(fresh, ExecutedFile{child.id(), path, file.inode, file.deviceMajor, file.deviceMinor}),
        expected);
    EXPECT_NE(expected, "-");
}

TEST_F(FileHashesTest, ChangedFileIsHashedAgain)
{
    const std::string path = folder.file("abc", "xyz");
    const std::string before = hash(hashes, executedFile(path));
    folder.file("abc", "abc!");
    EXPECT_NE(hash(hashes, executedFile(path)), before);
    EXPECT_EQ(hashes.size(), 2U);
}

TEST_F(FileHashesTest, UnchangedFileIsReadOnce)
{
    const std::string path = folder.file("abc", "abc");
    hash(hashes, executedFile(path));
    EXPECT_EQ(hash(hashes, executedFile(path)), sha256OfAbc);
    EXPECT_EQ(hashes.size(), 1U);
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

TEST_F(FileHashesTest, TooManyAtOnceHaveNoHash)
{
    constexpr size_t some = HashWorker::maxJobs + 20;
    const test::OpenFileLimit room(2 * some);
    if (!room.isEnough()) GTEST_SKIP() << "needs some 550 open files at once";
    // Made before any is asked for: meanwhile the worker would have finished some.
    std::vector<std::string> paths;
    for (size_t i = 0; i < some; ++i) {
        paths.push_back(folder.file("f" + std::to_string(i), ""));
        std::filesystem::resize_file(paths.back(), parseHashLimit({}));
    }
    FileHashes many;
    std::vector<DeferredTextPtr> texts;
    for (const std::string& path : paths)
        texts.push_back(many.hashes(executedFile(path)));
    const auto hasNone = [](const DeferredTextPtr& text) {
        return text->get() && text->get()->empty();
    };
    EXPECT_GE(std::ranges::find_if(texts, hasNone) - texts.begin(), HashWorker::maxJobs)
        << "not before there are too many";
    EXPECT_TRUE(std::ranges::any_of(texts, hasNone)) << "the descriptors of all are open";
}

TEST_F(FileHashesTest, CacheIsBounded)
{
    FileHashes small(parseHashAlgorithms({}), 3);
    for (int i = 0; i < 20; ++i) {
        const std::string path = folder.file("f" + std::to_string(i), "abc");
        EXPECT_EQ(hash(small, executedFile(path)), sha256OfAbc);
    }
    EXPECT_EQ(small.size(), 3U);
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
