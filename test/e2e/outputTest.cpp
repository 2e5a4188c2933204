// SPDX-License-Identifier: MIT
//
// What becomes of events while whoever takes them is killed, stopped, away or full: they go on
// when it is back, and all that were made = those that were written + those that were counted lost.
#include "ioctlcmd.h"
#include "kernelFacts.h"
#include "logDaemon.h"
#include "loggedEvent.h"
#include "serviceRun.h"
#include "stage.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <thread>

namespace sysmon::e2e {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr uint32_t fileCreated = 11;
constexpr uint32_t processCreated = 1;

/// How long a log daemon is away.
constexpr std::chrono::seconds away{10};

uint64_t countOf(const json& stats, uint32_t eventId, const std::string& name)
{
    for (const json& event : stats["events"])
        if (event["id"] == eventId) return event[name];
    return 0;
}

uint64_t lostOf(const json& stats, uint32_t eventId, const std::string& place)
{
    for (const json& event : stats["events"])
        if (event["id"] == eventId) return event["lost"][place];
    return 0;
}

/// Before 5.1 no program can tell what the rings had no room for, and it has no type.
uint64_t lostAtRing(const json& stats, uint32_t eventId)
{
    return lostOf(stats, eventId, "ring") + lostOf(stats, 0, "ring");
}

uint64_t sumOf(const json& stats, const std::string& name)
{
    uint64_t sum = 0;
    for (const json& event : stats["events"])
        sum += event[name].get<uint64_t>();
    return sum;
}

uint64_t lostAt(const json& stats, const std::string& place)
{
    uint64_t sum = 0;
    for (const json& event : stats["events"])
        sum += event["lost"][place].get<uint64_t>();
    return sum;
}

uint64_t output(const json& stats, const std::string& name)
{
    return stats["output"][name];
}

/// What a file of events holds.
struct Written {
    std::map<uint32_t, uint64_t> byType; ///< each event once
    std::set<uint64_t> recordIds;
    uint64_t repeated = 0; ///< lines whose event was there before
};

class Output : public Stage {
protected:
    void SetUp() override
    {
        Stage::SetUp();
        if (IsSkipped()) return;
        many_ = program("manyEvents");
        marker_ = program("marker");
        // Long paths make large events, which fill queues with fewer of them.
        crowded_ = workDirectory() / std::string(200, 'd') / std::string(200, 'e');
        std::filesystem::create_directories(crowded_);
    }

