// SPDX-License-Identifier: MIT
//
// -i, -c and -u: what makes a service of the daemon, changes what it watches, and removes it.
#pragma once

#include "installFolder.h"
#include "serviceManager.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// A file that belongs in the install folder.
struct ProgramFile {
    std::string source;
    std::string name; ///< in the folder
    mode_t mode;
};

/// Those of the running program: itself, and its library and BPF objects where they lie beside it.
/// Throws EnvironmentError if one is missing.
std::vector<ProgramFile> programFiles();

class Installer {
public:
    using Tell = std::function<void(const std::string&)>;

    /// Keeps a reference to `manager`; `tell` gets what the user may want to know.
    Installer(InstallFolder folder, ServiceManager& manager, Tell tell);

    /// Puts everything in place and starts the daemon with `command`, in place of a running one.
    /// Throws Error. If the new one does not start, the previous command is stored again, and the
    /// daemon is started with it if one ran; files that were replaced stay replaced.
    void install(const StoredCommand& command, const std::vector<ProgramFile>& files);

    /// Stops the daemon and removes what install() made, also what a failed one made. Throws Error
    /// at the first step that fails; with `force` it reports that and goes on, and throws at the
    /// end if the daemon is still running or a file is left.
    void uninstall(bool force);

private:
    void checkPlaces(const std::vector<ProgramFile>& files) const;
    void putFiles(const std::vector<ProgramFile>& files);
    void putServiceFile();
    void start();
    void stopDaemon();
    void restore(const std::optional<StoredCommand>& command,
                 const std::vector<std::string>& installWords, bool ran);
    void stopProcess();
    bool tellAside(const std::function<void()>& step);
    bool isMade(const std::string& path) const;
    void removeServiceFile();
    void removeMadeFiles();

    const InstallFolder folder_;
    ServiceManager& manager_;
    const Tell tell_;
    std::vector<std::string> made_; ///< files that an install made
};

/// Gives the running daemon another command and waits until it is committed. Concurrent callers
/// take turns. Throws StateError with the daemon's reason if it refuses; then it keeps the old one.
void reconfigure(const InstallFolder& folder, const StoredCommand& command);

} // namespace sysmon
