// SPDX-License-Identifier: MIT
#include "hostNames.h"

#include "slowService.h"

#include <gtest/gtest.h>

#include <vector>

namespace sysmon {
namespace {

using test::SlowService;

TEST(HostNames, NeverBlock)
{
    SlowService service;
    HostNames hosts(service.asking<IpAddress>([](const IpAddress&) { return "slow.example"; }));
    IpAddress address{};
    std::vector<DeferredTextPtr> names;
    for (int i = 0; i < 256; ++i) {
        address[15] = static_cast<uint8_t>(i);
        names.push_back(hosts.name(address, 0));
        EXPECT_EQ(names.back()->get(), nullptr);
    }
    service.answerAll();
    for (const DeferredTextPtr& name : names) {
        ASSERT_NE(name->get(), nullptr);
        EXPECT_EQ(*name->get(), "slow.example");
    }
}

} // namespace
} // namespace sysmon
