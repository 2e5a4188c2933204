// SPDX-License-Identifier: MIT
//
// -i, -c and -u on a machine without systemd, from the first install to the last file removed.
#include "fileDigest.h"
#include "privateMachine.h"
#include "stage.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

namespace sysmon::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int invalidParameter = 87;
constexpr const char* commandFiles[] = {"/opt/sysmon/argc", "/opt/sysmon/argv",
                                        "/opt/sysmon/config.xml", "/opt/sysmon/rules.bin"};

class Install : public Stage {
protected:
    void SetUp() override
    {
        Stage::SetUp();
        if (!IsSkipped()) machine_ = std::make_unique<PrivateMachine>();
    }

    /// Logs files that are made in the work directory under names that begin with `prefix`.
    std::string configuration(const std::string& name, const std::string& prefix)
    {
        return writeFile(name, "<Sysmon schemaversion=\"4.90\"><EventFiltering>"
                               "<ProcessCreate onmatch=\"include\"/>"
                               "<ProcessTerminate onmatch=\"include\"/>"
                               "<FileCreate onmatch=\"include\"><TargetFilename condition=\"begin "
                               "with\">" +
                                   (workDirectory() / prefix).string() +
                                   "</TargetFilename></FileCreate></EventFiltering></Sysmon>");
    }
    std::string badConfiguration() { return writeFile("bad.xml", "<Sysmon/>\n"); }
    std::string log() const { return directory() / "events.log"; }

    void install(const std::string& file)
    {
        const Ending ending = machine_->sysmon({"-i", file, "-output", "file:" + log()});
        ASSERT_EQ(ending.status, 0) << ending.errors;
        ASSERT_NE(machine_->daemon(), 0);
    }
    void makeFile(const std::string& name) const { std::ofstream(workDirectory() / name) << "x"; }
    bool isCreationOf(const LoggedEvent& event, const std::string& name) const
    {
        return event.id == 11 && event["TargetFilename"] == (workDirectory() / name).string();
    }
    std::vector<LoggedEvent> awaitCreation(const std::string& name) const
    {
        return awaitEvent(log(),
                          [&](const LoggedEvent& event) { return isCreationOf(event, name); });
    }
    /// The number of events that tell of the file.
    long creations(const std::string& name) const
    {
        return std::ranges::count_if(
            eventsIn(log()), [&](const LoggedEvent& event) { return isCreationOf(event, name); });
    }
    /// EventRecordID goes up by one, whatever was started and ended.
    void expectCountedOn() const
    {
        uint64_t last = 0;
        for (const LoggedEvent& event : eventsIn(log())) {
            EXPECT_EQ(event.recordId, last + 1);
            last = event.recordId;
        }
    }
    std::string stored(const std::string& name) const
    {
        return machine_->everything().at("/opt/sysmon/" + name);
    }

    std::unique_ptr<PrivateMachine> machine_;
};

TEST_F(Install, StartsAndRemoves)
{
    const auto before = machine_->everything();
    const std::string file = configuration("a.xml", "a");
    install(file);
    makeFile("a1");
    awaitCreation("a1");
    EXPECT_EQ(machine_->initScript("status").status, 0);

    const pid_t daemon = machine_->daemon();
    const Ending ending = machine_->sysmon({"-u"});
    EXPECT_EQ(ending.status, 0) << ending.errors;
    EXPECT_THAT(ending.errors, IsEmpty());
    EXPECT_FALSE(runs(daemon)) << "the daemon still runs";
    EXPECT_EQ(machine_->everything(), before);
    const std::vector<LoggedEvent> events = eventsIn(log());
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.back()["State"], "Stopped");
}

TEST_F(Install, StoresTheCommandLineAndTheConfiguration)
{
    const std::string file = configuration("a.xml", "a");
    install(file);
    const std::string argv =
        daemonPath() + '\0' + "-i" + '\0' + file + '\0' + "-output" + '\0' + "file:" + log() + '\0';
    EXPECT_EQ(stored("argv"), argv);
    EXPECT_EQ(stored("argc"), std::string("\5\0\0\0", 4));
    EXPECT_EQ(fileDigest("/opt/sysmon/config.xml", "SHA256"), fileDigest(file, "SHA256"));
}