    std::string configuration()
    {
        return writeFile("config.xml", R"(<Sysmon schemaversion="4.90"><EventFiltering>
            <FileCreate onmatch="include">
                <TargetFilename condition="begin with">)" +
                                           workDirectory().string() + R"(/</TargetFilename>
            </FileCreate>
            <ProcessCreate onmatch="include">
                <Image condition="is">)" + marker_ +
                                           R"(</Image>
            </ProcessCreate>
            <ProcessTerminate onmatch="include"/>
            </EventFiltering></Sysmon>)");
    }

    /// Starts processes that together make `files` files.
    void beginLoad(uint64_t files)
    {
        constexpr uint64_t processes = 2;
        for (uint64_t i = 0; i < processes; ++i)
            actors_.push_back(std::make_unique<ChildProcess>(
                std::vector<std::string>{many_, std::to_string(files / processes)},
                ChildProcess::Options{.directory = crowded_}));
        madeFiles_ += files / processes * processes;
    }
    void runMarkers(uint64_t count)
    {
        for (uint64_t i = 0; i < count; ++i) {
            ChildProcess marker({marker_});
            ASSERT_EQ(marker.waitExit(longEnough), 0);
        }
        madeProcesses_ += count;
    }
    void endLoad()
    {
        for (const auto& actor : actors_) {
            actor->closeInput();
            ASSERT_EQ(actor->waitExit(4 * longEnough), 0) << actor->errors();
        }
        actors_.clear();
    }

    /// Everything that was made so far is decided.
    bool isAllDecided(const json& stats) const
    {
        const auto seen = [&](uint32_t id) {
            return countOf(stats, id, "included") + lostOf(stats, id, "ring") +
                   lostOf(stats, id, "queue");
        };
        return seen(fileCreated) >= madeFiles_ && seen(processCreated) >= madeProcesses_;
    }
    json awaitAllDecided(const ServiceRun& service) const
    {
        return service.awaitStats([&](const json& stats) { return isAllDecided(stats); });
    }
    json awaitAllTaken(const ServiceRun& service) const
    {
        return service.awaitStats([&](const json& stats) {
            return isAllDecided(stats) && output(stats, "waiting") == 0;
        });
    }

    /// What `path` has of the events that `stats` knows. Fails the test for each line that is none.
    static Written read(const std::filesystem::path& path, const json& stats)
    {
        // They are numbered from 1 on, in the order in which they were included.
        const uint64_t last = sumOf(stats, "included");
        Written written;
        std::ifstream file(path);
        EXPECT_TRUE(file) << path;
        for (std::string line; std::getline(file, line);) {
            try {
                const LoggedEvent event = parseEventLine(line);
                if (event.recordId > last) continue;
                if (written.recordIds.insert(event.recordId).second)
                    ++written.byType[event.id];
                else
                    ++written.repeated;
            } catch (const LineError& error) {
                ADD_FAILURE() << error.what() << ": " << line;
            }
        }
        return written;
    }

    /// While nothing happens.
    void expectSumsHold(const json& stats) const
    {
        for (const json& event : stats["events"])
            EXPECT_EQ(event["received"].get<uint64_t>(), event["included"].get<uint64_t>() +
                                                             event["excluded"].get<uint64_t>() +
                                                             event["unusable"].get<uint64_t>())
                << event;
        EXPECT_EQ(sumOf(stats, "included"),
                  output(stats, "written") + output(stats, "dropped") + output(stats, "waiting"))
            << stats;
        EXPECT_EQ(output(stats, "dropped"), lostAt(stats, "output")) << stats;
        // What was made = what was received + what was lost on its way; others lose records, too.
        const uint64_t seen = countOf(stats, fileCreated, "included");
        EXPECT_LE(seen, madeFiles_);
        EXPECT_LE(madeFiles_ - seen,
                  lostAtRing(stats, fileCreated) + lostOf(stats, fileCreated, "queue"));
    }

    /// Of each type: included = lines + lost, and no line twice unless it was sent again.
    void expectAllAccountedFor(const json& stats, const Written& written) const
    {
        expectSumsHold(stats);
        ASSERT_EQ(output(stats, "waiting"), 0U);
        for (const json& event : stats["events"]) {
            const auto found = written.byType.find(event["id"].get<uint32_t>());
            const uint64_t lines = found == written.byType.end() ? 0 : found->second;
            EXPECT_EQ(event["included"].get<uint64_t>(),
                      lines + event["lost"]["output"].get<uint64_t>())
                << event << '\n'
                << stats["output"];
        }
        EXPECT_LE(written.repeated, output(stats, "sentAgain"));
    }

    std::filesystem::path crowded_;
    std::string many_;
    std::string marker_;
    std::vector<std::unique_ptr<ChildProcess>> actors_;
    uint64_t madeFiles_ = 0;
    uint64_t madeProcesses_ = 0;
};

/// The output is a real log daemon.
class SyslogOutput : public Output {
protected:
    void SetUp() override
    {
        Output::SetUp();
        if (IsSkipped()) return;
        if (!LogDaemon::isInstalled()) GTEST_SKIP() << "needs rsyslogd (scripts/install-packages)";
        logDaemon_.emplace(directory() / "syslog");
        logDaemon_->start();
        service_.emplace(configuration(), "syslog:" + logDaemon_->socketPath());
    }

    void restartLogDaemon(int signal)
    {
        logDaemon_->signal(signal);
        logDaemon_->awaitEnd();
        logDaemon_->start();
    }

