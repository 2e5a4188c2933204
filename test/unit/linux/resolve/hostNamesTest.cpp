// SPDX-License-Identifier: MIT
#include "hostNames.h"

#include "slowService.h"

#include <gtest/gtest.h>

#include <vector>

namespace sysmon {
namespace {

using test::longEnough;
using test::SlowService;

TEST(HostNames, OfTheLoopbackInterface)
{
    HostNames hosts;
    const IpAddress loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
    const DeferredTextPtr name = hosts.name(loopback);
    ASSERT_NE(name->waitFor(longEnough), nullptr);
    EXPECT_EQ(*name->get(), askForHostName(loopback));
    EXPECT_EQ(hosts.name(loopback), name);
}

TEST(HostNames, NeverBlock)
{
    SlowService service;
    HostNames hosts(service.asking<IpAddress>([](const IpAddress&) { return "slow.example"; }));
    IpAddress address{};
    std::vector<DeferredTextPtr> names;
    for (int i = 0; i < 256; ++i) {
        address[15] = static_cast<uint8_t>(i);
        names.push_back(hosts.name(address));
        EXPECT_EQ(names.back()->get(), nullptr);
    }
    service.answerAll();
    for (const DeferredTextPtr& name : names) {
        ASSERT_NE(name->waitFor(longEnough), nullptr);
        EXPECT_EQ(*name->get(), "slow.example");
    }
}

} // namespace
} // namespace sysmon
