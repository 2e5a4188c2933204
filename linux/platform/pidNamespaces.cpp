// SPDX-License-Identifier: MIT
#include "pidNamespaces.h"

#include "linuxHelpers.h"

#include <charconv>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <vector>

namespace sysmon {

namespace {

constexpr size_t kStatusLimit = 64 * 1024;
constexpr size_t kMountsLimit = 4 * 1024 * 1024;

std::string processFolder(uint32_t processId)
{
    return "/proc/" + std::to_string(processId);
}

std::string pidNamespace(const std::string& folder)
{
    return readLinkAt(AT_FDCWD, (folder + "/ns/pid").c_str());
}

/// The numbers behind `label` in a status file.
std::vector<uint32_t> statusNumbers(const std::string& folder, std::string_view label)
{
    std::string text;
    if (!readFileAt(AT_FDCWD, (folder + "/status").c_str(), kStatusLimit, text)) return {};
    const size_t line = text.find("\n" + std::string(label) + ":");
    if (line == std::string::npos) return {};
    std::vector<uint32_t> numbers;
    const char* at = text.data() + line + label.size() + 2;
    const char* const end = text.data() + std::min(text.find('\n', line + 1), text.size());
    while (at < end) {
        uint32_t number = 0;
        const auto [stop, error] = std::from_chars(at, end, number);
        if (error == std::errc{}) numbers.push_back(number);
        at = error == std::errc{} ? stop : at + 1;
    }
    return numbers;
}

/// Whether the thread of `folder` has number `id` in the namespace that is `level` deep.
bool hasNumber(const std::string& folder, size_t level, uint32_t id)
{
    const std::vector<uint32_t> numbers = statusNumbers(folder, "NSpid");
    return numbers.size() > level && numbers[level] == id;
}

/// Whether one of the threads of `folder` is meant.
bool hasThread(const std::filesystem::path& folder, size_t level, uint32_t id)
{
    std::error_code gone;
    for (const auto& thread : std::filesystem::directory_iterator(folder / "task", gone))
        if (hasNumber(thread.path(), level, id)) return true;
    return false;
}

/// The namespace of the caller can only be recognised in processes that are in it themselves.
uint32_t searchNamespace(const std::string& wanted, size_t level, uint32_t id)
{
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename();
        uint32_t processId = 0;
        std::from_chars(name.data(), name.data() + name.size(), processId);
        if (processId == 0 || pidNamespace(entry.path()) != wanted) continue;
        if (hasThread(entry.path(), level, id)) return processId;
    }
    return 0;
}

} // namespace

uint32_t processOfNumber(uint32_t callerId, uint32_t id)
{
    const std::string theirs = pidNamespace(processFolder(callerId));
    if (!theirs.empty() && theirs != pidNamespace("/proc/self")) {
        const size_t depth = statusNumbers(processFolder(callerId), "NSpid").size();
        return depth == 0 ? 0 : searchNamespace(theirs, depth - 1, id);
    }
    const std::vector<uint32_t> group = statusNumbers(processFolder(id), "Tgid");
    return group.empty() ? id : group[0];
}

bool isProcFileSystem(uint32_t processId, uint32_t device)
{
    constexpr uint32_t minorBits = 20;
    const uint32_t major = device >> minorBits;
    const uint32_t minor = device & ((1u << minorBits) - 1);
    struct stat ours {};
    if (stat("/proc", &ours) == 0 && ours.st_dev == makedev(major, minor)) return true;
    // "ID PARENT MAJOR:MINOR ROOT PLACE OPTIONS - TYPE SOURCE OPTIONS"
    std::string mounts;
    const std::string path = processFolder(processId) + "/mountinfo";
    if (!readFileAt(AT_FDCWD, path.c_str(), kMountsLimit, mounts)) return false;
    const std::string number = " " + std::to_string(major) + ":" + std::to_string(minor) + " ";
    const size_t line = mounts.find(number);
    if (line == std::string::npos) return false;
    const size_t end = std::min(mounts.find('\n', line), mounts.size());
    return std::string_view(mounts).substr(line, end - line).find(" - proc ") !=
           std::string_view::npos;
}

} // namespace sysmon
