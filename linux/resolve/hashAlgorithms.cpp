// SPDX-License-Identifier: MIT
#include "hashAlgorithms.h"

#include "configuration.h"
#include "error.h"
#include "linuxHelpers.h"
#include "options.h"
#include "utf.h"

#include <cerrno>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

namespace sysmon {

namespace {

void addAlgorithm(std::string_view name, HashAlgorithms& algorithms)
{
    const bool all = name == "*";
    const bool sha1 = equalsFolded(name, "SHA1");
    const bool md5 = equalsFolded(name, "MD5");
    const bool sha256 = equalsFolded(name, "SHA256");
    if (!all && !sha1 && !md5 && !sha256 && !equalsFolded(name, "IMPHASH"))
        throw ConfigurationError(
            "unknown hash algorithm '" + std::string(name) +
            "': use SHA1, MD5 or SHA256 (IMPHASH is accepted and has no effect), several "
            "separated by commas, or * for all");
    algorithms.sha1 |= all || sha1;
    algorithms.md5 |= all || md5;
    algorithms.sha256 |= all || sha256;
}

} // namespace

HashAlgorithms parseHashAlgorithms(std::string_view list)
{
    HashAlgorithms algorithms;
    std::vector<std::string_view> names = splitTrimmed(list, ',');
    if (names.empty()) names.push_back(defaultHashAlgorithms);
    for (const std::string_view name : names)
        addAlgorithm(name, algorithms);
    return algorithms;
}

class Digests::Digest {
public:
    Digest(std::string_view name, const EVP_MD* algorithm)
        : name_(name), context_(EVP_MD_CTX_new()),
          // A machine in FIPS mode refuses MD5: it is left out then.
          usable_(context_ && EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1)
    {
    }

    void update(std::span<const char> bytes)
    {
        if (usable_) EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    }

    /// Appends "NAME=hex", after a comma if it is not the first.
    void finish(std::string& ret_text)
    {
        unsigned char hash[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        if (!usable_ || EVP_DigestFinal_ex(context_.get(), hash, &size) != 1) return;
        if (!ret_text.empty()) ret_text += ',';
        ret_text.append(name_) += '=';
        for (const unsigned char byte : std::span(hash, size)) {
            constexpr std::string_view digits = "0123456789abcdef";
            ret_text += digits[byte >> 4];
            ret_text += digits[byte & 15];
        }
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::string_view name_;
    std::unique_ptr<EVP_MD_CTX, Free> context_;
    bool usable_;
};

Digests::Digests(const HashAlgorithms& algorithms)
{
    if (algorithms.sha1) digests_.emplace_back("SHA1", EVP_sha1());
    if (algorithms.md5) digests_.emplace_back("MD5", EVP_md5());
    if (algorithms.sha256) digests_.emplace_back("SHA256", EVP_sha256());
}

Digests::Digests(Digests&&) noexcept = default;
Digests& Digests::operator=(Digests&&) noexcept = default;
Digests::~Digests() = default;

void Digests::update(std::span<const char> bytes)
{
    for (Digest& digest : digests_)
        digest.update(bytes);
}

std::string Digests::finish()
{
    std::string text;
    for (Digest& digest : digests_)
        digest.finish(text);
    return text;
}

ssize_t readChunk(int fd, std::span<char> buffer, uint64_t offset)
{
    ssize_t size = 0;
    do
        size = pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    while (size < 0 && errno == EINTR);
    return size;
}

std::string hashFile(int fd, const HashAlgorithms& algorithms)
{
    constexpr size_t readSize = 128 * 1024;
    Digests digests(algorithms);
    std::vector<char> buffer(readSize);
    for (uint64_t at = 0;;) {
        const ssize_t size = readChunk(fd, buffer, at);
        if (size < 0) return {};
        if (size == 0) return digests.finish();
        digests.update(std::span(buffer).first(static_cast<size_t>(size)));
        at += static_cast<uint64_t>(size);
    }
}

std::string hashOfFile(const std::string& path)
{
    // O_NONBLOCK: a fifo must not hold us up.
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    const std::string text = file ? hashFile(file.get(), parseHashAlgorithms("SHA256")) : "";
    return text.empty() ? "-" : text;
}

} // namespace sysmon
