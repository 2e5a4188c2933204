// SPDX-License-Identifier: MIT
//
// Hashes of executed files: several algorithms in one read, remembered as long as the file stays
// as it is.
#pragma once

#include "platform.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sysmon {

/// Which hashes are written, always in this order.
struct HashAlgorithms {
    bool sha1 = false;
    bool md5 = false;
    bool sha256 = false;

    bool none() const { return !sha1 && !md5 && !sha256; }
};

/// A list such as "SHA1,SHA256", without regard to case; "*" is all, empty the default (SHA256).
/// IMPHASH, which only Windows programs have, is accepted. Throws Error that names a bad entry.
HashAlgorithms parseHashAlgorithms(std::string_view list);

/// "SHA1=…,MD5=…,SHA256=…" of all bytes of `fd`, lower-case hexadecimal; empty if it cannot be
/// read or none is asked for.
std::string hashFile(int fd, const HashAlgorithms& algorithms);

/// "SHA256=…" of a file, or "-" if it cannot be read.
std::string hashOfFile(const std::string& path);

/// Not for use by several threads at once.
class FileHashes {
public:
    /// A larger file would hold up the events behind it: it gets no hash.
    static constexpr uint64_t maxFileBytes = 256 * 1024 * 1024;

    /// Remembers the hashes of up to `maxFiles` files.
    explicit FileHashes(HashAlgorithms algorithms = parseHashAlgorithms({}), size_t maxFiles = 8192)
        : algorithms_(algorithms), maxFiles_(maxFiles)
    {
    }

    /// Forgets what other algorithms made.
    void setAlgorithms(HashAlgorithms algorithms);

    /// As Platform::hashes.
    std::string hashes(const ExecutedFile& file);

    size_t size() const noexcept { return index_.size(); }
    size_t maxFiles() const noexcept { return maxFiles_; }

private:
    /// A file and its state.
    struct Id {
        uint64_t device;
        uint64_t inode;
        uint64_t size;
        int64_t mtimeNs;
        int64_t ctimeNs;
        bool operator==(const Id&) const = default;
    };
    struct IdHash {
        size_t operator()(const Id& id) const noexcept;
    };
    struct Entry {
        Id id;
        std::string hashes;
    };

    static bool identify(int fd, Id& ret_id);
    std::string hashesOf(int fd);
    void remember(const Id& id, const std::string& text);

    HashAlgorithms algorithms_;
    size_t maxFiles_;
    std::list<Entry> entries_; ///< least recently used first
    std::unordered_map<Id, std::list<Entry>::iterator, IdHash> index_;
};

} // namespace sysmon
