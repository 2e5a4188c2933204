// SPDX-License-Identifier: MIT
#include "deletedFile.h"

#include "fileHashes.h"
#include "hashTexts.h"
#include "linuxHelpers.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace sysmon {
namespace {

using test::hash;
using test::sha256OfAbc;

class DeletedFileTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    FileHashes hashes;
    const std::string path = folder.file("abc", "abc");
    UniqueFd holder{open(path.c_str(), O_RDWR | O_CLOEXEC)};

    static int64_t utcNowNs()
    {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    }

    /// Removes the file and tells what the kernel would tell of that.
    DeletedFile remove() const
    {
        struct stat status {
        }, removed{};
        EXPECT_EQ(stat(path.c_str(), &status), 0);
        const int64_t before = utcNowNs();
        std::filesystem::remove(path);
        const int64_t after = utcNowNs();
        // Between the two we may have been off the processor: the inode knows when it was.
        int64_t utcNs = after;
        if (holder && fstat(holder.get(), &removed) == 0)
            utcNs = std::clamp(removed.st_ctim.tv_sec * 1'000'000'000 + removed.st_ctim.tv_nsec,
                               before, after);
        return {.processId = static_cast<uint32_t>(getpid()),
                .path = path,
                .inode = status.st_ino,
                .deviceMajor = major(status.st_dev),
                .deviceMinor = minor(status.st_dev),
                .utcNs = static_cast<uint64_t>(utcNs)};
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
    // Each by one that has searched for nothing yet, lest there be no time for the last.
    const auto freshHash = [](const DeletedFile& which) {
        FileHashes fresh;
        return hash(fresh, which);
    };
    DeletedFile other = file;
    const std::string otherPath = folder / "other";
    other.path = otherPath;
    EXPECT_EQ(freshHash(other), "-");
    other = file;
    other.utcNs -= 1'000'000'000;
    EXPECT_EQ(freshHash(other), "-");
    other = file;
    other.deviceMinor += 1;
    EXPECT_EQ(freshHash(other), "-");
    EXPECT_EQ(freshHash(file), sha256OfAbc);
}

TEST_F(DeletedFileTest, WithAnotherNameLeftIsNotHashed)
{
    std::filesystem::create_hard_link(path, folder / "other");
    EXPECT_EQ(hash(hashes, remove()), "-");
}

} // namespace
} // namespace sysmon
