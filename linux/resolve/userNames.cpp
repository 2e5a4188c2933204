// SPDX-License-Identifier: MIT
#include "userNames.h"

#include <cerrno>
#include <pwd.h>
#include <vector>

namespace sysmon {

std::string askForUserName(uint32_t userId)
{
    constexpr size_t maxBuffer = 1024 * 1024;
    for (size_t size = 1024; size <= maxBuffer; size *= 4) {
        std::vector<char> buffer(size);
        passwd account{};
        passwd* found = nullptr;
        const int error = getpwuid_r(userId, &account, buffer.data(), buffer.size(), &found);
        if (error == ERANGE || error == EINTR) continue;
        return found != nullptr ? found->pw_name : "";
    }
    return {};
}

UserNames::UserNames(Lookups::Ask ask, std::string passwordFile)
    : local_(std::move(passwordFile)), lookups_(std::move(ask), {.entries = maxNames,
                                                                 .questions = 256,
                                                                 .threads = 1,
                                                                 .maxAge = maxAge,
                                                                 .maxEmptyAge = maxAge / 6})
{
}

std::string UserNames::name(uint32_t userId, Clock::time_point now)
{
    if (const std::string* known = local_.name(userId, now)) return *known;
    if (userId == 0) return "root";
    const DeferredTextPtr text = lookups_.get(userId, now);
    const std::string* const name = text ? wait(text) : nullptr;
    return name == nullptr || name->empty() ? std::to_string(userId) : *name;
}

/// After a time-out no other event waits until the service has answered.
const std::string* UserNames::wait(const DeferredTextPtr& text)
{
    if (const std::string* name = text->get()) return name;
    if (overdue_ && overdue_->get()) overdue_.reset();
    if (overdue_) return nullptr;
    const std::string* const name = text->waitFor(maxWait);
    if (name == nullptr) overdue_ = text;
    return name;
}

} // namespace sysmon
