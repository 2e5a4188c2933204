// SPDX-License-Identifier: MIT
#include "executedFile.h"

#include "temporaryFolder.h"
#include "waitingProcess.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace sysmon {
namespace {

class ExecutedFileTest : public testing::Test {
protected:
    test::TemporaryFolder folder;

    static FileIdentity identityOf(const std::string& path)
    {
        const UniqueFd file(open(path.c_str(), O_PATH | O_CLOEXEC));
        const std::optional<FileState> state = fileState(file.get());
        if (!state) return {};
        return {state->inode, major(state->device), minor(state->device), state->mtimeNs,
                state->ctimeNs};
    }

    static bool isFound(const Question& question)
    {
        std::optional<FileState> state;
        const UniqueFd file = openExecuted(question, state);
        EXPECT_EQ(static_cast<bool>(file), state.has_value());
        return file && state->inode == question.facts.file.inode;
    }
};

TEST_F(ExecutedFileTest, ByItsPathOnlyIfItIsTheSame)
{
    const std::string path = folder.file("program", "abc");
    const Question question{{.file = identityOf(path)}, path};
    EXPECT_TRUE(isFound(question));
    for (const auto change : {+[](FileIdentity& file) { file.inode += 1; },
                              +[](FileIdentity& file) { file.deviceMinor += 1; },
                              +[](FileIdentity& file) { file.mtimeNs += 1; },
                              +[](FileIdentity& file) { file.ctimeNs += 1; }}) {
        Question other = question;
        change(other.facts.file);
        EXPECT_FALSE(isFound(other));
    }
}

TEST_F(ExecutedFileTest, ThroughTheProcessWithoutAName)
{
    const std::string path = folder / "shell";
    std::filesystem::copy_file("/bin/sh", path);
    const test::WaitingProcess child(path, "");
    const FileIdentity executed = identityOf(path);
    std::filesystem::remove(path);
    const Question question{{.processId = child.id(), .file = executed}, path};
    EXPECT_NE(identityOf("/proc/" + std::to_string(child.id()) + "/exe"), executed)
        << "that changed its inode";
    EXPECT_TRUE(isFound(question));
    Question other = question;
    other.facts.file.mtimeNs += 1;
    EXPECT_FALSE(isFound(other));
}

/// As of a program in a container that has ended already.
TEST_F(ExecutedFileTest, ByTheRootOfItsParent)
{
    const std::string path = folder.file("program", "abc");
    const Question question{{.parentId = static_cast<uint32_t>(getpid()), .file = identityOf(path)},
                            path};
    EXPECT_TRUE(isFound(question));
}

} // namespace
} // namespace sysmon
