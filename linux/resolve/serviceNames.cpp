// SPDX-License-Identifier: MIT
#include "serviceNames.h"

#include <arpa/inet.h>
#include <netdb.h>

namespace sysmon {

namespace {

enum Protocol : uint32_t { Tcp, Udp, Other };

Protocol protocolOf(std::string_view name)
{
    return name == "tcp" ? Tcp : name == "udp" ? Udp : Other;
}

uint32_t keyOf(uint16_t port, Protocol protocol)
{
    return uint32_t{port} << 2 | protocol;
}

} // namespace

const std::string& ServiceNames::name(uint16_t port, std::string_view protocol,
                                      Clock::time_point now)
{
    static const std::string none;
    if (readAt_ == Clock::time_point{} || now - readAt_ >= maxAge) {
        read();
        readAt_ = now;
    }
    const auto found = names_.find(keyOf(port, protocolOf(protocol)));
    return found == names_.end() ? none : found->second;
}

void ServiceNames::read()
{
    names_.clear();
    setservent(1);
    // The first name that is given to a port is the one that getservbyport(3) tells.
    while (const servent* service = getservent())
        if (const Protocol protocol = protocolOf(service->s_proto); protocol != Other)
            names_.try_emplace(keyOf(ntohs(static_cast<uint16_t>(service->s_port)), protocol),
                               service->s_name);
    endservent();
}

} // namespace sysmon
