// SPDX-License-Identifier: MIT
#include "serviceNames.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace sysmon {
namespace {

DeferredTextPtr said(const std::string& text)
{
    return std::make_shared<DeferredText>(text);
}

TEST(ServiceNames, TheFirstOfAPortCounts)
{
    ServiceNames services([] {
        return said("22 tcp ssh\n80 tcp http\n80 tcp www\n443 udp quic\nx tcp y\n70000 tcp z\n514 "
                    "udp sysl");
    });
    EXPECT_EQ(services.name(22, "tcp"), "ssh");
    EXPECT_EQ(services.name(80, "tcp"), "http");
    EXPECT_EQ(services.name(443, "udp"), "quic");
    EXPECT_EQ(services.name(443, "tcp"), "");
    EXPECT_EQ(services.name(22, "sctp"), "");
    EXPECT_EQ(services.name(514, "udp"), "") << "that line is not whole";
}

TEST(ServiceNames, NobodyWaitsForThem)
{
    const auto late = std::make_shared<DeferredText>();
    int questions = 0;
    ServiceNames services([&] {
        ++questions;
        return late;
    });
    EXPECT_EQ(services.name(22, "tcp"), "");
    EXPECT_EQ(services.name(22, "tcp"), "");
    EXPECT_EQ(questions, 1);
    late->set("22 tcp ssh\n");
    EXPECT_EQ(services.name(22, "tcp"), "ssh");
}

TEST(ServiceNames, OldOnesCountUntilThereAreNewOnes)
{
    std::string lines = "22 tcp ssh\n";
    ServiceNames services([&] { return said(lines); });
    const auto now = ServiceNames::Clock::now();
    EXPECT_EQ(services.name(22, "tcp", now), "ssh");
    lines = "22 tcp other\n";
    EXPECT_EQ(services.name(22, "tcp", now), "ssh");
    EXPECT_EQ(services.name(22, "tcp", now + ServiceNames::maxAge), "other");
    lines = "";
    EXPECT_EQ(services.name(22, "tcp", now + 2 * ServiceNames::maxAge), "other")
        << "a service that fails takes no names away";
}

} // namespace
} // namespace sysmon