    /// After the load: what is written, when all of it is.
    Written awaitWritten(json& ret_stats)
    {
        ret_stats = awaitAllTaken(*service_);
        EXPECT_EQ(service_->stop(), 0) << service_->errors();
        logDaemon_->signal(SIGTERM);
        logDaemon_->awaitEnd();
        return read(logDaemon_->outputPath(), ret_stats);
    }

    std::optional<LogDaemon> logDaemon_;
    std::optional<ServiceRun> service_;
};

TEST_F(SyslogOutput, IsReadWholeByALogDaemon)
{
    beginLoad(500);
    runMarkers(20);
    endLoad();
    json stats;
    const Written written = awaitWritten(stats);
    expectAllAccountedFor(stats, written);
    EXPECT_EQ(output(stats, "dropped"), 0U);
    EXPECT_EQ(written.repeated, 0U);
    EXPECT_EQ(stats["output"]["target"], "syslog:" + logDaemon_->socketPath());
}

TEST_F(SyslogOutput, LosesNothingWhileTheLogDaemonIsRestarted)
{
    constexpr int restarts = 4;
    for (int i = 0; i < restarts; ++i) {
        beginLoad(2000);
        restartLogDaemon(SIGTERM);
        runMarkers(10);
    }
    endLoad();
    json stats;
    const Written written = awaitWritten(stats);
    expectAllAccountedFor(stats, written);
    EXPECT_EQ(output(stats, "dropped"), 0U);
    EXPECT_GE(output(stats, "reconnected"), 1U);
}

/// What a log daemon has read and not written is out of our sight: one message each time, as it is
/// configured here. Nothing else is missing.
TEST_F(SyslogOutput, LosesNothingWhenTheLogDaemonIsKilled)
{
    constexpr uint64_t kills = 4;
    for (uint64_t i = 0; i < kills; ++i) {
        beginLoad(2000);
        restartLogDaemon(SIGKILL);
        runMarkers(10);
    }
    endLoad();
    json stats;
    const Written written = awaitWritten(stats);
    expectSumsHold(stats);
    EXPECT_EQ(output(stats, "dropped"), 0U);
    const uint64_t included = sumOf(stats, "included");
    EXPECT_LE(included - written.recordIds.size(), kills);
    EXPECT_LE(written.repeated, output(stats, "sentAgain"));
}

TEST_F(SyslogOutput, WaitsForALogDaemonThatDoesNotRead)
{
    logDaemon_->pause();
    const auto stopped = std::chrono::steady_clock::now();
    beginLoad(4000);
    runMarkers(10);
    endLoad();
    const json during = awaitAllDecided(*service_);
    EXPECT_GT(output(during, "waiting"), 0U);
    EXPECT_EQ(output(during, "dropped"), 0U);
    expectSumsHold(during);
    std::this_thread::sleep_until(stopped + away);
    logDaemon_->signal(SIGCONT);
    json stats;
    const Written written = awaitWritten(stats);
    expectAllAccountedFor(stats, written);
    EXPECT_EQ(output(stats, "dropped"), 0U);
    EXPECT_EQ(written.repeated, 0U);
}

TEST_F(SyslogOutput, WaitsForALogDaemonThatIsAway)
{
    logDaemon_->signal(SIGTERM);
    logDaemon_->awaitEnd();
    std::filesystem::remove(logDaemon_->socketPath());
    const auto gone = std::chrono::steady_clock::now();
    beginLoad(4000);
    runMarkers(10);
    endLoad();
    const json during = awaitAllDecided(*service_);
    EXPECT_EQ(during["output"]["connected"], false);
    EXPECT_GT(output(during, "waiting"), 0U);
    expectSumsHold(during);
    std::this_thread::sleep_until(gone + away);
    logDaemon_->start();
    json stats;
    const Written written = awaitWritten(stats);
    EXPECT_EQ(stats["output"]["connected"], true);
    expectAllAccountedFor(stats, written);
    EXPECT_EQ(output(stats, "dropped"), 0U);
}

/// More than may wait.
constexpr uint64_t tooMany = 24'000;

