// SPDX-License-Identifier: MIT
#include "privateMachine.h"

#include "daemonRun.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace sysmon::e2e {

namespace {

namespace fs = std::filesystem;

constexpr const char* installFolder = "/opt/sysmon";
// An installation writes tens of megabytes, to the disk, and loads BPF programs.
constexpr std::chrono::seconds installPatience{100};
constexpr const char* changedFolders[] = {"/opt",       "/etc/init.d", "/run/systemd", "/etc/rc0.d",
                                          "/etc/rc1.d", "/etc/rc2.d",  "/etc/rc3.d",   "/etc/rc4.d",
                                          "/etc/rc5.d", "/etc/rc6.d",  "/etc/rcS.d"};
constexpr const char* neededFolders[] = {"/opt", "/etc/init.d"};

void must(bool done, const std::string& what)
{
    if (!done) throw std::system_error(errno, std::generic_category(), what);
}

std::string bytesOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

/// The bytes, of large files something that stands for them: what differs is printed.
std::string contentOf(const fs::path& path)
{
    constexpr size_t mostShown = 4096;
    const std::string bytes = bytesOf(path);
    if (bytes.size() <= mostShown) return bytes;
    return std::to_string(bytes.size()) + " bytes, " +
           std::to_string(std::hash<std::string>()(bytes));
}

void addFiles(const fs::path& folder, std::map<std::string, std::string>& files)
{
    if (!fs::exists(folder)) return;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const bool isFile = entry.symlink_status().type() == fs::file_type::regular;
        files[entry.path()] = isFile ? contentOf(entry.path()) : "";
    }
}

} // namespace

PrivateMachine::PrivateMachine()
{
    for (const char* folder : neededFolders)
        fs::create_directories(folder);
    must(unshare(CLONE_NEWNS) == 0, "unshare");
    must(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
    for (const char* folder : changedFolders) {
        if (!fs::exists(folder)) continue;
        must(mount("tmpfs", folder, "tmpfs", 0, "mode=0755") == 0, folder);
        mounted_.emplace_back(folder);
    }
}

PrivateMachine::~PrivateMachine()
{
    if (const pid_t process = daemon()) kill(process, SIGKILL);
    for (const std::string& folder : mounted_)
        umount2(folder.c_str(), MNT_DETACH);
}

Ending PrivateMachine::sysmon(std::vector<std::string> arguments,
                              ChildProcess::Options options) const
{
    arguments.insert(arguments.begin(), daemonPath());
    ChildProcess process(arguments, std::move(options));
    process.closeInput();
    const std::optional<int> status = process.waitExit(installPatience);
    EXPECT_TRUE(status) << "did not end";
    return {status.value_or(-1), process.output(), process.errors()};
}

Ending PrivateMachine::initScript(const std::string& action) const
{
    ChildProcess process({"/bin/sh", "/etc/init.d/sysmon", action});
    const std::optional<int> status = process.waitExit(longEnough);
    EXPECT_TRUE(status) << "did not end";
    return {status.value_or(-1), process.output(), process.errors()};
}

pid_t PrivateMachine::daemon() const
{
    const int folder = open(installFolder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return 0;
    const bool runs = flock(folder, LOCK_SH | LOCK_NB) != 0;
    close(folder);
    return runs ? std::atoi(bytesOf(fs::path(installFolder) / "pid").c_str()) : 0;
}

std::map<std::string, std::string> PrivateMachine::installed() const
{
    std::map<std::string, std::string> files = everything();
    for (const char* name : {"/eventId", "/pid", "/control", "/lock"})
        files.erase(std::string(installFolder) + name);
    return files;
}

std::map<std::string, std::string> PrivateMachine::everything() const
{
    std::map<std::string, std::string> files;
    for (const std::string& folder : mounted_)
        addFiles(folder, files);
    return files;
}

bool runs(pid_t process)
{
    // One that has ended and whose parent has not looked yet has no program any more.
    std::error_code error;
    return !fs::read_symlink("/proc/" + std::to_string(process) + "/exe", error).empty();
}

std::vector<LoggedEvent> eventsIn(const std::string& file)
{
    std::vector<LoggedEvent> events;
    std::istringstream lines(bytesOf(file));
    for (std::string line; std::getline(lines, line);) {
        if (lines.eof()) break; // not written to its end yet
        EXPECT_NO_THROW(events.push_back(parseEventLine(line))) << line;
    }
    return events;
}

std::vector<LoggedEvent> awaitEvent(const std::string& file,
                                    const std::function<bool(const LoggedEvent&)>& fits)
{
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    while (true) {
        std::vector<LoggedEvent> events = eventsIn(file);
        if (std::ranges::any_of(events, fits)) return events;
        if (std::chrono::steady_clock::now() > deadline) {
            ADD_FAILURE() << "the event did not come; there are " << events.size();
            return events;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

} // namespace sysmon::e2e
