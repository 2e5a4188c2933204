// SPDX-License-Identifier: MIT
#include "fileHashes.h"

#include "deletedFile.h"
#include "error.h"
#include "linuxHelpers.h"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <string>
#include <sys/sysmacros.h>

namespace sysmon {

namespace {

/// O_PATH: the file itself is not opened, which a lease, a FUSE or an NFS server can delay. The way
/// to it may still ask a server: for each name of a path that the kernel has not cached, and behind
/// /proc/PID/exe where the file system checks an inode that was not reached by a path (NFS, 9p).
UniqueFd openFile(const std::string& path)
{
    return UniqueFd(open(path.c_str(), O_PATH | O_CLOEXEC));
}

/// The file that `file` names, if it can still be found, and its state.
UniqueFd openExecuted(const ExecutedFile& file, std::optional<FileState>& ret_state)
{
    UniqueFd byProcess = openFile("/proc/" + std::to_string(file.processId) + "/exe");
    // The link leads to the executed file itself. Its device is not compared: btrfs and overlayfs
    // tell stat() another one than the kernel's file system has.
    if (byProcess && (ret_state = fileState(byProcess.get())) && ret_state->inode == file.inode)
        return byProcess;
    UniqueFd byPath = openFile(std::string(file.path));
    if (byPath && (ret_state = fileState(byPath.get())) && ret_state->inode == file.inode &&
        ret_state->device == makedev(file.deviceMajor, file.deviceMinor))
        return byPath;
    return {};
}

/// For what has no hash.
const DeferredTextPtr& none()
{
    static const auto text = std::make_shared<DeferredText>(std::string());
    return text;
}

} // namespace

uint64_t parseHashLimit(std::string_view mebibytes)
{
    constexpr uint64_t most = 1'048'576;
    uint64_t number = defaultHashLimitMib;
    if (!mebibytes.empty()) {
        const auto [end, error] = std::from_chars(mebibytes.begin(), mebibytes.end(), number);
        if (error != std::errc{} || end != mebibytes.end() || number < 1 || number > most)
            throw UsageError("the size limit for hashing is a whole number of MiB from 1 to " +
                             std::to_string(most) + ", not '" + std::string(mebibytes) + "'");
    }
    return number << 20;
}

void FileHashes::setAlgorithms(HashAlgorithms algorithms)
{
    algorithms_ = algorithms;
    index_.clear();
    entries_.clear();
}

DeferredTextPtr FileHashes::hashes(const ExecutedFile& file)
{
    if (algorithms_.none()) return none();
    std::optional<FileState> state;
    UniqueFd opened = openExecuted(file, state);
    return hashesOfOpened(std::move(opened), state);
}

DeferredTextPtr FileHashes::hashes(const DeletedFile& file)
{
    constexpr auto share = 10;
    constexpr std::chrono::seconds inAdvance{1};
    const auto begin = std::chrono::steady_clock::now();
    if (algorithms_.none() || searchPaid_ > begin + inAdvance) return none();
    std::optional<FileState> state;
    UniqueFd opened = openRemoved(file, state);
    const auto took = std::chrono::steady_clock::now() - begin;
    searchPaid_ = std::max(searchPaid_, begin) + share * took;
    return hashesOfOpened(std::move(opened), state);
}

DeferredTextPtr FileHashes::hashesOfOpened(UniqueFd file, const std::optional<FileState>& state)
{
    for (const FileState& changed : worker_.takeChanged())
        forget(changed);
    if (!file || state->size > maxBytes_) return none();
    DeferredTextPtr hashes = hashesOf(std::move(file), *state);
    if (hashes) waitFor(hashes, *state);
    return hashes ? hashes : none();
}

DeferredTextPtr FileHashes::hashesOf(UniqueFd file, const FileState& state)
{
    const auto known = index_.find(state);
    if (known != index_.end()) {
        entries_.splice(entries_.end(), entries_, known->second);
        return known->second->hashes;
    }
    DeferredTextPtr hashes = worker_.add(std::move(file), state, algorithms_);
    if (hashes) remember(state, hashes);
    return hashes;
}

/// While a hash that timed out is missing, no other event waits.
void FileHashes::waitFor(const DeferredTextPtr& hashes, const FileState& state)
{
    if (hashes->get() || state.size > maxSmallBytes) return;
    if (overdue_ && overdue_->get()) overdue_.reset();
    if (!overdue_ && !hashes->waitFor(maxWait)) overdue_ = hashes;
}

void FileHashes::remember(const FileState& state, const DeferredTextPtr& hashes)
{
    if (entries_.size() >= maxFiles_) {
        index_.erase(entries_.front().state);
        entries_.pop_front();
    }
    entries_.push_back({state, hashes});
    index_.emplace(state, std::prev(entries_.end()));
}

void FileHashes::forget(const FileState& state)
{
    const auto known = index_.find(state);
    if (known == index_.end()) return;
    entries_.erase(known->second);
    index_.erase(known);
}

} // namespace sysmon