TEST_F(SyslogOutput, CountsWhatDoesNotFitWhileItWaits)
{
    logDaemon_->pause();
    beginLoad(tooMany);
    runMarkers(10);
    endLoad();
    const json during = awaitAllDecided(*service_);
    EXPECT_GT(output(during, "dropped"), 0U);
    EXPECT_LE(output(during, "waitingBytes"), output(during, "limitBytes"));
    expectSumsHold(during);
    logDaemon_->signal(SIGCONT);
    awaitAllTaken(*service_);
    beginLoad(100);
    endLoad();
    json stats;
    const Written written = awaitWritten(stats);
    expectAllAccountedFor(stats, written);
    EXPECT_EQ(written.repeated, 0U);
}

constexpr const char* smallDisk = "size=2m";
constexpr const char* largeDisk = "remount,size=256m";

class FileOutput : public Output {};

TEST_F(FileOutput, OnADiskThatIsFullGoesOnWhenThereIsRoom)
{
    const std::filesystem::path disk = directory() / "disk";
    std::filesystem::create_directory(disk);
    ServiceRun service(configuration(), "file:" + (disk / "events").string(), [&] {
        if (mount("none", disk.c_str(), "tmpfs", 0, smallDisk) != 0) _exit(1);
    });
    beginLoad(tooMany);
    runMarkers(10);
    endLoad();
    const json during = awaitAllDecided(service);
    EXPECT_GT(output(during, "dropped"), 0U);
    EXPECT_EQ(during["output"]["connected"], false);
    expectSumsHold(during);

    const auto remount = service.beside({"/bin/mount", "-o", largeDisk, disk});
    ASSERT_EQ(remount->waitExit(longEnough), 0) << remount->errors();
    awaitAllTaken(service);
    beginLoad(100);
    endLoad();
    const json stats = awaitAllTaken(service);
    // Others cannot see its disk.
    const auto copy = service.beside({"/bin/cp", disk / "events", directory() / "copy"});
    ASSERT_EQ(copy->waitExit(longEnough), 0) << copy->errors();
    const Written written = read(directory() / "copy", stats);
    expectAllAccountedFor(stats, written);
    EXPECT_EQ(written.repeated, 0U);
    EXPECT_EQ(stats["output"]["connected"], true);
    EXPECT_EQ(service.stop(), 0);
}

TEST_F(FileOutput, ThatCannotBeFinishedSaysHowManyEventsItLacks)
{
    const std::filesystem::path disk = directory() / "disk";
    std::filesystem::create_directory(disk);
    ServiceRun service(configuration(), "file:" + (disk / "events").string(), [&] {
        if (mount("none", disk.c_str(), "tmpfs", 0, smallDisk) != 0) _exit(1);
    });
    beginLoad(4000);
    endLoad();
    const json stats = awaitAllDecided(service);
    EXPECT_GT(output(stats, "waiting"), 0U);
    EXPECT_EQ(output(stats, "dropped"), 0U);
    // So that its disk outlives it.
    const auto witness = service.witness();
    EXPECT_EQ(service.stop(), 0);
    // With the event that tells of its end.
    EXPECT_THAT(service.errors(), HasSubstr("dropped at the output: " +
                                            std::to_string(output(stats, "waiting") + 1)));
    const std::string root = "/proc/" + std::to_string(witness->processId()) + "/root";
    const Written written = read(root + (disk / "events").string(), stats);
    EXPECT_EQ(written.recordIds.size(), output(stats, "written"));
}

class StatsOfAService : public Output {};

/// So that it fills the ring of one processor only, however many there are.
void stayOnOneProcessor()
{
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof processors, &processors) != 0) _exit(1);
    int first = 0;
    while (!CPU_ISSET(first, &processors))
        ++first;
    CPU_ZERO(&processors);
    CPU_SET(first, &processors);
    if (sched_setaffinity(0, sizeof processors, &processors) != 0) _exit(1);
}

