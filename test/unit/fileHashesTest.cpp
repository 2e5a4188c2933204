// SPDX-License-Identifier: MIT
#include "fileHashes.h"

#include "childProcess.h"
#include "error.h"
#include "linuxHelpers.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

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

class FileHashesTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    FileHashes hashes;
};

TEST(HashAlgorithms, NamesAndOrder)
{
    const test::TemporaryFolder folder;
    const std::string path = folder.file("abc", "abc");
    const auto hash = [&](const char* list) {
        const UniqueFd file(open(path.c_str(), O_RDONLY));
        return hashFile(file.get(), parseHashAlgorithms(list));
    };
    EXPECT_EQ(hash(""), sha256OfAbc);
    EXPECT_EQ(hash("sha256, md5,SHA1"),
              std::string(sha1OfAbc) + ',' + md5OfAbc + ',' + sha256OfAbc);
    EXPECT_EQ(hash("*"), hash("SHA1,MD5,SHA256"));
    EXPECT_EQ(hash("MD5,IMPHASH"), md5OfAbc);
    EXPECT_EQ(hash("imphash"), "");
}

TEST(HashAlgorithms, UnknownNameIsRefused)
{
    try {
        parseHashAlgorithms("SHA1,SHA3");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("'SHA3' is unknown"));
    }
}

TEST_F(FileHashesTest, FileThatNobodyRunsIsFoundByItsPath)
{
    const std::string path = folder.file("abc", "abc");
    EXPECT_EQ(hashes.hashes(executedFile(path)), sha256OfAbc);
}

TEST_F(FileHashesTest, AnotherFileUnderThePathIsNotHashed)
{
    const std::string path = folder.file("abc", "abc");
    ExecutedFile file = executedFile(path);
    file.inode += 1;
    EXPECT_EQ(hashes.hashes(file), "-");
    file = executedFile(path);
    file.deviceMinor += 1;
    EXPECT_EQ(hashes.hashes(file), "-");
}

TEST_F(FileHashesTest, MissingFileFolderAndFifo)
{
    EXPECT_EQ(hashes.hashes({0, "/nonexistent", 1, 2, 3}), "-");
    const std::string itself = folder / ".";
    EXPECT_EQ(hashes.hashes(executedFile(itself)), "-");
    const std::string fifo = folder / "fifo";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(hashes.hashes(executedFile(fifo)), "-");
}

TEST_F(FileHashesTest, RunningFileIsHashedEvenIfItIsDeletedOrReplaced)
{
    const std::string path = folder / "shell";
    std::filesystem::copy_file("/bin/sh", path);
    const ExecutedFile file = executedFile(path);
    const std::string expected = hashes.hashes(file);
    const test::ChildProcess child(path, "");
    std::filesystem::remove(path);
    folder.file("shell", "something else");
    FileHashes fresh;
    EXPECT_EQ(fresh.hashes({child.id(), path, file.inode, file.deviceMajor, file.deviceMinor}),
              expected);
    EXPECT_NE(expected, "-");
}

TEST_F(FileHashesTest, ChangedFileIsHashedAgain)
{
    const std::string path = folder.file("abc", "xyz");
    const std::string before = hashes.hashes(executedFile(path));
    folder.file("abc", "abc!");
    EXPECT_NE(hashes.hashes(executedFile(path)), before);
    EXPECT_EQ(hashes.size(), 2U);
}

TEST_F(FileHashesTest, UnchangedFileIsReadOnce)
{
    const std::string path = folder.file("abc", "abc");
    hashes.hashes(executedFile(path));
    EXPECT_EQ(hashes.hashes(executedFile(path)), sha256OfAbc);
    EXPECT_EQ(hashes.size(), 1U);
}

TEST_F(FileHashesTest, HugeFileHasNoHash)
{
    const std::string path = folder.file("huge", "");
    std::filesystem::resize_file(path, FileHashes::maxFileBytes + 1);
    EXPECT_EQ(hashes.hashes(executedFile(path)), "-");
}

TEST_F(FileHashesTest, CacheIsBounded)
{
    FileHashes small(parseHashAlgorithms({}), 3);
    for (int i = 0; i < 20; ++i) {
        const std::string path = folder.file("f" + std::to_string(i), "abc");
        EXPECT_EQ(small.hashes(executedFile(path)), sha256OfAbc);
    }
    EXPECT_EQ(small.size(), 3U);
}

TEST_F(FileHashesTest, OtherAlgorithmsAreNotAnsweredFromTheCache)
{
    const std::string path = folder.file("abc", "abc");
    const ExecutedFile file = executedFile(path);
    hashes.hashes(file);
    hashes.setAlgorithms(parseHashAlgorithms("MD5"));
    EXPECT_EQ(hashes.hashes(file), md5OfAbc);
    hashes.setAlgorithms(parseHashAlgorithms("IMPHASH"));
    EXPECT_EQ(hashes.hashes(file), "-");
}

TEST_F(FileHashesTest, HashOfAFile)
{
    EXPECT_EQ(hashOfFile(folder.file("abc", "abc")), sha256OfAbc);
    EXPECT_EQ(hashOfFile(folder / "nothing"), "-");
}

} // namespace
} // namespace sysmon
