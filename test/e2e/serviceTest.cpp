// SPDX-License-Identifier: MIT
//
// The daemon's own life: what it says when it starts and ends, and what outlives it.
#include "fileDigest.h"
#include "stage.h"

#include <gmock/gmock.h>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <regex>
#include <sstream>

namespace sysmon::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class Service : public Stage {
protected:
    std::string configuration(Logged logged = Logged::Processes)
    {
        return writeFile("config.xml", configurationFor(logged, directory(), uniqueName()));
    }
    /// The events with this id, in order.
    std::vector<LoggedEvent> events(uint32_t id)
    {
        std::vector<LoggedEvent> found;
        for (const LoggedEvent& event : daemon().events())
            if (event.id == id) found.push_back(event);
        return found;
    }
};

TEST_F(Service, ReportsItsStateAndConfiguration)
{
    const std::string path = configuration();
    ASSERT_NO_FATAL_FAILURE(startDaemon(path));
    stopDaemon();
    ASSERT_EQ(events(4).size(), 2u);
    for (const LoggedEvent& event : events(4)) {
        EXPECT_THAT(event["Version"], MatchesRegex("[0-9]+(\\.[0-9]+)+"));
        EXPECT_EQ(event["SchemaVersion"], "4.90");
    }
    ASSERT_EQ(events(16).size(), 1u);
    EXPECT_EQ(events(16)[0]["Configuration"], path);
    EXPECT_EQ(events(16)[0]["ConfigurationFileHash"], "SHA256=" + fileDigest(path, "SHA256"));
}

TEST_F(Service, ReportsTheConfigurationAsTheUserGaveIt)
{
    const std::string path = configuration();
    ASSERT_NO_FATAL_FAILURE(startDaemon("./config.xml", {.directory = directory()}));
    stopDaemon();
    ASSERT_EQ(events(16).size(), 1u);
    EXPECT_EQ(events(16)[0]["Configuration"], "./config.xml");
    EXPECT_EQ(events(16)[0]["ConfigurationFileHash"], "SHA256=" + fileDigest(path, "SHA256"));
}

TEST_F(Service, LogsProcessesOnlyWithoutConfiguration)
{
    for (const char* name : {"everyKind", "idle"})
        program(name);
    ASSERT_NO_FATAL_FAILURE(startDaemon(""));
    std::optional<ActorReport> report = play({"everyKind", Logged::Everything});
    stopDaemon();
    ASSERT_TRUE(report);
    std::erase_if(report->deeds,
                  [](const Deed& deed) { return deed.eventId != 1 && deed.eventId != 5; });
    compare(*report);
    ASSERT_EQ(events(16).size(), 1u);
    EXPECT_EQ(events(16)[0]["Configuration"], "Defaults");
    EXPECT_EQ(events(16)[0]["ConfigurationFileHash"], "-");
}

TEST_F(Service, PrintsRecordsBeforeAnyRule)
{
    const std::string file = configuration();
    ChildProcess daemon({daemonPath(), "-i", file, "-console", "-t", "verbose"});
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    ASSERT_FALSE(daemon.waitLines(1, deadline).empty()) << daemon.errors();
    ChildProcess actor({"/bin/true"});
    ASSERT_EQ(actor.waitExit(longEnough), 0);
    const std::string line = "ProcessTerminate at [0-9]+ by process " +
                             std::to_string(actor.processId()) + ", user 0, [0-9]+ bytes";
    while (!std::regex_search(daemon.errors(), std::regex(line)))
        ASSERT_LT(std::chrono::steady_clock::now(), deadline) << daemon.errors();
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.waitExit(longEnough), 0);
    EXPECT_EQ(daemon.output().find("/bin/true"), std::string::npos) << "no rule includes it";
}

TEST_F(Service, EndsOnInterrupt)
{
    ASSERT_NO_FATAL_FAILURE(startDaemon(configuration(Logged::Everything)));
    awaitAllWritten();
    stopDaemon(SIGINT);
}

