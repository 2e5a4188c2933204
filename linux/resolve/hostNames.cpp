// SPDX-License-Identifier: MIT
#include "hostNames.h"

#include <algorithm>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <string_view>

namespace sysmon {

namespace {

std::string nameOf(const sockaddr* address, socklen_t size)
{
    char name[NI_MAXHOST] = "";
    const int error = getnameinfo(address, size, name, sizeof name, nullptr, 0, NI_NAMEREQD);
    return error == 0 ? name : "";
}

} // namespace

size_t IpAddressHash::operator()(const IpAddress& address) const noexcept
{
    return std::hash<std::string_view>()(
        {reinterpret_cast<const char*>(address.data()), address.size()});
}

std::string askForHostName(const IpAddress& address)
{
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::ranges::copy(address, v6.sin6_addr.s6_addr);
    if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
        return nameOf(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, address.data() + 12, sizeof v4.sin_addr);
    return nameOf(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
}

// A name server that does not answer takes a thread for many seconds.
HostNames::HostNames(Lookups::Ask ask)
    : lookups_(std::move(ask), {.entries = maxNames,
                                .questions = 1024,
                                .threads = 4,
                                .maxAge = std::chrono::minutes(10),
                                .maxEmptyAge = std::chrono::minutes(1)})
{
}

} // namespace sysmon
