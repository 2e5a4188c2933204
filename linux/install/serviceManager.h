// SPDX-License-Identifier: MIT
//
// Who starts the daemon when the machine starts: systemd, or a script in /etc/init.d.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace sysmon {

/// The file that makes a service of the daemon.
struct ServiceFile {
    std::string folder;
    std::string name;
    std::string_view bytes;
    mode_t mode;

    std::string path() const { return folder + '/' + name; }
};

/// All but file() throw Error with what the system said.
class ServiceManager {
public:
    virtual ~ServiceManager() = default;

    /// Where the service's file belongs; a package may have put it elsewhere (packagedFile()).
    virtual ServiceFile file() const = 0;
    /// A file of the service that a package brought; empty: there is none.
    virtual std::string packagedFile() const = 0;
    /// The service's file is new, another one, or gone.
    virtual void filesChanged() = 0;
    /// Starts with the machine, or no longer.
    virtual void enable() = 0;
    virtual void disable() = 0;
    /// Returns when the daemon is ready.
    virtual void start() = 0;
    /// Returns when it has ended; that it was not running is not a failure.
    virtual void stop() = 0;
    /// For messages: where to look when something fails.
    virtual std::string hint() const = 0;
};

/// The one of this machine, or nothing. `root` is the folder that stands for /.
std::unique_ptr<ServiceManager> findServiceManager(const std::string& root = "");

} // namespace sysmon
