// SPDX-License-Identifier: MIT
#include "networkTracker.h"

#include "recordBuilder.h"

#include <gtest/gtest.h>

namespace sysmon {
namespace {

constexpr uint16_t tcp = 6, udp = 17;
constexpr uint64_t minuteNs = 60'000'000'000;

SYSMON_NETWORK_CONNECT connection(uint16_t protocol, uint16_t remotePort, uint64_t timeNs = 1)
{
    SYSMON_NETWORK_CONNECT record{};
    record.header.process = test::processKey(7);
    record.header.timeNs = timeNs;
    record.protocol = protocol;
    record.initiated = 1;
    record.local.port = 1000;
    record.remote.port = remotePort;
    return record;
}

TEST(NetworkTracker, EveryTcpConnectionIsAnEvent)
{
    NetworkTracker tracker;
    EXPECT_TRUE(tracker.isNew(connection(tcp, 53)));
    EXPECT_TRUE(tracker.isNew(connection(tcp, 53)));
    EXPECT_EQ(tracker.size(), 0u);
}

TEST(NetworkTracker, AUdpFlowIsOneEventWhicheverWayItGoes)
{
    NetworkTracker tracker;
    SYSMON_NETWORK_CONNECT record = connection(udp, 53);
    EXPECT_TRUE(tracker.isNew(record));
    EXPECT_FALSE(tracker.isNew(record));
    record.initiated = 0;
    EXPECT_FALSE(tracker.isNew(record));
    // Another program in the same process, and another thread of it.
    record.header.process.endCode++;
    record.header.process.threadId++;
    EXPECT_FALSE(tracker.isNew(record));
}

TEST(NetworkTracker, TellsFlowsApartByProcessAddressesAndPorts)
{
    NetworkTracker tracker;
    const SYSMON_NETWORK_CONNECT record = connection(udp, 53);
    EXPECT_TRUE(tracker.isNew(record));
    for (auto change : {+[](SYSMON_NETWORK_CONNECT& r) { r.remote.port++; },
                        +[](SYSMON_NETWORK_CONNECT& r) { r.local.port++; },
                        +[](SYSMON_NETWORK_CONNECT& r) { r.remote.address[15]++; },
                        +[](SYSMON_NETWORK_CONNECT& r) { r.local.address[0]++; },
                        +[](SYSMON_NETWORK_CONNECT& r) { r.header.process.processId++; },
                        +[](SYSMON_NETWORK_CONNECT& r) { r.header.process.startTimeNs++; }}) {
        SYSMON_NETWORK_CONNECT other = record;
        change(other);
        EXPECT_TRUE(tracker.isNew(other));
        EXPECT_FALSE(tracker.isNew(other));
    }
}

TEST(NetworkTracker, ReportsAFlowAgainAfterHalfAnHour)
{
    NetworkTracker tracker;
    EXPECT_TRUE(tracker.isNew(connection(udp, 53, minuteNs)));
    EXPECT_FALSE(tracker.isNew(connection(udp, 53, 31 * minuteNs - 1)));
    EXPECT_TRUE(tracker.isNew(connection(udp, 53, 31 * minuteNs)));
    EXPECT_FALSE(tracker.isNew(connection(udp, 53, 32 * minuteNs)));
    EXPECT_EQ(tracker.size(), 1u);
}

TEST(NetworkTracker, ForgetsTheOldestFlowWhenItIsFull)
{
    NetworkTracker tracker(3);
    for (uint16_t port = 1; port <= 4; ++port)
        EXPECT_TRUE(tracker.isNew(connection(udp, port, port)));
    EXPECT_EQ(tracker.size(), 3u);
    EXPECT_FALSE(tracker.isNew(connection(udp, 4, 10)));
    EXPECT_FALSE(tracker.isNew(connection(udp, 3, 10)));
    EXPECT_TRUE(tracker.isNew(connection(udp, 1, 10)));
}

TEST(NetworkTracker, StaysBoundedWhateverComes)
{
    NetworkTracker tracker;
    for (uint32_t i = 0; i < 2 * NetworkTracker::maxFlows; ++i) {
        SYSMON_NETWORK_CONNECT record = connection(udp, static_cast<uint16_t>(i), i);
        record.header.process.processId = i;
        ASSERT_TRUE(tracker.isNew(record));
    }
    EXPECT_EQ(tracker.size(), NetworkTracker::maxFlows);
}

} // namespace
} // namespace sysmon