TEST_F(Install, TwiceInARowReplacesTheRunningOne)
{
    install(configuration("a.xml", "a"));
    const pid_t first = machine_->daemon();
    const auto after = machine_->installed();
    install(configuration("a.xml", "a"));
    EXPECT_NE(machine_->daemon(), first);
    EXPECT_FALSE(runs(first)) << "the first daemon still runs";
    EXPECT_EQ(machine_->installed(), after);
    install(configuration("b.xml", "b"));
    makeFile("a1");
    makeFile("b1");
    awaitCreation("b1");
    EXPECT_EQ(creations("a1"), 0);
    expectCountedOn();
}

TEST_F(Install, OverAnOlderVersionReplacesItsFiles)
{
    install(configuration("a.xml", "a"));
    const auto whole = machine_->installed();
    for (const char* name : {"/opt/sysmon/sysmon", "/opt/sysmon/sysmonEBPFkern5.6-_core.o"})
        std::ofstream(std::string(name) + ".old") << "old"; // written aside: the program runs
    for (const char* name : {"/opt/sysmon/sysmon", "/opt/sysmon/sysmonEBPFkern5.6-_core.o"})
        std::filesystem::rename(std::string(name) + ".old", name);
    install(configuration("a.xml", "a"));
    EXPECT_EQ(machine_->installed(), whole);
}

TEST_F(Install, ReplacesADaemonThatWasStartedByHand)
{
    ChildProcess byHand({daemonPath(), "-i", "-service", "-output", "file:" + log()});
    awaitEvent(log(), [](const LoggedEvent& event) { return event["State"] == "Started"; });
    install(configuration("a.xml", "a"));
    EXPECT_EQ(byHand.waitExit(longEnough), 0);
    EXPECT_NE(machine_->daemon(), byHand.processId());
    makeFile("a1");
    awaitCreation("a1");
    expectCountedOn();
}

TEST_F(Install, WithABadConfigurationChangesNothing)
{
    const auto nothing = machine_->everything();
    for (const std::string& file : {badConfiguration(), (directory() / "missing.xml").string()}) {
        const Ending ending = machine_->sysmon({"-i", file});
        EXPECT_EQ(ending.status, invalidParameter);
        EXPECT_THAT(ending.errors, HasSubstr(file));
        EXPECT_EQ(machine_->everything(), nothing);
    }
    install(configuration("a.xml", "a"));
    const pid_t daemon = machine_->daemon();
    const auto before = machine_->installed();
    EXPECT_EQ(machine_->sysmon({"-i", badConfiguration()}).status, invalidParameter);
    EXPECT_EQ(machine_->daemon(), daemon);
    EXPECT_EQ(machine_->installed(), before);
}

TEST_F(Install, ThatFailsReportsTheDaemonsReasonAndCanBeRemoved)
{
    const auto nothing = machine_->everything();
    const Ending ending = machine_->sysmon({"-i", "-output", "file:/none/log"});
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.errors, AllOf(HasSubstr("/none/log"), HasSubstr("-u")));
    EXPECT_EQ(machine_->daemon(), 0);
    const Ending removal = machine_->sysmon({"-u"});
    EXPECT_EQ(removal.status, 0) << removal.errors;
    EXPECT_EQ(machine_->everything(), nothing);
}

TEST_F(Install, ThatFailsLeavesTheOldOneRunning)
{
    install(configuration("a.xml", "a"));
    const auto before = machine_->installed();
    const Ending ending =
        machine_->sysmon({"-i", configuration("b.xml", "b"), "-output", "file:/none/log"});
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.errors, HasSubstr("/none/log"));
    EXPECT_NE(machine_->daemon(), 0);
    auto after = machine_->installed();
    after.erase("/opt/sysmon/failure");
    EXPECT_EQ(after, before);
    makeFile("a1");
    awaitCreation("a1");
}