TEST_F(StatsOfAService, CountWhatTheRingsHadNoRoomFor)
{
    const std::string actor = program("manyTruncations");
    const std::string path = directory() / "events";
    ServiceRun service(writeFile("config.xml", R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <FileCreate onmatch="include"><Image condition="is">)" +
                                                   actor + R"(</Image></FileCreate>
        <ProcessCreate onmatch="include"/><ProcessTerminate onmatch="include"/>
        </EventFiltering></Sysmon>)"),
                       "file:" + path);
    // Twice as many as a ring holds while nobody reads it; a record is larger than its header.
    const uint64_t ringBytes = service.stats()["queue"]["ringBytes"];
    const uint64_t moreThanARing = 2 * ringBytes / sizeof(SYSMON_EVENT_HEADER);
    madeFiles_ = moreThanARing;
    service.pause();
    ChildProcess truncations({actor, std::to_string(moreThanARing)},
                             {.directory = workDirectory(), .prepare = stayOnOneProcessor});
    EXPECT_EQ(truncations.waitExit(2 * longEnough), 0) << truncations.errors();
    service.signal(SIGCONT);
    const auto seen = [&](const json& stats) {
        return countOf(stats, fileCreated, "included") + lostAtRing(stats, fileCreated) +
               lostOf(stats, fileCreated, "queue");
    };
    const json stats = service.awaitStats(
        [&](const json& now) { return seen(now) >= moreThanARing && output(now, "waiting") == 0; });
    EXPECT_GT(lostAtRing(stats, fileCreated), 0U);
    EXPECT_GT(countOf(stats, fileCreated, "included"), 0U);
    // Nobody knows whose records were lost, so only if no others are about the sum is certain.
    const bool haveTypes = lostOf(stats, 0, "ring") == 0;
    if (haveTypes && countOf(stats, fileCreated, "excluded") == 0) {
        EXPECT_EQ(seen(stats), moreThanARing);
    }
    expectSumsHold(stats);
    // And events go on.
    ChildProcess again({actor, "10"}, {.directory = workDirectory()});
    EXPECT_EQ(again.waitExit(longEnough), 0) << again.errors();
    const json last =
        service.awaitStats([&](const json& now) { return seen(now) >= moreThanARing + 10; });
    EXPECT_EQ(service.stop(), 0);

    uint64_t lines = 0;
    bool told = false;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.find("<EventID>11</EventID>") != std::string::npos) ++lines;
        told |= line.find("<EventID>255</EventID>") != std::string::npos &&
                line.find(haveTypes ? " File created" : "Lost before") != std::string::npos;
    }
    EXPECT_EQ(lines, countOf(last, fileCreated, "included"));
    EXPECT_TRUE(told) << "event 255 names what was lost";
}

TEST_F(StatsOfAService, CountAccessesThatWereTheSame)
{
    constexpr uint32_t processAccessed = 10;
    constexpr uint64_t accesses = 20'000;
    constexpr uint64_t mostEvents = 60; // one a second
    const std::string actor = program("manyAccesses");
    ServiceRun service(writeFile("config.xml", R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessAccess onmatch="include"><SourceImage condition="is">)" +
                                                   actor + R"(</SourceImage></ProcessAccess>
        <ProcessCreate onmatch="include"/><ProcessTerminate onmatch="include"/>
        </EventFiltering></Sysmon>)"),
                       "file:" + (directory() / "events").string());
    ChildProcess flood({actor, std::to_string(accesses)});
    EXPECT_EQ(flood.waitExit(longEnough), 0) << flood.errors();
    const json stats = service.awaitStats([&](const json& now) {
        return countOf(now, processAccessed, "included") +
                   countOf(now, processAccessed, "merged") >=
               accesses;
    });
    EXPECT_GE(countOf(stats, processAccessed, "included"), 1U);
    EXPECT_LE(countOf(stats, processAccessed, "included"), mostEvents);
    EXPECT_EQ(countOf(stats, processAccessed, "included") +
                  countOf(stats, processAccessed, "merged"),
              accesses);
    for (const char* place : {"ring", "queue", "output"})
        EXPECT_EQ(lostOf(stats, processAccessed, place), 0U) << place;
    expectSumsHold(stats);
    EXPECT_EQ(service.stop(), 0);
}

