// SPDX-License-Identifier: MIT
#include "ipText.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <string>

namespace sysmon {
namespace {

std::array<uint8_t, 16> addressOf(const char* text)
{
    std::array<uint8_t, 16> address{};
    EXPECT_EQ(inet_pton(AF_INET6, text, address.data()), 1) << text;
    return address;
}

std::string textOf(const char* text)
{
    std::array<char, ipTextSize> buffer;
    return std::string(ipText(addressOf(text), buffer));
}

TEST(IpText, WritesIpv4Dotted)
{
    EXPECT_EQ(textOf("::ffff:127.0.0.1"), "127.0.0.1");
    EXPECT_EQ(textOf("::ffff:0.0.0.0"), "0.0.0.0");
    EXPECT_EQ(textOf("::ffff:255.255.255.255"), "255.255.255.255");
}

TEST(IpText, WritesAllEightGroupsOfIpv6)
{
    EXPECT_EQ(textOf("::"), "0:0:0:0:0:0:0:0");
    EXPECT_EQ(textOf("::1"), "0:0:0:0:0:0:0:1");
    EXPECT_EQ(textOf("2001:db8::a0:0:1"), "2001:db8:0:0:0:a0:0:1");
    EXPECT_EQ(textOf("FE80:ABCD:ffff:ffff:ffff:ffff:ffff:ffff"),
              "fe80:abcd:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(IpText, OnlyMappedAddressesAreIpv4)
{
    EXPECT_TRUE(isIpv4(addressOf("::ffff:10.0.0.1")));
    EXPECT_FALSE(isIpv4(addressOf("::10.0.0.1")));
    EXPECT_FALSE(isIpv4(addressOf("64:ff9b::10.0.0.1")));
    EXPECT_FALSE(isIpv4(addressOf("1::ffff:10.0.0.1")));
}

} // namespace
} // namespace sysmon