TEST_F(Install, DoesNotReplaceFilesOfAPackage)
{
    std::filesystem::create_directory("/opt/sysmon");
    chmod("/opt/sysmon", 0700);
    std::ofstream("/opt/sysmon/sysmon") << "a package's";
    const auto before = machine_->everything();
    const Ending ending = machine_->sysmon({"-i"});
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.errors, HasSubstr("/opt/sysmon/sysmon"));
    auto after = machine_->everything();
    after.erase("/opt/sysmon/lock");
    EXPECT_EQ(after, before);
}

TEST_F(Install, WithoutAnythingToStartServicesHints)
{
    ASSERT_EQ(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755"), 0);
    const Ending ending = machine_->sysmon({"-i"});
    umount2("/etc", MNT_DETACH);
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.errors, HasSubstr("-console"));
    EXPECT_FALSE(std::filesystem::exists("/opt/sysmon"));
}

TEST_F(Install, ResumesAfterAKillWithWhatWasStored)
{
    const std::string file = configuration("a.xml", "a");
    install(file);
    const std::string digest = fileDigest(file, "SHA256");
    std::filesystem::remove(file);
    const pid_t daemon = machine_->daemon();
    ASSERT_NE(daemon, 0); // which kill(2) takes for this test's own group
    ASSERT_EQ(kill(daemon, SIGKILL), 0);
    while (machine_->daemon() != 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(machine_->initScript("status").status, 3);
    EXPECT_EQ(machine_->initScript("start").status, 0);
    makeFile("a1");
    const std::vector<LoggedEvent> events = awaitCreation("a1");
    std::vector<std::string> configurations;
    for (const LoggedEvent& event : events)
        if (event.id == 16)
            configurations.push_back(event["Configuration"] + ' ' + event["ConfigurationFileHash"]);
    const std::string expected = file + " SHA256=" + digest;
    EXPECT_EQ(configurations, (std::vector<std::string>{expected, expected}));
    expectCountedOn();
}

TEST_F(Install, StopsInTwoSecondsAndSaysSo)
{
    using std::chrono::steady_clock;
    install(configuration("a.xml", "a"));
    ASSERT_EQ(machine_->initScript("stop").status, 0);
    // A slow or busy machine may take as long as for the start, which is more work.
    const auto begin = steady_clock::now();
    ASSERT_EQ(machine_->initScript("start").status, 0);
    const auto running = steady_clock::now();
    EXPECT_EQ(machine_->initScript("stop").status, 0);
    EXPECT_LT(steady_clock::now() - running, std::chrono::seconds(2) + (running - begin));
    EXPECT_EQ(eventsIn(log()).back()["State"], "Stopped");
}

// ---- -c ----

TEST_F(Install, ReconfiguresWhatRuns)
{
    install(configuration("a.xml", "a"));
    const pid_t daemon = machine_->daemon();
    const std::string file = configuration("b.xml", "b");
    const Ending ending = machine_->sysmon({"-c", file});
    ASSERT_EQ(ending.status, 0) << ending.errors;
    // From the answer on the new one counts, without a wait.
    makeFile("a1");
    makeFile("b1");
    const std::vector<LoggedEvent> events = awaitCreation("b1");
    EXPECT_EQ(creations("a1"), 0);
    EXPECT_EQ(machine_->daemon(), daemon);
    const auto told = std::ranges::find_if(events.rbegin(), events.rend(),
                                           [](const LoggedEvent& event) { return event.id == 16; });
    EXPECT_EQ((*told)["Configuration"], file);
    EXPECT_EQ((*told)["ConfigurationFileHash"], "SHA256=" + fileDigest(file, "SHA256"));
    EXPECT_THAT(machine_->sysmon({"-c"}).output, HasSubstr((workDirectory() / "b").string()));
    EXPECT_EQ(fileDigest("/opt/sysmon/config.xml", "SHA256"), fileDigest(file, "SHA256"));
    expectCountedOn();
}

TEST_F(Install, GoesBackToTheDefaults)
{
    install(configuration("a.xml", "a"));
    ASSERT_EQ(machine_->sysmon({"-c", "--"}).status, 0);
    EXPECT_THAT(machine_->sysmon({"-c"}).output, HasSubstr("No rules installed"));
    EXPECT_FALSE(std::filesystem::exists("/opt/sysmon/config.xml"));
    EXPECT_EQ(machine_->initScript("restart").status, 0);
    EXPECT_THAT(machine_->sysmon({"-c"}).output, HasSubstr("No rules installed"));
    std::vector<std::string> configurations;
    for (const LoggedEvent& event : eventsIn(log()))
        if (event.id == 16) configurations.push_back(event["Configuration"]);
    EXPECT_THAT(configurations,
                ::testing::ElementsAre((directory() / "a.xml").string(), "Defaults", "Defaults"));
}

TEST_F(Install, AcceptsSwitchesWithoutAFile)
{
    install(configuration("a.xml", "a"));
    ASSERT_EQ(machine_->sysmon({"-c", "-h", "MD5", "-n"}).status, 0);
    EXPECT_THAT(machine_->sysmon({"-c"}).output,
                AllOf(HasSubstr("MD5"), HasSubstr("NetworkConnect")));
    const std::vector<LoggedEvent> events = awaitEvent(log(), [&](const LoggedEvent& event) {
        return event.id == 16 && event["Configuration"] == daemonPath() + " -c -h MD5 -n";
    });
    EXPECT_FALSE(events.empty());
}

TEST_F(Install, KeepsWhereEventsGoWhenReconfigured)
{
    install(configuration("a.xml", "a"));
    ASSERT_EQ(machine_->sysmon({"-c", configuration("b.xml", "b")}).status, 0);
    ASSERT_EQ(machine_->initScript("restart").status, 0);
    makeFile("b1");
    awaitCreation("b1");
}

TEST_F(Install, RefusesABadConfigurationWhileItRuns)
{
    install(configuration("a.xml", "a"));
    const auto before = machine_->installed();
    const Ending ending = machine_->sysmon({"-c", badConfiguration()});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, HasSubstr("bad.xml:1:"));
    EXPECT_EQ(machine_->installed(), before);
}

