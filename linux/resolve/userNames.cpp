// SPDX-License-Identifier: MIT
#include "userNames.h"

namespace sysmon {

UserNames::UserNames(Lookups::Ask ask, std::string passwordFile)
    : local_(std::move(passwordFile)),
      lookups_(std::move(ask), {.entries = maxNames, .maxAge = maxAge, .maxEmptyAge = maxAge / 6})
{
}

DeferredTextPtr UserNames::name(uint32_t userId, Clock::time_point now)
{
    static const auto root = std::make_shared<DeferredText>("root");
    if (DeferredTextPtr known = local_.name(userId, now)) return known;
    return userId == 0 ? root : lookups_.get(userId, userId, now);
}

} // namespace sysmon
