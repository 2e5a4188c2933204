// SPDX-License-Identifier: MIT
//
// Names of users and hosts, from services that are slow or dead. The daemon gets files of its own
// in place of those in /etc.
#include "stage.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>

namespace sysmon::e2e {
namespace {

/// A file that takes another's place.
struct Replacement {
    std::string file;
    const char* place;
};

class NameServices : public Stage {
protected:
    void TearDown() override
    {
        for (const char* name : {"SLOW_NAMES", "LD_LIBRARY_PATH"})
            unsetenv(name);
    }

    /// Starts the daemon where these files have taken the places of others.
    void startDaemonWith(const std::string& configuration, std::vector<Replacement> replacements)
    {
        for (const Replacement& replacement : replacements)
            if (access(replacement.place, F_OK) != 0)
                GTEST_SKIP() << "there is no " << replacement.place;
        startDaemon(configuration, {.prepare = [replacements = std::move(replacements)] {
                        bool done = unshare(CLONE_NEWNS) == 0 &&
                                    mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
                        for (const Replacement& replacement : replacements)
                            done = done && mount(replacement.file.c_str(), replacement.place,
                                                 nullptr, MS_BIND, nullptr) == 0;
                        if (!done) _exit(126);
                    }});
    }

    /// Makes files as a user without an account.
    void makeFiles(int count)
    {
        ChildProcess actor({program("manyEvents"), std::to_string(count)},
                           {.directory = workDirectory(), .prepare = [] {
                                if (setresuid(slowUser, slowUser, slowUser) != 0) _exit(126);
                            }});
        actor.closeInput();
        ASSERT_EQ(actor.waitExit(longEnough), 0) << actor.errors();
    }

    size_t eventsOf(std::string_view user)
    {
        size_t found = 0;
        for (const LoggedEvent& event : loggedHere())
            found += event.id == 11 && event["User"] == user;
        return found;
    }

    static constexpr uid_t slowUser = 54321;
};

TEST_F(NameServices, DirectoryThatDoesNotAnswerCostsNoEvent)
{
    // If each waited 50 ms for its user, the marker's event would come too late.
    constexpr int files = 2000;
    const std::string answers = directory() / "answers";
    setenv("SLOW_NAMES", answers.c_str(), 1);
    setenv("LD_LIBRARY_PATH", E2E_NAME_SERVICE, 1);
    program("manyEvents");
    const std::string configuration =
        writeFile("config.xml", configurationFor(Logged::FileCreates, directory(), uniqueName()));
    ASSERT_NO_FATAL_FAILURE(startDaemonWith(
        configuration,
        {{writeFile("nsswitch.conf", "passwd: files slownames\n"), "/etc/nsswitch.conf"}}));
    if (IsSkipped()) return;
    makeFiles(files);
    awaitAllWritten();
    EXPECT_EQ(eventsOf("54321"), files);

    writeFile("answers", "");
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    while (eventsOf("slowuser") == 0 && std::chrono::steady_clock::now() < deadline) {
        makeFiles(1);
        awaitAllWritten();
    }
    EXPECT_GT(eventsOf("slowuser"), 0u) << "the name came, but is not used";
    stopDaemon();
}

TEST_F(NameServices, HostsHaveTheirNames)
{
    const Scenario scenario{"tcpConnect", Logged::Network};
    program(scenario.actor);
    std::string configuration = configurationFor(scenario.logged, directory(), uniqueName());
    configuration.replace(configuration.find("False"), 5, "True");
    ASSERT_NO_FATAL_FAILURE(startDaemonWith(
        writeFile("config.xml", configuration),
        {{writeFile("nsswitch.conf", "hosts: files\n"), "/etc/nsswitch.conf"},
         {writeFile("hosts", "127.0.0.1 here.example\n::1 here6.example\n"), "/etc/hosts"}}));
    if (IsSkipped()) return;
    const auto report = play(scenario);
    ASSERT_TRUE(report);
    // Events that waited for a name come later than others.
    ASSERT_EQ(daemon().stop(SIGTERM, longEnough), 0) << daemon().errors();
    size_t named = 0;
    for (const LoggedEvent& event : loggedHere()) {
        if (event.id != 3) continue;
        for (const char* end : {"Source", "Destination"}) {
            const std::string ip{event[std::string(end) + "Ip"]};
            const std::string_view name = event[std::string(end) + "Hostname"];
            if (ip == "127.0.0.1")
                EXPECT_EQ(name, "here.example") << event.summary();
            else if (ip == "0:0:0:0:0:0:0:1")
                EXPECT_EQ(name, "here6.example") << event.summary();
            else
                EXPECT_EQ(name, "-") << event.summary();
            named += name != "-";
        }
    }
    EXPECT_GT(named, 0u);
}

} // namespace
} // namespace sysmon::e2e
