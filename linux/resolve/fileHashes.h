// SPDX-License-Identifier: MIT
//
// Hashes of executed and removed files, remembered as long as the file stays as it is.
#pragma once

#include "hashAlgorithms.h"
#include "platform.h"
#include "question.h"
#include "resolverPool.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace sysmon {

/// The largest file that gets a hash unless the user says otherwise, in MiB.
inline constexpr uint64_t defaultHashLimitMib = 256;

/// A number of MiB from 1 to 1,048,576 as bytes; empty: the default. Throws UsageError.
uint64_t parseHashLimit(std::string_view mebibytes);

struct FileIdentityHash {
    size_t operator()(const FileIdentity& file) const noexcept;
};

/// Not for use by several threads at once.
class FileHashes {
public:
    /// As ResolverPool::ask().
    using Ask = std::function<std::shared_ptr<ResolverAnswer>(uint32_t user, Question question)>;

    /// Remembers the hashes of up to `maxFiles` executed files.
    explicit FileHashes(Ask ask, HashAlgorithms algorithms = parseHashAlgorithms({}),
                        size_t maxFiles = 8192)
        : ask_(std::move(ask)), algorithms_(algorithms), maxFiles_(maxFiles)
    {
    }

    /// Forgets what other algorithms made.
    void setAlgorithms(HashAlgorithms algorithms);
    /// Larger files get no hash. Forgets what had none by another limit.
    void setLimit(uint64_t bytes);

    /// As Platform::hashes. Never blocks, and looks at no file.
    DeferredTextPtr hashes(const ExecutedFile& file);
    DeferredTextPtr hashes(const DeletedFile& file);

    size_t size() const noexcept { return index_.size(); }
    size_t maxFiles() const noexcept { return maxFiles_; }

private:
    struct Entry {
        FileIdentity file;
        std::shared_ptr<ResolverAnswer> answer;
    };

    void forgetAll();
    std::shared_ptr<ResolverAnswer> known(const FileIdentity& file);
    void remember(const FileIdentity& file, const std::shared_ptr<ResolverAnswer>& answer);

    Ask ask_;
    HashAlgorithms algorithms_;
    size_t maxFiles_;
    uint64_t maxBytes_ = parseHashLimit({});
    std::list<Entry> entries_; ///< least recently used first
    std::unordered_map<FileIdentity, std::list<Entry>::iterator, FileIdentityHash> index_;
};

} // namespace sysmon
