// SPDX-License-Identifier: MIT
#include "installFolder.h"

#include "durableFile.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace sysmon {
namespace {

class InstallFolderTest : public testing::Test {
protected:
    test::TemporaryFolder temporary_;
    const std::string path_ = temporary_ / "sysmon";
    const InstallFolder folder_{path_};
};

TEST_F(InstallFolderTest, IsForRootOnly)
{
    folder_.make();
    folder_.make(); // it may be there already
    EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(InstallFolderTest, OneDaemonAtATime)
{
    EXPECT_FALSE(folder_.daemonRuns()) << "there is not even a folder";
    folder_.make();
    EXPECT_FALSE(folder_.daemonRuns());
    {
        const UniqueFd lock = folder_.lockAsDaemon();
        EXPECT_TRUE(folder_.daemonRuns());
        EXPECT_THROW(folder_.lockAsDaemon(), Error);
    }
    EXPECT_FALSE(folder_.daemonRuns());
}

TEST_F(InstallFolderTest, GivesBackWhatWasStored)
{
    folder_.make();
    EXPECT_THROW(folder_.load(), Error);
    Configuration stored;
    stored.blob = {std::byte{0}, std::byte{1}, std::byte{255}};
    stored.fieldSizes = "CommandLine:100";
    stored.hashAlgorithms = "MD5,SHA256";
    folder_.store(stored);
    const Configuration loaded = folder_.load();
    EXPECT_EQ(loaded.blob, stored.blob);
    EXPECT_EQ(loaded.fieldSizes, stored.fieldSizes);
    EXPECT_EQ(loaded.hashAlgorithms, stored.hashAlgorithms);
}

TEST_F(InstallFolderTest, AFileThatCannotBeReplacedStays)
{
    folder_.make();
    replaceFile(path_, "file", "old");
    std::filesystem::create_directory(path_ + "/file.new"); // takes the draft's place
    EXPECT_THROW(replaceFile(path_, "file", "new"), Error);
    std::ifstream file(path_ + "/file");
    std::string text;
    file >> text;
    EXPECT_EQ(text, "old");
}

} // namespace
} // namespace sysmon
