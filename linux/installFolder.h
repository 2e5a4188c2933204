// SPDX-License-Identifier: MIT
//
// /opt/sysmon: what the daemon keeps there, for itself and for a `sysmon` that asks about it.
#pragma once

#include "configuration.h"
#include "linuxHelpers.h"

#include <string>

namespace sysmon {

class InstallFolder {
public:
    explicit InstallFolder(std::string path = "/opt/sysmon") : path_(std::move(path)) {}

    /// Makes the folder (0700) if it is missing. Throws Error.
    void make() const;

    /// The daemon's lock, held as long as the result lives. Throws Error if another one runs.
    UniqueFd lockAsDaemon() const;
    bool daemonRuns() const;

    /// Stores what the daemon runs with: rules.bin, fieldSizes, hashAlgorithms, each of them whole
    /// or not at all. Throws Error.
    void store(const Configuration& configuration) const;
    /// What store() stored, as far as a dump shows it. Throws Error.
    Configuration load() const;

    /// Where the daemon can be asked.
    std::string controlSocket() const { return path_ + "/control"; }

    /// Where EventRecordID goes on.
    std::string eventIdFile() const { return path_ + "/eventId"; }

private:
    UniqueFd open() const;

    std::string path_;
};

/// Replaces the file `name` of `folder` (0600) by a new one with these bytes; after a failure,
/// which it throws as Error, or a crash the old one is still there.
void replaceFile(const std::string& folder, const std::string& name, std::string_view bytes);

} // namespace sysmon
