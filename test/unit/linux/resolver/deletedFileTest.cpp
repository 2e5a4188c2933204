// SPDX-License-Identifier: MIT
#include "deletedFile.h"

#include "linuxHelpers.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace sysmon {
namespace {

class DeletedFileTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    const std::string path = folder.file("abc", "abc");
    UniqueFd holder{open(path.c_str(), O_RDWR | O_CLOEXEC)};

    static int64_t utcNowNs()
    {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    }

    /// Removes the file and tells what the kernel would tell of that.
    Question remove() const
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
        return {.facts = {.kind = QuestionKind::HashOfDeleted,
                          .processId = static_cast<uint32_t>(getpid()),
                          .file = {.inode = status.st_ino,
                                   .deviceMajor = major(status.st_dev),
                                   .deviceMinor = minor(status.st_dev)},
                          .deletedUtcNs = static_cast<uint64_t>(utcNs)},
                .path = path};
    }

    static bool isFound(const Question& question)
    {
        std::optional<FileState> state;
        const UniqueFd file = openRemoved(question, state);
        return file && state && state->inode == question.facts.file.inode;
    }
};

TEST_F(DeletedFileTest, IsFoundWhileItsProcessHasItOpen)
{
    EXPECT_TRUE(isFound(remove()));
}

TEST_F(DeletedFileTest, IsGoneWhenNobodyHasIt)
{
    holder.reset();
    EXPECT_FALSE(isFound(remove()));
}

TEST_F(DeletedFileTest, OfAnotherNameTimeOrPlaceIsNotTakenForIt)
{
    const Question file = remove();
    Question other = file;
    other.path = folder / "other";
    EXPECT_FALSE(isFound(other));
    other = file;
    other.facts.deletedUtcNs -= 1'000'000'000;
    EXPECT_FALSE(isFound(other));
    other = file;
    other.facts.file.deviceMinor += 1;
    EXPECT_FALSE(isFound(other));
    EXPECT_TRUE(isFound(file));
}

TEST_F(DeletedFileTest, WithAnotherNameLeftIsNotFound)
{
    std::filesystem::create_hard_link(path, folder / "other");
    EXPECT_FALSE(isFound(remove()));
}

} // namespace
} // namespace sysmon
