// SPDX-License-Identifier: MIT
#include "fileHashes.h"

#include "error.h"
#include "configuration.h"
#include "linuxHelpers.h"
#include "options.h"
#include "utf.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <openssl/evp.h>
#include <span>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <vector>

namespace sysmon {

namespace {

constexpr size_t readSize = 128 * 1024;

/// One hash in the making.
class Digest {
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

std::vector<Digest> makeDigests(const HashAlgorithms& algorithms)
{
    std::vector<Digest> digests;
    if (algorithms.sha1) digests.emplace_back("SHA1", EVP_sha1());
    if (algorithms.md5) digests.emplace_back("MD5", EVP_md5());
    if (algorithms.sha256) digests.emplace_back("SHA256", EVP_sha256());
    return digests;
}

void addAlgorithm(std::string_view name, HashAlgorithms& algorithms)
{
    const bool all = name == "*";
    const bool sha1 = equalsFolded(name, "SHA1");
    const bool md5 = equalsFolded(name, "MD5");
    const bool sha256 = equalsFolded(name, "SHA256");
    if (!all && !sha1 && !md5 && !sha256 && !equalsFolded(name, "IMPHASH"))
        throw Error("hash algorithm '" + std::string(name) +
                    "' is unknown: use SHA1, MD5, SHA256 (IMPHASH is accepted, without effect), "
                    "several with commas between them, or * for all");
    algorithms.sha1 |= all || sha1;
    algorithms.md5 |= all || md5;
    algorithms.sha256 |= all || sha256;
}

/// O_NONBLOCK: a path that leads to a fifo by now must not hold us up.
UniqueFd openToRead(const std::string& path)
{
    return UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
}

/// The file that `file` names, if it can still be found.
UniqueFd openExecuted(const ExecutedFile& file)
{
    struct stat status {};
    UniqueFd byProcess = openToRead("/proc/" + std::to_string(file.processId) + "/exe");
    // The link leads to the executed file itself. Its device is not compared: btrfs and overlayfs
    // tell stat() another one than the kernel's file system has.
    if (byProcess && fstat(byProcess.get(), &status) == 0 && status.st_ino == file.inode)
        return byProcess;
    UniqueFd byPath = openToRead(std::string(file.path));
    if (byPath && fstat(byPath.get(), &status) == 0 && status.st_ino == file.inode &&
        major(status.st_dev) == file.deviceMajor && minor(status.st_dev) == file.deviceMinor)
        return byPath;
    return {};
}

int64_t nanoseconds(const timespec& time)
{
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
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

std::string hashFile(int fd, const HashAlgorithms& algorithms)
{
    std::vector<Digest> digests = makeDigests(algorithms);
    std::vector<char> buffer(readSize);
    for (off_t at = 0;;) {
        const ssize_t size = pread(fd, buffer.data(), buffer.size(), at);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return {};
        if (size == 0) break;
        for (Digest& digest : digests)
            digest.update(std::span(buffer).first(static_cast<size_t>(size)));
        at += size;
    }
    std::string text;
    for (Digest& digest : digests)
        digest.finish(text);
    return text;
}

std::string hashOfFile(const std::string& path)
{
    const UniqueFd file = openToRead(path);
    const std::string text = file ? hashFile(file.get(), parseHashAlgorithms("SHA256")) : "";
    return text.empty() ? "-" : text;
}

size_t FileHashes::IdHash::operator()(const Id& id) const noexcept
{
    return (id.inode ^ id.device << 40 ^ static_cast<uint64_t>(id.mtimeNs)) * 0x9e3779b97f4a7c15U;
}

void FileHashes::setAlgorithms(HashAlgorithms algorithms)
{
    algorithms_ = algorithms;
    index_.clear();
    entries_.clear();
}

std::string FileHashes::hashes(const ExecutedFile& file)
{
    if (algorithms_.none()) return "-";
    const UniqueFd opened = openExecuted(file);
    std::string text = opened ? hashesOf(opened.get()) : "";
    return text.empty() ? "-" : text;
}

std::string FileHashes::hashesOf(int fd)
{
    Id id{};
    if (!identify(fd, id) || id.size > maxFileBytes) return {};
    const auto known = index_.find(id);
    if (known != index_.end()) {
        entries_.splice(entries_.end(), entries_, known->second);
        return known->second->hashes;
    }
    std::string text = hashFile(fd, algorithms_);
    Id after{};
    if (!text.empty() && identify(fd, after) && after == id) remember(id, text);
    return text;
}

void FileHashes::remember(const Id& id, const std::string& text)
{
    if (entries_.size() >= maxFiles_) {
        index_.erase(entries_.front().id);
        entries_.pop_front();
    }
    entries_.push_back({id, text});
    index_.emplace(id, std::prev(entries_.end()));
}

bool FileHashes::identify(int fd, Id& ret_id)
{
    struct stat status {};
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return false;
    ret_id = {status.st_dev, status.st_ino, static_cast<uint64_t>(status.st_size),
              nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
    return true;
}

} // namespace sysmon
