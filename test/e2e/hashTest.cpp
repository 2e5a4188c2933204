// SPDX-License-Identifier: MIT
//
// Hashes are those of the file that was executed, wherever it lies and whatever became of its name,
// and a large file delays the event of its own process only.
#include "fileDigest.h"
#include "kernelFacts.h"
#include "stage.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>

namespace sysmon::e2e {
namespace {

class Hashes : public Stage {
protected:
    void start(const std::vector<std::string>& switches = {})
    {
        startDaemon(
            writeFile("config.xml", configurationFor(Logged::Processes, directory(), uniqueName())),
            {}, switches);
    }

    std::string inWork(const std::string& name) const { return workDirectory() / name; }

    /// A program of its own: the bytes behind its end do not matter to it.
    std::string makeProgram(const std::string& name, const std::string& more)
    {
        const std::string path = inWork(name);
        std::filesystem::copy_file(program("idle"), path);
        std::ofstream(path, std::ios::app | std::ios::binary) << more;
        return path;
    }

    /// Waits until the program runs.
    static void awaitProgram(ChildProcess& process)
    {
        const auto deadline = std::chrono::steady_clock::now() + longEnough;
        while (process.output().empty() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ASSERT_FALSE(process.output().empty()) << process.errors();
    }

    static std::string sha256(const std::string& path)
    {
        return "SHA256=" + fileDigest(path, "SHA256");
    }

    /// The Hashes of the event of `process`, which must run until then.
    std::string loggedHashes(const ChildProcess& process)
    {
        const std::string id = std::to_string(process.processId());
        std::string hashes;
        EXPECT_TRUE(daemon().waitFor([&](const LoggedEvent& event) {
            if (event.id != 1 || event["ProcessId"] != id) return false;
            hashes = event["Hashes"];
            return true;
        })) << daemon().errors();
        return hashes;
    }

    /// Where the event of `process` is in the output; the number of events if it is not there.
    size_t positionOf(const ChildProcess& process)
    {
        const std::string id = std::to_string(process.processId());
        const auto& events = daemon().events();
        return std::ranges::find_if(events,
                                    [&](const LoggedEvent& event) {
                                        return event.id == 1 && event["ProcessId"] == id;
                                    }) -
               events.begin();
    }
};

/// For ChildProcess::Options: what fails leaves the child without a program.
void mustPrepare(bool done)
{
    if (!done) _exit(126);
}

void leaveMounts()
{
    mustPrepare(unshare(CLONE_NEWNS) == 0);
    mustPrepare(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
}

TEST_F(Hashes, OfProgramsThatLoseTheirName)
{
    const std::string deleted = makeProgram("deleted", "one");
    const std::string replaced = makeProgram("replaced", "two");
    const std::string other = makeProgram("other", "three");
    const std::string deletedHash = sha256(deleted), replacedHash = sha256(replaced);
    ASSERT_NO_FATAL_FAILURE(start());
    ChildProcess first({deleted});
    awaitProgram(first);
    std::filesystem::remove(deleted);
    EXPECT_EQ(loggedHashes(first), deletedHash);
    ChildProcess second({replaced});
    awaitProgram(second);
    std::filesystem::rename(other, replaced);
    EXPECT_EQ(loggedHashes(second), replacedHash);
    const ChildProcess third({replaced});
    EXPECT_EQ(loggedHashes(third), sha256(replaced)) << "and the new one is itself";
    stopDaemon();
}

TEST_F(Hashes, OfProgramsInOtherRootsAndMounts)
{
    const std::string inRoot = makeProgram("program", "in a chroot");
    const std::string bound = makeProgram("bound", "bound");
    const std::string hidden = makeProgram("hidden", "hidden by a mount");
    ASSERT_NO_FATAL_FAILURE(start());
    const std::string root = workDirectory();
    const ChildProcess chrooted({"/program"}, {.prepare = [&] {
                                    mustPrepare(chroot(root.c_str()) == 0 && chdir("/") == 0);
                                }});
    EXPECT_EQ(loggedHashes(chrooted), sha256(inRoot));
    const ChildProcess mounted(
        {hidden}, {.prepare = [&] {
            leaveMounts();
            mustPrepare(mount(bound.c_str(), hidden.c_str(), nullptr, MS_BIND, nullptr) == 0);
        }});
    EXPECT_EQ(loggedHashes(mounted), sha256(bound)) << "not of what the path leads to outside";
    stopDaemon();
}

/// A private overlay of the work directory on `merged`, with its upper layer in memory.
void mountOverlay(const std::string& lower, const std::string& memory, const std::string& merged)
{
    leaveMounts();
    mustPrepare(mount("none", memory.c_str(), "tmpfs", 0, nullptr) == 0);
    const std::string upper = memory + "/upper", work = memory + "/work";
    mustPrepare(mkdir(upper.c_str(), 0755) == 0 && mkdir(work.c_str(), 0755) == 0);
    const std::string options = "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work;
    if (mount("none", merged.c_str(), "overlay", 0, options.c_str()) != 0) _exit(77);
}

TEST_F(Hashes, OfProgramsOnOverlays)
{
    if (!numbersOverlaysAsStatDoes())
        GTEST_SKIP() << "before 5.8 files of this overlay have numbers that stat() does not tell";
    const std::string lower = inWork("lower"), memory = inWork("memory"), merged = inWork("merged");
    for (const std::string& folder : {lower, memory, merged})
        std::filesystem::create_directory(folder);
    const std::string below = makeProgram("lower/below", "of the lower layer");
    const std::string changed = makeProgram("lower/changed", "of the lower layer, ");
    const std::string reference = makeProgram("reference", "of the lower layer, changed");
    ASSERT_NO_FATAL_FAILURE(start());
    ChildProcess first({merged + "/below"},
                       {.prepare = [&] { mountOverlay(lower, memory, merged); }});
    while (first.output().empty() && !first.waitExit(std::chrono::milliseconds(1)))
        continue;
    if (first.waitExit(std::chrono::milliseconds(1)) == 77)
        GTEST_SKIP() << "this kernel has no overlays here";
    EXPECT_EQ(loggedHashes(first), sha256(below));
    const ChildProcess second(
        {merged + "/changed"}, {.prepare = [&] {
            mountOverlay(lower, memory, merged);
            const int file = open((merged + "/changed").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
            mustPrepare(file >= 0 && write(file, "changed", 7) == 7 && close(file) == 0);
        }});
    EXPECT_EQ(loggedHashes(second), sha256(reference));
    stopDaemon();
}

TEST_F(Hashes, LargeProgramDelaysItsOwnEventOnly)
{
    const std::string other = makeProgram("other", "small");
    ASSERT_NO_FATAL_FAILURE(start({"-hashlimit", "3000"}));
    // A file that a fast machine has read before a busy one starts the second program is followed
    // by one that is larger.
    std::unique_ptr<ChildProcess> first, second;
    bool isOvertaken = false;
    for (uint64_t bytes = 300 << 20; bytes <= 2400U << 20 && !isOvertaken; bytes *= 2) {
        const std::string large = makeProgram("large" + std::to_string(bytes), "");
        std::filesystem::resize_file(large, bytes);
        const std::string largeHash = sha256(large);
        first = std::make_unique<ChildProcess>(std::vector<std::string>{large});
        awaitProgram(*first);
        second = std::make_unique<ChildProcess>(std::vector<std::string>{other});
        EXPECT_EQ(loggedHashes(*second), sha256(other));
        isOvertaken = positionOf(*first) == daemon().events().size();
        if (isOvertaken) {
            EXPECT_EQ(loggedHashes(*first), largeHash);
        }
    }
    ASSERT_TRUE(isOvertaken);
    EXPECT_EQ(daemon().stop(SIGTERM, longEnough), 0);
    const LoggedEvent& event = daemon().events()[positionOf(*first)];
    const LoggedEvent& overtaking = daemon().events()[positionOf(*second)];
    EXPECT_GT(event.recordId, overtaking.recordId) << "numbered as they are written";
    EXPECT_LE(event.utcTimeNs, overtaking.utcTimeNs) << "with the time when it happened";
}

/// Many times as large as what could be read meanwhile.
TEST_F(Hashes, EventThatWaitsIsWrittenAtTheEnd)
{
    const std::string large = makeProgram("large", "");
    std::filesystem::resize_file(large, 1ULL << 35);
    const std::string other = makeProgram("other", "small");
    ASSERT_NO_FATAL_FAILURE(start({"-hashlimit", "1048576"}));
    ChildProcess first({large});
    awaitProgram(first);
    const ChildProcess second({other});
    EXPECT_EQ(loggedHashes(second), sha256(other));
    EXPECT_EQ(daemon().stop(SIGTERM, longEnough), 0);
    ASSERT_LT(positionOf(first), daemon().events().size()) << "lost";
    EXPECT_GT(positionOf(first), positionOf(second));
    EXPECT_EQ(daemon().events()[positionOf(first)]["Hashes"], "-");
}

TEST_F(Hashes, LimitIsWhatTheSwitchSays)
{
    const std::string large = makeProgram("large", "");
    std::filesystem::resize_file(large, (1 << 20) + 1);
    ASSERT_NO_FATAL_FAILURE(start({"-hashlimit", "1"}));
    const ChildProcess process({large});
    EXPECT_EQ(loggedHashes(process), "-");
    stopDaemon();
}

/// The processes of the daemon that look at files.
std::vector<pid_t> resolversOf(pid_t daemon)
{
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const pid_t id = std::atoi(entry.path().filename().c_str());
        std::string status, commandLine, line;
        std::getline(std::ifstream(entry.path() / "cmdline"), commandLine);
        if (id == 0 || commandLine.find(std::string("-resolver\0files", 15)) == std::string::npos)
            continue;
        std::ifstream lines(entry.path() / "status");
        while (std::getline(lines, line))
            if (line == "PPid:\t" + std::to_string(daemon)) found.push_back(id);
    }
    return found;
}

TEST_F(Hashes, AreMadeThoughWhoLooksAtFilesStandsStillOrIsKilled)
{
    const std::string first = makeProgram("first", "one"), second = makeProgram("second", "two");
    ASSERT_NO_FATAL_FAILURE(start());
    const std::vector<pid_t> before = resolversOf(daemon().processId());
    ASSERT_EQ(before.size(), 1U) << "there before the first program is executed";
    ASSERT_EQ(kill(before[0], SIGSTOP), 0);
    const ChildProcess one({first});
    EXPECT_EQ(loggedHashes(one), sha256(first));
    for (const pid_t resolver : resolversOf(daemon().processId()))
        kill(resolver, SIGKILL);
    const ChildProcess two({second});
    EXPECT_EQ(loggedHashes(two), sha256(second));
    stopDaemon();
}

/// Whoever it starts itself is not logged.
TEST_F(Hashes, OfWhoLooksAtFilesAreNotLogged)
{
    const std::string path = makeProgram("program", "one");
    ASSERT_NO_FATAL_FAILURE(start());
    for (const pid_t resolver : resolversOf(daemon().processId()))
        kill(resolver, SIGKILL);
    const ChildProcess child({path});
    EXPECT_EQ(loggedHashes(child), sha256(path));
    stopDaemon();
    for (const LoggedEvent& event : daemon().events()) {
        if (event.id != 1) continue;
        EXPECT_EQ(event["CommandLine"].find("-resolver"), std::string_view::npos);
    }
}

} // namespace
} // namespace sysmon::e2e
