// SPDX-License-Identifier: MIT
#include "deletedFile.h"

#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace sysmon {

namespace {

/// A process with more open files than this is not searched to the end.
constexpr int maxDescriptors = 1024;
/// The clock that stamps inodes goes in steps of up to 10 ms; ours is measured now and then.
constexpr int64_t clockSlackNs = 20'000'000;

bool isRemovedFile(const FileState& state, const Question& file)
{
    const QuestionFacts& facts = file.facts;
    const int64_t sinceNs = state.ctimeNs - static_cast<int64_t>(facts.deletedUtcNs);
    return state.inode == facts.file.inode &&
           state.device == makedev(facts.file.deviceMajor, facts.file.deviceMinor) &&
           sinceNs >= -clockSlackNs && sinceNs <= clockSlackNs;
}

/// What `link` of `folder` leads to, if that is the file.
UniqueFd openIfRemoved(int folder, const char* link, const Question& file,
                       std::optional<FileState>& ret_state)
{
    struct stat status {};
    const bool isCandidate = fstatat(folder, link, &status, 0) == 0 && status.st_nlink == 0 &&
                             status.st_ino == file.facts.file.inode;
    if (!isCandidate || readLinkAt(folder, link) != file.path + " (deleted)") return {};
    UniqueFd opened(openat(folder, link, O_PATH | O_CLOEXEC));
    if (opened) ret_state = fileState(opened.get());
    const bool isIt = opened && ret_state && isRemovedFile(*ret_state, file);
    return isIt ? std::move(opened) : UniqueFd();
}

UniqueFd openFromDescriptors(int process, const Question& file, std::optional<FileState>& ret_state)
{
    struct Close {
        void operator()(DIR* folder) const { closedir(folder); }
    };
    const int fd = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, Close> folder(fd < 0 ? nullptr : fdopendir(fd));
    if (!folder) return {};
    for (int i = 0; i < maxDescriptors; ++i) {
        const dirent* const entry = readdir(folder.get());
        if (entry == nullptr) break;
        UniqueFd found = openIfRemoved(fd, entry->d_name, file, ret_state);
        if (found) return found;
    }
    return {};
}

} // namespace

UniqueFd openRemoved(const Question& file, std::optional<FileState>& ret_state)
{
    const std::string path = "/proc/" + std::to_string(file.facts.processId);
    const UniqueFd process(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!process) return {};
    UniqueFd running = openIfRemoved(process.get(), "exe", file, ret_state);
    return running ? std::move(running) : openFromDescriptors(process.get(), file, ret_state);
}

} // namespace sysmon
