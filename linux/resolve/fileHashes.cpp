// SPDX-License-Identifier: MIT
#include "fileHashes.h"

#include "error.h"

#include <charconv>
#include <string>

namespace sysmon {

namespace {

/// For what has no hash.
const DeferredTextPtr& none()
{
    static const auto text = std::make_shared<DeferredText>(std::string());
    return text;
}

DeferredTextPtr textOf(const std::shared_ptr<ResolverAnswer>& answer)
{
    return answer ? DeferredTextPtr(answer, &answer->text) : none();
}

} // namespace

size_t FileIdentityHash::operator()(const FileIdentity& file) const noexcept
{
    const uint64_t device = uint64_t{file.deviceMajor} << 20 | file.deviceMinor;
    return (file.inode ^ device << 32 ^ static_cast<uint64_t>(file.ctimeNs)) * 0x9e3779b97f4a7c15U;
}

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
    forgetAll();
}

void FileHashes::setLimit(uint64_t bytes)
{
    maxBytes_ = bytes;
    forgetAll();
}

void FileHashes::forgetAll()
{
    index_.clear();
    entries_.clear();
}

DeferredTextPtr FileHashes::hashes(const ExecutedFile& file)
{
    if (algorithms_.none()) return none();
    if (const auto answer = known(file.file)) return textOf(answer);
    const auto answer = ask_(file.userId, {.facts = {.kind = QuestionKind::HashOfExecuted,
                                                     .algorithms = algorithms_,
                                                     .processId = file.processId,
                                                     .parentId = file.parentId,
                                                     .file = file.file,
                                                     .maxBytes = maxBytes_},
                                           .path = std::string(file.path)});
    if (answer) remember(file.file, answer);
    return textOf(answer);
}

DeferredTextPtr FileHashes::hashes(const DeletedFile& file)
{
    if (algorithms_.none()) return none();
    return textOf(ask_(file.userId, {.facts = {.kind = QuestionKind::HashOfDeleted,
                                               .algorithms = algorithms_,
                                               .processId = file.processId,
                                               .file = file.file,
                                               .deletedUtcNs = file.utcNs,
                                               .maxBytes = maxBytes_},
                                     .path = std::string(file.path)}));
}

/// What is being made, or lasts. Without times nobody knows whether the file is the same.
std::shared_ptr<ResolverAnswer> FileHashes::known(const FileIdentity& file)
{
    const auto found = index_.find(file);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.end(), entries_, found->second);
    std::shared_ptr<ResolverAnswer> answer = found->second->answer;
    if (answer->text.get() == nullptr || answer->lasts) return answer;
    entries_.erase(found->second);
    index_.erase(found);
    return nullptr;
}

void FileHashes::remember(const FileIdentity& file, const std::shared_ptr<ResolverAnswer>& answer)
{
    if (file.ctimeNs == 0) return;
    if (entries_.size() >= maxFiles_) {
        index_.erase(entries_.front().file);
        entries_.pop_front();
    }
    entries_.push_back({file, answer});
    index_.emplace(file, std::prev(entries_.end()));
}

} // namespace sysmon
