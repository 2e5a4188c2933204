// SPDX-License-Identifier: MIT
#include "datagramSink.h"

#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace sysmon {
namespace {

using testing::EndsWith;
using testing::MatchesRegex;

/// A log daemon: reads only when it is asked to.
class LogDaemon {
public:
    explicit LogDaemon(const std::string& path) : socket_(socket(AF_UNIX, SOCK_DGRAM, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        unlink(path.c_str());
        EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
                  0);
    }

    /// The next datagram, if one is there.
    std::optional<std::string> read()
    {
        std::string datagram(100'000, '\0');
        const ssize_t size = recv(socket_.get(), datagram.data(), datagram.size(), MSG_DONTWAIT);
        if (size < 0) return std::nullopt;
        datagram.resize(static_cast<size_t>(size));
        return datagram;
    }

    uint64_t readAll()
    {
        uint64_t count = 0;
        while (read())
            ++count;
        return count;
    }

private:
    UniqueFd socket_;
};

class DatagramSinkTest : public testing::Test {
protected:
    DatagramSink::Options options()
    {
        return {.socketPath = path,
                .queueBytes = 1'000'000,
                .flushWait = std::chrono::milliseconds(1),
                .reconnectInterval = std::chrono::milliseconds(0),
                .lookInterval = std::chrono::milliseconds(0)};
    }

