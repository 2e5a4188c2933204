// SPDX-License-Identifier: MIT
#include "fileHashes.h"

#include "childProcess.h"
#include "error.h"
#include "linuxHelpers.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <vector>

namespace sysmon {
namespace {

using testing::HasSubstr;

constexpr const char* sha1OfAbc = "SHA1=a9993e364706816aba3e25717850c26c9cd0d89d";
constexpr const char* md5OfAbc = "MD5=900150983cd24fb0d6963f7d28e17f72";
constexpr const char* sha256OfAbc =
    "SHA256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

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

/// The hashes as an event has them once they are there; "-" if there are none.
std::string hash(FileHashes& hashes, const auto& file)
{
    constexpr std::chrono::seconds longEnough{30};
    const std::string* const text = hashes.hashes(file)->waitFor(longEnough);
    if (text == nullptr) return "never came";
    return text->empty() ? "-" : *text;
}

class FileHashesTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    FileHashes hashes;
};

TEST(HashAlgorithms, NamesAndOrder)
{
    const test::TemporaryFolder folder;
    const std::string path = folder.file("abc", "abc");
    const auto hashBy = [&](const char* list) {
        const UniqueFd file(open(path.c_str(), O_RDONLY));
        return hashFile(file.get(), parseHashAlgorithms(list));
    };
    EXPECT_EQ(hashBy(""), sha256OfAbc);
    EXPECT_EQ(hashBy("sha256, md5,SHA1"),
              std::string(sha1OfAbc) + ',' + md5OfAbc + ',' + sha256OfAbc);
    EXPECT_EQ(hashBy("*"), hashBy("SHA1,MD5,SHA256"));
    EXPECT_EQ(hashBy("MD5,IMPHASH"), md5OfAbc);
    EXPECT_EQ(hashBy("imphash"), "");
}

TEST(HashAlgorithms, UnknownNameIsRefused)
{
    try {
        parseHashAlgorithms("SHA1,SHA3");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("unknown hash algorithm 'SHA3'"));
    }
}

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
    const test::ChildProcess child(path, "");
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

TEST(HashLimit, IsANumberOfMebibytes)
{
    EXPECT_EQ(parseHashLimit(""), 256U << 20);
    EXPECT_EQ(parseHashLimit("1"), 1U << 20);
    EXPECT_EQ(parseHashLimit("1048576"), 1ULL << 40);
    for (const char* bad : {"0", "-1", "1048577", "12k", "x", " 1"})
        EXPECT_THROW(parseHashLimit(bad), UsageError) << bad;
}

/// Sparse, so that it takes time but no space.
TEST_F(FileHashesTest, LargeFileDelaysNoSmallerOne)
{
    const std::string large = folder.file("large", "");
    std::filesystem::resize_file(large, 250 << 20);
    const DeferredTextPtr late = hashes.hashes(executedFile(large));
    EXPECT_EQ(hashes.hashes(executedFile(large)), late) << "asked for once";
    const std::string path = folder.file("abc", "abc");
    EXPECT_EQ(hash(hashes, executedFile(path)), sha256OfAbc);
    EXPECT_EQ(late->get(), nullptr) << "still being read";
    ASSERT_NE(late->waitFor(std::chrono::seconds(30)), nullptr);
    EXPECT_EQ(*late->get(), hashOfFile(large));
}

TEST_F(FileHashesTest, TooManyAtOnceHaveNoHash)
{
    constexpr size_t some = HashWorker::maxJobs + 20;
    FileHashes many;
    std::vector<DeferredTextPtr> texts;
    for (size_t i = 0; i < some; ++i) {
        const std::string path = folder.file("f" + std::to_string(i), "");
        std::filesystem::resize_file(path, FileHashes::maxSmallBytes + 1 + i);
        texts.push_back(many.hashes(executedFile(path)));
        if (texts.back()->get() && texts.back()->get()->empty()) return;
    }
    FAIL() << "the descriptors of all are open";
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

// ---- files that were removed ----

class DeletedFileTest : public FileHashesTest {
protected:
    const std::string path = folder.file("abc", "abc");
    UniqueFd holder{open(path.c_str(), O_RDWR | O_CLOEXEC)};

    /// Removes the file and tells what the kernel would tell of that.
    DeletedFile remove() const
    {
        struct stat status {};
        EXPECT_EQ(stat(path.c_str(), &status), 0);
        std::filesystem::remove(path);
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return {.processId = static_cast<uint32_t>(getpid()),
                .path = path,
                .inode = status.st_ino,
                .deviceMajor = major(status.st_dev),
                .deviceMinor = minor(status.st_dev),
                .utcNs = static_cast<uint64_t>(
                    std::chrono::duration_cast<std::chrono::nanoseconds>(now).count())};
    }
};

TEST_F(DeletedFileTest, IsHashedWhileItsProcessHasItOpen)
{
    EXPECT_EQ(hash(hashes, remove()), sha256OfAbc);
}

TEST_F(DeletedFileTest, IsGoneWhenNobodyHasIt)
{
    holder.reset();
    EXPECT_EQ(hash(hashes, remove()), "-");
}

TEST_F(DeletedFileTest, OfAnotherNameTimeOrPlaceIsNotTakenForIt)
{
    const DeletedFile file = remove();
    DeletedFile other = file;
    const std::string otherPath = folder / "other";
    other.path = otherPath;
    EXPECT_EQ(hash(hashes, other), "-");
    other = file;
    other.utcNs -= 1'000'000'000;
    EXPECT_EQ(hash(hashes, other), "-");
    other = file;
    other.deviceMinor += 1;
    EXPECT_EQ(hash(hashes, other), "-");
    EXPECT_EQ(hash(hashes, file), sha256OfAbc);
}

TEST_F(DeletedFileTest, WithAnotherNameLeftIsNotHashed)
{
    std::filesystem::create_hard_link(path, folder / "other");
    EXPECT_EQ(hash(hashes, remove()), "-");
}

TEST_F(FileHashesTest, HashOfAFile)
{
    EXPECT_EQ(hashOfFile(folder.file("abc", "abc")), sha256OfAbc);
    EXPECT_EQ(hashOfFile(folder / "nothing"), "-");
}

} // namespace
} // namespace sysmon
