// SPDX-License-Identifier: MIT
//
// Hashes of files: several algorithms in one read.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// Which hashes are written, always in this order.
struct HashAlgorithms {
    bool sha1 = false;
    bool md5 = false;
    bool sha256 = false;

    bool none() const { return !sha1 && !md5 && !sha256; }
};

/// A list such as "SHA1,SHA256", without regard to case; "*" is all, empty the default (SHA256).
/// IMPHASH, which only Windows programs have, is accepted. Throws ConfigurationError that names a
/// bad entry.
HashAlgorithms parseHashAlgorithms(std::string_view list);

/// The hashes of one text in the making.
class Digests {
public:
    explicit Digests(const HashAlgorithms& algorithms);
    Digests(Digests&&) noexcept;
    Digests& operator=(Digests&&) noexcept;
    ~Digests();

    void update(std::span<const char> bytes);
    /// "SHA1=…,MD5=…,SHA256=…" of all that came, lower-case hexadecimal. To be called once.
    std::string finish();

private:
    class Digest;
    std::vector<Digest> digests_;
};

/// Reads the next `buffer.size()` bytes of `fd` from `offset` on into `buffer`, past interruptions;
/// negative, with errno, if that fails, 0 at the end.
ssize_t readChunk(int fd, std::span<char> buffer, uint64_t offset);

/// The hashes of all bytes of `fd`; empty if it cannot be read or none is asked for.
std::string hashFile(int fd, const HashAlgorithms& algorithms);

/// "SHA256=…" of a file, or "-" if it cannot be read.
std::string hashOfFile(const std::string& path);

} // namespace sysmon
