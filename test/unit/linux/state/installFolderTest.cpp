// SPDX-License-Identifier: MIT
#include "installFolder.h"

#include "durableFile.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

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
        EXPECT_THROW(folder_.lockAsDaemon(), StateError);
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

TEST_F(InstallFolderTest, RefusesAFolderOfOthers)
{
    const std::string elsewhere = temporary_ / "elsewhere";
    std::filesystem::create_directory(elsewhere);
    std::filesystem::create_directory_symlink(elsewhere, path_);
    EXPECT_THROW(folder_.make(), Error);
    std::filesystem::remove(path_);
    if (geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
    std::filesystem::create_directory(path_);
    ASSERT_EQ(chown(path_.c_str(), 65534, 65534), 0);
    EXPECT_THROW(folder_.make(), Error);
}

TEST_F(InstallFolderTest, ClosesAFolderThatIsOpenToOthers)
{
    std::filesystem::create_directory(path_);
    std::filesystem::permissions(path_, std::filesystem::perms(0755));
    folder_.make();
    EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms::owner_all);
}

class StoredCommandTest : public InstallFolderTest {
protected:
    StoredCommandTest() { folder_.make(); }

    static StoredCommand command(const char* name)
    {
        return {{"sysmon", "-c", name, ""}, std::string("<") + name + "/>"};
    }
    void propose(const char* name) { folder_.proposeCommand(command(name)); }
    /// "old", "new" or "none", and whether all of it is.
    std::string stored()
    {
        const UniqueFd lock = folder_.lockForChange();
        const auto found = folder_.command();
        if (!found) return "none";
        for (const char* name : {"old", "new"})
            if (found->words == command(name).words &&
                found->configuration == command(name).configuration)
                return name;
        return "mixed";
    }
};

TEST_F(StoredCommandTest, CountsWhenItIsAccepted)
{
    EXPECT_EQ(stored(), "none");
    propose("old");
    EXPECT_EQ(stored(), "none");
    folder_.acceptCommand();
    EXPECT_EQ(stored(), "old");
    EXPECT_FALSE(folder_.proposedCommand());
    propose("new");
    EXPECT_EQ(folder_.proposedCommand()->configuration, "<new/>");
    folder_.discardProposal();
    EXPECT_EQ(stored(), "old");
    EXPECT_FALSE(folder_.proposedCommand());
    EXPECT_THROW(folder_.acceptCommand(), Error);
}

TEST_F(StoredCommandTest, CanBeWithoutAConfiguration)
{
    propose("old");
    folder_.acceptCommand();
    folder_.proposeCommand({{"sysmon", "-c", "--"}, ""});
    folder_.acceptCommand();
    EXPECT_EQ(folder_.command()->configuration, "");
    EXPECT_FALSE(std::filesystem::exists(folder_.configurationFile()));
}

/// Each step is a rename: a crash between any two of them is played by doing only the first ones.
TEST_F(StoredCommandTest, IsWholeAfterACrashAtAnyStep)
{
    const char* const files[] = {"config.xml", "argc", "argv"};
    for (size_t moved = 0; moved <= std::size(files); ++moved) {
        propose("old");
        folder_.acceptCommand();
        propose("new");
        EXPECT_EQ(stored(), "old");
        propose("new");
        std::filesystem::rename(path_ + "/proposed", path_ + "/accepted");
        for (size_t i = 0; i < moved; ++i)
            std::filesystem::rename(path_ + "/accepted/" + files[i], path_ + '/' + files[i]);
        EXPECT_EQ(stored(), "new") << moved << " files were moved";
        EXPECT_FALSE(std::filesystem::exists(path_ + "/accepted"));
    }
}

TEST_F(StoredCommandTest, IsNotMixedByAHalfWrittenProposal)
{
    propose("old");
    folder_.acceptCommand();
    propose("new");
    std::filesystem::remove(path_ + "/proposed/argv"); // written last
    EXPECT_FALSE(folder_.proposedCommand());
    EXPECT_EQ(stored(), "old");
    propose("new");
    folder_.acceptCommand();
    EXPECT_EQ(stored(), "new");
}

TEST_F(StoredCommandTest, LeavesNothingBehindWhenAllIsRemoved)
{
    propose("old");
    folder_.acceptCommand();
    propose("new");
    folder_.storeInstallWords({"sysmon", "-i"});
    folder_.noteDaemon(true);
    folder_.noteFailure("why");
    folder_.storeMadeFiles({"/x"});
    folder_.store({});
    replaceFile(path_, "eventId", "12345678");
    {
        const UniqueFd lock = folder_.lockForChange();
    }
    folder_.removeOwnFiles();
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(InstallFolderTest, KnowsTheDaemonsProcess)
{
    folder_.make();
    EXPECT_FALSE(folder_.daemon());
    folder_.noteDaemon(false);
    EXPECT_TRUE(folder_.daemon());
    replaceFile(path_, "pid",
                std::to_string(getpid()) + " 1 ready\n"); // an older one of that number
    EXPECT_FALSE(folder_.daemon());
    folder_.forgetDaemon();
    EXPECT_FALSE(folder_.daemon());
}

TEST_F(InstallFolderTest, KeepsWords)
{
    folder_.make();
    EXPECT_TRUE(folder_.installWords().empty());
    const std::vector<std::string> words{"sysmon", "", "-h", "a b"};
    folder_.storeInstallWords(words);
    EXPECT_EQ(folder_.installWords(), words);
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