TEST_F(Install, KeepsTheOldConfigurationWhenTheDaemonRefuses)
{
    install(configuration("a.xml", "a"));
    const auto before = machine_->installed();
    // In the way of what the daemon has to do to accept.
    std::ofstream("/opt/sysmon/accepted") << "x";
    const Ending ending = machine_->sysmon({"-c", configuration("b.xml", "b")});
    std::filesystem::remove("/opt/sysmon/accepted");
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.errors,
                AllOf(HasSubstr("old configuration"), HasSubstr("/opt/sysmon/accepted")));
    EXPECT_EQ(machine_->installed(), before);
    makeFile("b1");
    makeFile("a1");
    awaitCreation("a1");
    EXPECT_EQ(creations("b1"), 0);
}

TEST_F(Install, CannotReconfigureWhatIsNotRunning)
{
    const Ending ending = machine_->sysmon({"-c", configuration("a.xml", "a")});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, HasSubstr("not running"));
    EXPECT_FALSE(std::filesystem::exists("/opt/sysmon"));
}

TEST_F(Install, MissesNothingThatBothConfigurationsLog)
{
    const std::string one = configuration("a.xml", "a");
    const std::string other = configuration("b.xml", "");
    install(one);
    std::atomic<bool> ends = false;
    std::vector<std::string> names;
    std::thread maker([&] {
        while (!ends) {
            names.push_back("a" + std::to_string(names.size()));
            makeFile(names.back());
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    for (const std::string& file : {other, one, other, one})
        EXPECT_EQ(machine_->sysmon({"-c", file}).status, 0);
    ends = true;
    maker.join();
    awaitCreation(names.back());
    std::map<std::string, int> told;
    for (const LoggedEvent& event : eventsIn(log()))
        if (event.id == 11) ++told[event["TargetFilename"]];
    for (const std::string& name : names)
        EXPECT_EQ(told[workDirectory() / name], 1) << name;
}

/// What happened before a configuration was asked for is not decided by it.
TEST_F(Install, DecidesWhatHappenedBeforeByTheOldConfiguration)
{
    install(configuration("a.xml", "a"));
    for (int i = 0; i < 20; ++i)
        makeFile("a" + std::to_string(i));
    ASSERT_EQ(machine_->sysmon({"-c", configuration("b.xml", "b")}).status, 0);
    makeFile("b1");
    awaitCreation("b1");
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(creations("a" + std::to_string(i)), 1) << i;
}

TEST_F(Install, SerialisesConcurrentCalls)
{
    install(configuration("a.xml", "a"));
    constexpr int callers = 8;
    std::vector<std::unique_ptr<ChildProcess>> calls;
    for (int i = 0; i < callers; ++i) {
        const std::string name = "c" + std::to_string(i);
        const std::string file = configuration(name + ".xml", name);
        calls.push_back(
            std::make_unique<ChildProcess>(std::vector<std::string>{daemonPath(), "-c", file}));
    }
    for (const auto& call : calls)
        EXPECT_EQ(call->waitExit(longEnough), 0) << call->errors();
    std::vector<std::string> told;
    for (const LoggedEvent& event : eventsIn(log()))
        if (event.id == 16) told.push_back(event["Configuration"]);
    ASSERT_EQ(told.size(), 1u + callers);
    // What runs and what is stored is the same, that of the last call.
    EXPECT_EQ(fileDigest("/opt/sysmon/config.xml", "SHA256"), fileDigest(told.back(), "SHA256"));
    const std::string name = std::filesystem::path(told.back()).stem();
    EXPECT_THAT(machine_->sysmon({"-c"}).output, HasSubstr((workDirectory() / name).string()));
}

TEST_F(Install, ReadsAnEditedConfigurationOnHangup)
{
    install(configuration("a.xml", "a"));
    std::filesystem::copy_file(configuration("b.xml", "b"), "/opt/sysmon/config.xml",
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(machine_->initScript("reload").status, 0);
    awaitEvent(log(), [changes = 0](const LoggedEvent& event) mutable {
        return event.id == 16 && ++changes == 2;
    });
    makeFile("b1");
    awaitCreation("b1");
    std::ofstream("/opt/sysmon/config.xml") << "<Sysmon/>";
    EXPECT_EQ(machine_->initScript("reload").status, 0);
    awaitEvent(log(), [](const LoggedEvent& event) {
        return event.id == 255 && event["Description"].find("schemaversion") != std::string::npos;
    });
    makeFile("b2");
    awaitCreation("b2");
}

// ---- -u ----

TEST_F(Install, RemovingWhatIsNotThereFailsUnlessForced)
{
    const Ending ending = machine_->sysmon({"-u"});
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.errors, HasSubstr("not installed"));
    EXPECT_EQ(machine_->sysmon({"-u", "force"}).status, 0);
}

TEST_F(Install, ForcedRemovalGoesPastMissingParts)
{
    const auto nothing = machine_->everything();
    install(configuration("a.xml", "a"));
    for (const char* file : {"/etc/init.d/sysmon", "/opt/sysmon/argv", "/opt/sysmon/sysmon"})
        ASSERT_TRUE(std::filesystem::remove(file)) << file;
    const pid_t daemon = machine_->daemon();
    const Ending ending = machine_->sysmon({"-u", "force"});
    EXPECT_EQ(ending.status, 0) << ending.errors;
    EXPECT_FALSE(runs(daemon)) << "the daemon still runs";
    EXPECT_EQ(machine_->everything(), nothing);
}

TEST_F(Install, RemovalLeavesWhatIsNotOurs)
{
    install(configuration("a.xml", "a"));
    std::ofstream("/opt/sysmon/notes.txt") << "an administrator's";
    EXPECT_EQ(machine_->sysmon({"-u"}).status, 0);
    EXPECT_EQ(machine_->everything(),
              (std::map<std::string, std::string>{
                  {"/opt/sysmon", ""}, {"/opt/sysmon/notes.txt", "an administrator's"}}));
}

} // namespace
} // namespace sysmon::e2e
