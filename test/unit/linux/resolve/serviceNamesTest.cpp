// SPDX-License-Identifier: MIT
#include "serviceNames.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netdb.h>

namespace sysmon {
namespace {

TEST(ServiceNames, AreThoseOfTheSystem)
{
    ServiceNames services;
    for (const char* protocol : {"tcp", "udp"})
        for (uint16_t port : {22, 53, 80, 443, 514, 40000, 65535}) {
            const servent* known = getservbyport(htons(port), protocol);
            EXPECT_EQ(services.name(port, protocol), known ? known->s_name : "");
        }
    EXPECT_EQ(services.name(443, "sctp"), "");
}

} // namespace
} // namespace sysmon