TEST_F(StatsOfAService, AreForRootAndOnlyWhileItRuns)
{
    ServiceRun service(configuration(), "file:" + (directory() / "events").string());
    for (const auto& [form, begin] : std::map<std::string, std::string>{
             {"json", "{\"version\":"}, {"prometheus", "# HELP sysmon_info "}}) {
        const ServiceRun::Result result = service.run({"-stats", form});
        EXPECT_EQ(result.status, 0) << result.errors;
        EXPECT_EQ(result.output.rfind(begin, 0), 0U) << result.output;
    }
    EXPECT_THAT(service.run({"-stats"}).output,
                HasSubstr(service.stats()["offsetsSource"].get<std::string>()));
    EXPECT_EQ(service.run({"-stats", "xml"}).status, 87);

    ChildProcess nobody({daemonPath(), "-stats"}, {.prepare = [] {
                            if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
                        }});
    EXPECT_EQ(nobody.waitExit(longEnough), 228);
    EXPECT_EQ(nobody.errors(), "You need to run Sysmon as root.\n");

    const auto witness = service.witness();
    EXPECT_EQ(service.stop(), 0);
    const std::string itsProcess = "/proc/" + std::to_string(witness->processId());
    EXPECT_FALSE(std::filesystem::exists(itsProcess + "/root/opt/sysmon/control"));
    ChildProcess late({daemonPath(), "-stats"}, {.prepare = [mounts = itsProcess + "/ns/mnt"] {
                          const int space = open(mounts.c_str(), O_RDONLY | O_CLOEXEC);
                          if (space < 0 || setns(space, CLONE_NEWNS) != 0) _exit(1);
                      }});
    EXPECT_EQ(late.waitExit(longEnough), 87);
    EXPECT_THAT(late.errors(), HasSubstr("not running"));
}

TEST_F(StatsOfAService, ShowWhichProgramsAreAttached)
{
    const std::string path = directory() / "events";
    ServiceRun service(configuration(), "file:" + path);
    const json stats = service.stats();
    uint64_t attached = 0;
    for (const json& program : stats["programs"]) {
        attached += program["attached"] == true ? 1 : 0;
        if (program["place"] == "sched/sched_process_exec") {
            EXPECT_EQ(program["attached"], true);
        }
        EXPECT_FALSE(program["attached"] == true && program.contains("leftOut")) << program;
    }
    EXPECT_GT(attached, 3U);
    EXPECT_EQ(stats["configuration"], (directory() / "config.xml").string());
    awaitAllTaken(service);
    std::ifstream file(path);
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    const LoggedEvent started = parseEventLine(line);
    EXPECT_EQ(started.id, 4U);
    EXPECT_EQ(started["State"], "Started");
    EXPECT_THAT(started["Coverage"], HasSubstr("Attached programs: "));
    EXPECT_THAT(started["Coverage"], HasSubstr(stats["kernel"].get<std::string>()));
    EXPECT_EQ(service.stop(), 0);
    EXPECT_EQ(read(path, stats).byType[255], 0U) << "nothing that should work failed";
}

TEST_F(StatsOfAService, ShowNoProgramOnTheExitOfACallWhereTheKernelTakesHooks)
{
    if (!takesFunctionHooks()) GTEST_SKIP() << "this kernel takes no programs on its functions";
    ServiceRun service(
        writeFile("config.xml", configurationFor(Logged::Everything, directory(), uniqueName())),
        "file:" + (directory() / "events").string());
    for (const json& program : service.stats()["programs"]) {
        const std::string place = program["place"];
        const bool onExit = place.starts_with("exit of ") || place.starts_with("syscalls/");
        EXPECT_FALSE(program["attached"] == true && onExit) << program;
    }
    EXPECT_EQ(service.stop(), 0);
}

} // namespace
} // namespace sysmon::e2e
