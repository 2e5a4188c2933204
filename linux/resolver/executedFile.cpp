// SPDX-License-Identifier: MIT
#include "executedFile.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

namespace sysmon {

namespace {

UniqueFd openFile(const std::string& path)
{
    return UniqueFd(open(path.c_str(), O_PATH | O_CLOEXEC));
}

std::string processFile(uint32_t processId, std::string_view name)
{
    return "/proc/" + std::to_string(processId).append(name);
}

decltype(statfs::f_type) fileSystemOf(int fd)
{
    struct statfs status {};
    return fstatfs(fd, &status) == 0 ? status.f_type : 0;
}

} // namespace

bool isSameFile(int fd, const FileState& state, const FileIdentity& known, StillRuns stillRuns)
{
    const bool timesKnown = known.ctimeNs != 0;
    const bool isRunning = stillRuns == StillRuns::Yes;
    if (timesKnown &&
        (state.mtimeNs != known.mtimeNs || (state.ctimeNs != known.ctimeNs && !isRunning)))
        return false;
    const bool sameInode = state.inode == known.inode;
    if (sameInode && state.device == makedev(known.deviceMajor, known.deviceMinor)) return true;
    const auto fileSystem = fileSystemOf(fd);
    if (fileSystem == BTRFS_SUPER_MAGIC) return sameInode;
    return fileSystem == OVERLAYFS_SUPER_MAGIC && (sameInode || timesKnown);
}

UniqueFd openExecuted(const Question& question, std::optional<FileState>& ret_state)
{
    const QuestionFacts& facts = question.facts;
    const auto isFound = [&](const UniqueFd& file, StillRuns stillRuns) {
        ret_state = file ? fileState(file.get()) : std::nullopt;
        return ret_state && isSameFile(file.get(), *ret_state, facts.file, stillRuns);
    };
    UniqueFd running = openFile(processFile(facts.processId, "/exe"));
    if (isFound(running, StillRuns::Yes)) return running;
    for (const std::string& root : {processFile(facts.processId, "/root"),
                                    processFile(facts.parentId, "/root"), std::string()}) {
        UniqueFd file = openFile(root + question.path);
        if (isFound(file, StillRuns::No)) return file;
    }
    ret_state.reset();
    return {};
}

} // namespace sysmon
