// SPDX-License-Identifier: MIT
#include "userNames.h"

#include <cerrno>
#include <pwd.h>
#include <vector>

namespace sysmon {

namespace {

std::string readName(uint32_t userId)
{
    constexpr size_t maxBuffer = 1024 * 1024;
    for (size_t size = 1024; size <= maxBuffer; size *= 4) {
        std::vector<char> buffer(size);
        passwd account{};
        passwd* found = nullptr;
        const int error = getpwuid_r(userId, &account, buffer.data(), buffer.size(), &found);
        if (error == ERANGE || error == EINTR) continue;
        if (found != nullptr && *found->pw_name != '\0') return found->pw_name;
        break;
    }
    return userId == 0 ? "root" : std::to_string(userId);
}

} // namespace

const std::string& UserNames::name(uint32_t userId, Clock::time_point now)
{
    const auto known = names_.find(userId);
    if (known != names_.end()) {
        Entry& entry = known->second;
        if (now - entry.readAt >= maxAge) entry = {readName(userId), now};
        return entry.name;
    }
    if (names_.size() >= maxNames) makeRoom(now);
    return names_.emplace(userId, Entry{readName(userId), now}).first->second.name;
}

void UserNames::makeRoom(Clock::time_point now)
{
    std::erase_if(names_, [now](const auto& entry) { return now - entry.second.readAt >= maxAge; });
    // All of them in one minute: a machine that makes up uids. Any one will do.
    if (names_.size() >= maxNames) names_.erase(names_.begin());
}

} // namespace sysmon
