// SPDX-License-Identifier: MIT
#include "installer.h"

#include "controlSocket.h"
#include "durableFile.h"
#include "serviceLoop.h"
#include "telemetryPrograms.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon {

namespace {

namespace fs = std::filesystem;

constexpr const char* logViewer = "sysmonLogView";
constexpr std::chrono::seconds stopTime{10};
constexpr std::chrono::minutes reconfigureTime{2};

bool exists(const std::string& path)
{
    struct stat status {};
    return lstat(path.c_str(), &status) == 0;
}

bool isSameFile(const std::string& one, const std::string& other)
{
    struct stat first {
    }, second{};
    return stat(one.c_str(), &first) == 0 && stat(other.c_str(), &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

void removeFile(const std::string& path)
{
    if (unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
        throw EnvironmentError("cannot remove " + path + ": " + errorText(errno));
}

std::string thisProgram()
{
    std::string path = readLinkAt(AT_FDCWD, "/proc/self/exe");
    if (path.empty()) throw EnvironmentError("cannot read /proc/self/exe. Is /proc mounted?");
    return path;
}

/// A BPF object: a package has the program in a folder for programs, and its objects where -i would
/// put them.
std::string objectBeside(const std::string& folder, const std::string& name)
{
    const std::string packaged = InstallFolder().path() + '/' + name;
    const std::string beside = folder + '/' + name;
    return !exists(beside) && exists(packaged) ? packaged : beside;
}

/// The telemetry library, if it came with the program and not with the system.
std::string libraryBeside(const std::string& folder)
{
    Dl_info info{};
    if (dladdr(reinterpret_cast<void*>(&telemetryStart), &info) == 0 || !info.dli_fname) return {};
    const std::string name = fs::path(info.dli_fname).filename();
    const std::string path = folder + '/' + name;
    return isSameFile(info.dli_fname, path) && path != thisProgram() ? path : std::string();
}

} // namespace

std::vector<ProgramFile> programFiles()
{
    const std::string program = thisProgram();
    const std::string folder = fs::path(program).parent_path();
    std::vector<ProgramFile> files;
    std::set<std::string> objects;
    for (const telemetryObject& object : telemetryObjects())
        if (objects.insert(object.file).second)
            files.push_back({objectBeside(folder, object.file), object.file, 0600});
    if (const std::string library = libraryBeside(folder); !library.empty())
        files.push_back({library, fs::path(library).filename(), 0700});
    for (const ProgramFile& file : files)
        if (!exists(file.source))
            throw EnvironmentError(file.source + " is missing; it must be in the same folder as " +
                                   program);
    if (const std::string viewer = folder + '/' + logViewer; exists(viewer))
        files.push_back({viewer, logViewer, 0700});
    // Last: a program is never started with older objects. An installation that is interrupted can
    // leave the older program with newer ones.
    files.push_back({program, "sysmon", 0700});
    return files;
}

Installer::Installer(InstallFolder folder, ServiceManager& manager, Tell tell)
    : folder_(std::move(folder)), manager_(manager), tell_(std::move(tell))
{
}

bool Installer::isMade(const std::string& path) const
{
    return std::ranges::count(made_, path) > 0;
}

void Installer::install(const StoredCommand& command, const std::vector<ProgramFile>& files)
{
    folder_.make();
    const UniqueFd lock = folder_.lockForChange();
    made_ = folder_.madeFiles();
    checkPlaces(files);
    const std::optional<StoredCommand> oldCommand = folder_.command();
    const std::vector<std::string> oldWords = folder_.installWords();
    const bool ran = folder_.daemonRuns();
    putFiles(files);
    putServiceFile();
    folder_.proposeCommand(command);
    stopDaemon();
    try {
        folder_.storeInstallWords(command.words);
        folder_.acceptCommand();
        manager_.enable();
        start();
    } catch (const Error&) {
        restore(oldCommand, oldWords, ran);
        throw;
    }
}

/// What lies there and was not made by -i belongs to a package or to somebody else.
void Installer::checkPlaces(const std::vector<ProgramFile>& files) const
{
    for (const ProgramFile& file : files) {
        const std::string path = folder_.path() + '/' + file.name;
        if (exists(path) && !isMade(path) && !isSameFile(path, file.source))
            throw StateError(
                path + " was not installed by 'sysmon -i', but by a package or by hand. Run " +
                folder_.path() + "/sysmon -i, or remove that file first.");
    }
}

void Installer::putFiles(const std::vector<ProgramFile>& files)
{
    std::vector<ProgramFile> missing;
    for (const ProgramFile& file : files) {
        const std::string path = folder_.path() + '/' + file.name;
        if (isSameFile(path, file.source)) continue;
        missing.push_back(file);
        if (!isMade(path)) made_.push_back(path);
    }
    // The list first: what was begun can be removed.
    folder_.storeMadeFiles(made_);
    for (const ProgramFile& file : missing)
        replaceByCopy(folder_.path(), file.name, file.source, file.mode);
}

void Installer::putServiceFile()
{
    if (const std::string packaged = manager_.packagedFile(); !packaged.empty()) {
        if (exists(manager_.file().path()))
            tell_("note: " + manager_.file().path() + " overrides " + packaged);
        return;
    }
    const ServiceFile file = manager_.file();
    if (exists(file.path()) && !isMade(file.path())) {
        tell_("note: " + file.path() + " already exists and is used as it is");
        return;
    }
    if (!isMade(file.path())) made_.push_back(file.path());
    folder_.storeMadeFiles(made_);
    std::error_code error;
    fs::create_directories(file.folder, error);
    replaceFile(file.folder, file.name, file.bytes, file.mode);
    manager_.filesChanged();
}

void Installer::start()
{
    folder_.forgetFailure();
    try {
        manager_.start();
    } catch (const Error& error) {
        const std::string reason = folder_.failure();
        if (reason.empty())
            throw EnvironmentError(std::string(error.what()) + "\n" + manager_.hint());
        throw EnvironmentError("the service did not start: " + reason);
    }
    if (!folder_.daemonRuns())
        throw StateError("the service was started, but Sysmon is not running. " + manager_.hint());
}

/// The service's own way first; what still runs then was started by hand.
void Installer::stopDaemon()
{
    manager_.stop();
    stopProcess();
}

void Installer::stopProcess()
{
    if (!folder_.daemonRuns()) return;
    const std::optional<ProcessHandle> daemon = folder_.daemon();
    if (!daemon)
        throw StateError("another Sysmon is running, and its process is not known (" +
                         folder_.path() + " is locked). Stop it and try again.");
    if (!daemon->signal(SIGTERM))
        throw EnvironmentError("cannot stop the running Sysmon: " + errorText(errno));
    if (daemon->waitEnd(stopTime)) return;
    tell_("note: the running Sysmon does not stop; it is killed");
    if (!daemon->signal(SIGKILL) || !daemon->waitEnd(stopTime))
        throw EnvironmentError("the running Sysmon cannot be killed");
}

/// After a start that failed. Without an older command nothing is left to be started again.
void Installer::restore(const std::optional<StoredCommand>& command,
                        const std::vector<std::string>& installWords, bool ran)
{
    const std::string failure = folder_.failure();
    tellAside([&] { stopDaemon(); });
    if (!command) {
        tellAside([&] { manager_.disable(); });
        tell_("note: the installed files are still there; 'sysmon -u' removes them");
        return;
    }
    tellAside([&] {
        folder_.proposeCommand(*command);
        folder_.acceptCommand();
        folder_.storeInstallWords(installWords);
    });
    if (!ran) return;
    tellAside([&] {
        start();
        tell_("note: the previous configuration is in use again");
    });
    if (!failure.empty()) tellAside([&] { folder_.noteFailure(failure); });
}

bool Installer::tellAside(const std::function<void()>& step)
{
    try {
        step();
        return true;
    } catch (const std::exception& error) {
        tell_(std::string("note: ") + error.what());
        return false;
    }
}

void Installer::uninstall(bool force)
{
    if (!folder_.exists() && !exists(manager_.file().path())) {
        if (force) return tell_("note: Sysmon is not installed");
        throw StateError("Sysmon is not installed.");
    }
    folder_.make();
    UniqueFd lock = folder_.lockForChange();
    made_ = folder_.madeFiles();
    bool allGone = true;
    const auto attempt = [&](const std::function<void()>& step) {
        if (!force) {
            step();
            return true;
        }
        return tellAside(step);
    };
    attempt([&] { manager_.stop(); });
    allGone &= attempt([&] { stopProcess(); });
    attempt([&] { manager_.disable(); });
    allGone &= attempt([&] { removeServiceFile(); });
    allGone &= attempt([&] { removeMadeFiles(); });
    allGone &= attempt([&] { folder_.removeOwnFiles(); });
    if (!allGone) throw EnvironmentError("not everything could be removed.");
}

void Installer::removeServiceFile()
{
    const std::string path = manager_.file().path();
    if (!isMade(path)) return;
    removeFile(path);
    std::erase(made_, path);
    tellAside([&] { manager_.filesChanged(); });
}

void Installer::removeMadeFiles()
{
    for (const std::string& path : made_) {
        removeFile(path);
        removeFile(path + ".new");
    }
}

void reconfigure(const InstallFolder& folder, const StoredCommand& command)
{
    const UniqueFd lock = folder.lockForChange();
    folder.proposeCommand(command);
    ControlAnswer answer;
    try {
        answer = askDaemon(folder.controlSocket(), reconfigureRequest, reconfigureTime);
    } catch (const Error&) {
        folder.discardProposal();
        throw;
    }
    folder.discardProposal();
    if (!answer.ok)
        throw StateError("the running Sysmon keeps its old configuration: " + answer.text);
}

} // namespace sysmon