    test::TemporaryFolder folder;
    const std::string path = folder / "log";
};

TEST_F(DatagramSinkTest, TraditionalForm)
{
    LogDaemon daemon(path);
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    sink.write("<Event>x</Event>", {});
    const auto datagram = daemon.read();
    ASSERT_TRUE(datagram);
    EXPECT_THAT(*datagram, MatchesRegex("<14>[A-Z][a-z][a-z] [ 1-3][0-9] "
                                        "[0-2][0-9]:[0-5][0-9]:[0-6][0-9] sysmon: "
                                        "<Event>x</Event>"));
}

TEST_F(DatagramSinkTest, LongestEventArrivesWhole)
{
    LogDaemon daemon(path);
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    const std::string line(65'535, 'x');
    sink.write(line, {});
    const auto datagram = daemon.read();
    ASSERT_TRUE(datagram);
    EXPECT_THAT(*datagram, EndsWith(line));
}

TEST_F(DatagramSinkTest, WhatTheDaemonDoesNotTakeAtOnceComesLaterInOrder)
{
    LogDaemon daemon(path);
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    constexpr int lines = 2000; // more than a datagram queue holds
    for (int i = 0; i < lines; ++i)
        sink.write("line " + std::to_string(i), {});
    int read = 0;
    while (read < lines) {
        const auto datagram = daemon.read();
        if (!datagram) {
            sink.flush();
            continue;
        }
        ASSERT_THAT(*datagram, EndsWith(": line " + std::to_string(read)));
        ++read;
    }
    EXPECT_EQ(sink.dropped(), 0U);
    EXPECT_FALSE(daemon.read());
}

TEST_F(DatagramSinkTest, SurvivesARestartOfTheDaemon)
{
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    sink.write("before any", {});
    {
        LogDaemon first(path);
        sink.write("to the first", {});
        EXPECT_THAT(first.read().value_or(""), EndsWith("before any"));
        EXPECT_THAT(first.read().value_or(""), EndsWith("to the first"));
        sink.flush();
        EXPECT_EQ(sink.state().written, 2U);
    }
    sink.write("while it is away", {});
    LogDaemon second(path);
    sink.flush();
    EXPECT_THAT(second.read().value_or(""), EndsWith("while it is away"));
    sink.write("to the second", {});
    EXPECT_THAT(second.read().value_or(""), EndsWith("to the second"));
    EXPECT_EQ(sink.dropped(), 0U);
    EXPECT_EQ(sink.state().repeated, 0U);
    EXPECT_EQ(sink.state().reconnected, 1U);
}

TEST_F(DatagramSinkTest, WhatADaemonHadNotReadGoesToTheNext)
{
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    {
        LogDaemon first(path);
        for (int i = 0; i < 5; ++i)
            sink.write("line " + std::to_string(i), {});
        EXPECT_THAT(first.read().value_or(""), EndsWith("line 0"));
        EXPECT_THAT(first.read().value_or(""), EndsWith("line 1"));
        sink.flush();
        EXPECT_EQ(sink.state().written, 2U);
        EXPECT_EQ(sink.state().waiting, 3U);
    }
    LogDaemon second(path);
    sink.write("line 5", {});
    sink.flush();
    for (int i = 2; i < 6; ++i)
        EXPECT_THAT(second.read().value_or(""), EndsWith("line " + std::to_string(i)));
    EXPECT_FALSE(second.read());
    sink.flush();
    EXPECT_EQ(sink.state().written, 6U);
    EXPECT_EQ(sink.state().waiting, 0U);
    EXPECT_EQ(sink.state().repeated, 3U);
    EXPECT_EQ(sink.dropped(), 0U);
}

TEST_F(DatagramSinkTest, ADaemonThatEndsIsNoticedWithoutFurtherEvents)
{
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    {
        const LogDaemon first(path);
        sink.write("unread", {});
    }
    LogDaemon second(path);
    sink.flush();
    EXPECT_THAT(second.read().value_or(""), EndsWith("unread"));
}

TEST_F(DatagramSinkTest, KeepsToADaemonWhoseSocketFileIsRemoved)
{
    LogDaemon daemon(path);
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    sink.write("one", {});
    unlink(path.c_str());
    sink.flush();
    EXPECT_EQ(sink.state().waiting, 1U);
    EXPECT_THAT(daemon.read().value_or(""), EndsWith("one"));
    sink.write("two", {});
    EXPECT_THAT(daemon.read().value_or(""), EndsWith("two"));
    EXPECT_EQ(sink.state().written, 1U);
    EXPECT_TRUE(sink.state().connected);
    EXPECT_EQ(sink.state().repeated, 0U);
}

TEST_F(DatagramSinkTest, WhatIsLeftAtTheEndIsCountedByType)
{
    DatagramSink::Options impatient = options();
    impatient.finishWait = std::chrono::milliseconds(1);
    const LogDaemon daemon(path);
    DatagramSink sink(std::make_unique<TraditionalForm>(), impatient);
    constexpr uint64_t lines = 1000; // more than a datagram queue holds
    for (uint64_t i = 0; i < lines; ++i)
        sink.write("line", {.eventId = static_cast<uint16_t>(i < lines / 2 ? 1 : 11)});
    sink.finish();
    EXPECT_EQ(sink.state().waiting, 0U);
    EXPECT_EQ(sink.droppedOf(11), lines / 2);
    EXPECT_EQ(sink.droppedOf(1), sink.dropped() - lines / 2);
    EXPECT_EQ(sink.state().written + sink.dropped(), lines);
}

TEST_F(DatagramSinkTest, CountsWhatItMustDrop)
{
    DatagramSink sink(std::make_unique<TraditionalForm>(), options());
    const std::string line(1'000, 'x');
    constexpr uint64_t lines = 3'000;
    for (uint64_t i = 0; i < lines; ++i)
        sink.write(line, {});
    EXPECT_GT(sink.dropped(), 0U);
    LogDaemon daemon(path);
    uint64_t read = 0;
    do {
        sink.flush();
        read += daemon.readAll();
    } while (read + sink.dropped() < lines);
    EXPECT_EQ(read + sink.dropped(), lines);
    sink.write("and on it goes", {});
    EXPECT_THAT(daemon.read().value_or(""), EndsWith("and on it goes"));
}

TEST_F(DatagramSinkTest, DoesNotWaitForADaemonThatDoesNotRead)
{
    DatagramSink::Options patient = options();
    patient.flushWait = std::chrono::milliseconds(300);
    const LogDaemon daemon(path);
    DatagramSink sink(std::make_unique<TraditionalForm>(), patient);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i)
        sink.write("line", {});
    for (int i = 0; i < 1000; ++i)
        sink.flush();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30))
        << "only the first flush waits: 1000 waits would take ten times as long";
}

} // namespace
} // namespace sysmon
