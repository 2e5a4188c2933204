// SPDX-License-Identifier: MIT
//
// Hashes of executed and removed files, remembered as long as the file stays as it is.
#pragma once

#include "deferredText.h"
#include "fileState.h"
#include "hashAlgorithms.h"
#include "hashWorker.h"
#include "platform.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace sysmon {

/// The largest file that gets a hash unless the user says otherwise, in MiB.
inline constexpr uint64_t defaultHashLimitMib = 256;

/// A number of MiB from 1 to 1,048,576 as bytes; empty: the default. Throws UsageError.
uint64_t parseHashLimit(std::string_view mebibytes);

/// Not for use by several threads at once.
class FileHashes {
public:
    /// A file up to this size is waited for, so that its event keeps its place; it takes some ten
    /// milliseconds at most, unless its file server is away.
    static constexpr uint64_t maxSmallBytes = 16 * 1024 * 1024;
    /// How long hashes() waits for the worker at most, and then only while no earlier hash is
    /// overdue. Finding the file comes before that and has no limit: it runs on the caller's thread
    /// and may ask a file server.
    static constexpr std::chrono::milliseconds maxWait{250};

    /// Remembers the hashes of up to `maxFiles` files.
    explicit FileHashes(HashAlgorithms algorithms = parseHashAlgorithms({}), size_t maxFiles = 8192)
        : algorithms_(algorithms), maxFiles_(maxFiles)
    {
    }

    /// Forgets what other algorithms made.
    void setAlgorithms(HashAlgorithms algorithms);
    /// Larger files get no hash.
    void setLimit(uint64_t bytes) { maxBytes_ = bytes; }

    /// As Platform::hashes.
    DeferredTextPtr hashes(const ExecutedFile& file);
    /// Who deletes may have many files open and delete many more, so looking for them takes a tenth
    /// of the time in the long run. A file that there was no time for has no hash.
    DeferredTextPtr hashes(const DeletedFile& file);

    size_t size() const noexcept { return index_.size(); }
    size_t maxFiles() const noexcept { return maxFiles_; }

private:
    struct Entry {
        FileState state;
        DeferredTextPtr hashes;
    };

    DeferredTextPtr hashesOfOpened(UniqueFd file, const std::optional<FileState>& state);
    DeferredTextPtr hashesOf(UniqueFd file, const FileState& state);
    void waitFor(const DeferredTextPtr& hashes, const FileState& state);
    void remember(const FileState& state, const DeferredTextPtr& hashes);
    void forget(const FileState& state);

    HashAlgorithms algorithms_;
    size_t maxFiles_;
    uint64_t maxBytes_ = parseHashLimit({});
    HashWorker worker_;
    std::chrono::steady_clock::time_point searchPaid_{}; ///< when searches have had their tenth
    DeferredTextPtr overdue_;                            ///< the one that timed out
    std::list<Entry> entries_;                           ///< least recently used first
    std::unordered_map<FileState, std::list<Entry>::iterator, FileStateHash> index_;
};

} // namespace sysmon