/// A process that was there before the daemon, and outlives it.
TEST_F(Service, KnowsProcessesThatAreOlderAlsoAfterARestart)
{
    ChildProcess older({program("onDemand")}, {.directory = workDirectory()});
    const auto facts = older.waitLines(0, std::chrono::steady_clock::now() + longEnough);
    ASSERT_EQ(facts.size(), 1u) << older.errors();
    const ProcessFacts process = parseProcessFacts(facts[0]);
    const std::string path = configuration(Logged::Everything);
    for (size_t round = 1; round <= 2; ++round) {
        ASSERT_NO_FATAL_FAILURE(startDaemon(path));
        const uint64_t afterNs = realTimeNs();
        older.writeInput("x");
        older.waitLines(round, std::chrono::steady_clock::now() + longEnough);
        const uint64_t beforeNs = realTimeNs();
        awaitAllWritten();
        stopDaemon();
        const std::string file = workDirectory() / "on demand";
        ActorReport report{process, 0, {}};
        report.deeds = {{11, afterNs, beforeNs, process, {}, file},
                        {23, afterNs, beforeNs, process, {}, file}};
        compare(report);
    }
}

/// Programs whose output a test does not read.
class UnreadService : public Service {
protected:
    void start()
    {
        many_ = program("manyEvents");
        const std::string path = configuration(Logged::FileCreates);
        const auto begin = std::chrono::steady_clock::now();
        daemon_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{daemonPath(), "-i", path, "-console"},
            ChildProcess::Options{.readsOutput = false});
        ASSERT_TRUE(daemon_->waitUnread(longEnough)) << daemon_->errors();
        startTime_ = std::chrono::steady_clock::now() - begin;
    }
    void makeFiles(int count)
    {
        ChildProcess actor({many_, std::to_string(count)}, {.directory = workDirectory()});
        actor.closeInput();
        ASSERT_EQ(actor.waitExit(longEnough), 0) << actor.errors();
    }

    /// Fails the test for each line that is not an event.
    static std::vector<LoggedEvent> parseLines(const std::string& output)
    {
        std::vector<LoggedEvent> events;
        std::istringstream lines(output);
        for (std::string line; std::getline(lines, line);)
            EXPECT_NO_THROW(events.push_back(parseEventLine(line))) << line;
        return events;
    }

    std::unique_ptr<ChildProcess> daemon_;
    std::chrono::nanoseconds startTime_{}; ///< how fast this machine is just now

private:
    std::string many_;
};

TEST_F(UnreadService, EndsWhenAskedTo)
{
    // It waits for the reader a while, once and not for each of the many batches that are left.
    constexpr int files = 3000;
    ASSERT_NO_FATAL_FAILURE(start());
    makeFiles(files);
    ASSERT_TRUE(daemon_->waitFull(longEnough)) << "the pipe is not full";
    daemon_->signal(SIGTERM);
    const auto bound = std::chrono::seconds(5) + 2 * startTime_;
    EXPECT_TRUE(daemon_->waitExit(std::chrono::ceil<std::chrono::milliseconds>(bound)))
        << "hangs on its output";
    // What is in the pipe is whole, but for the end of the last line.
    const std::string output = daemon_->readRest();
    parseLines(output.substr(0, output.rfind('\n') + 1));
}

/// A reader that was only slow gets all, to the last event.
TEST_F(UnreadService, WritesTheRestWhenItIsReadAgain)
{
    constexpr int files = 200;
    ASSERT_NO_FATAL_FAILURE(start());
    makeFiles(files);
    ASSERT_TRUE(daemon_->waitFull(longEnough)) << "the pipe is not full";
    daemon_->signal(SIGTERM);
    const std::vector<LoggedEvent> events = parseLines(daemon_->readRest());
    const auto created = std::ranges::count(events, 11u, &LoggedEvent::id);
    EXPECT_EQ(created, files);
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.back()["State"], "Stopped");
    EXPECT_EQ(daemon_->waitExit(longEnough), 0);
}

TEST_F(UnreadService, EndsWithAMessageWhenItsReaderIsGone)
{
    ASSERT_NO_FATAL_FAILURE(start());
    daemon_->closeOutput();
    makeFiles(10);
    const std::optional<int> status = daemon_->waitExit(longEnough);
    ASSERT_TRUE(status) << "still running";
    EXPECT_NE(*status, 0);
    EXPECT_THAT(daemon_->errors(), HasSubstr("standard output"));
}

} // namespace
} // namespace sysmon::e2e
