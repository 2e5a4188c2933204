// SPDX-License-Identifier: MIT
#include "hostNames.h"

#include <string_view>

namespace sysmon {

size_t IpAddressHash::operator()(const IpAddress& address) const noexcept
{
    return std::hash<std::string_view>()(
        {reinterpret_cast<const char*>(address.data()), address.size()});
}

HostNames::HostNames(Lookups::Ask ask)
    : lookups_(std::move(ask), {.entries = maxNames,
                                .maxAge = std::chrono::minutes(10),
                                .maxEmptyAge = std::chrono::minutes(1),
                                .patience = std::chrono::seconds(2)})
{
}

} // namespace sysmon
