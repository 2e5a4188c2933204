// SPDX-License-Identifier: MIT
//
// /opt/sysmon: what the daemon keeps there, for itself and for a `sysmon` that asks about it or
// changes it.
#pragma once

#include "configuration.h"
#include "linuxHelpers.h"
#include "processHandle.h"

#include <optional>
#include <string>
#include <vector>

namespace sysmon {

/// What a service starts with.
struct StoredCommand {
    std::vector<std::string> words; ///< of the last -i or -c, the program's name first
    std::string configuration;      ///< the bytes of the file that it named; empty: none
};

class InstallFolder {
public:
    explicit InstallFolder(std::string path = "/opt/sysmon") : path_(std::move(path)) {}

    const std::string& path() const { return path_; }

    /// Makes the folder (0700) if it is missing. Throws Error, also if root does not own it.
    void make() const;
    bool exists() const { return static_cast<bool>(open()); }

    /// The daemon's lock, held as long as the result lives. Throws StateError if another one runs.
    UniqueFd lockAsDaemon() const;
    bool daemonRuns() const;

    /// Waits for the lock on what is installed, held as long as the result lives. Then finishes a
    /// change that was interrupted. Throws Error.
    UniqueFd lockForChange() const;

    /// The daemon's process, as noteDaemon() left it and still running.
    std::optional<ProcessHandle> daemon() const;
    /// To be called by the daemon, with its lock held, and again when it is ready.
    void noteDaemon(bool ready) const;
    void forgetDaemon() const;

    /// Stores what the daemon runs with: rules.bin, fieldSizes, hashAlgorithms, each of them whole
    /// or not at all. Throws Error.
    void store(const Configuration& configuration) const;
    /// What store() stored, as far as a dump shows it. Throws Error.
    Configuration load() const;

    /// The command line and configuration of the service; with lockForChange() held.
    std::optional<StoredCommand> command() const;
    /// Stages a command, which acceptCommand() commits as a whole or not at all: a crash at any
    /// moment leaves the old or the new one. Throws Error.
    void proposeCommand(const StoredCommand& command) const;
    std::optional<StoredCommand> proposedCommand() const;
    void acceptCommand() const;
    void discardProposal() const;
    /// Path of the stored configuration.
    std::string configurationFile() const { return path_ + "/config.xml"; }

    std::string proposedConfigurationFile() const;
    /// Where the running daemon answers requests.
    std::string controlSocket() const { return path_ + "/control"; }

    /// The command line of the last -i: what a later -c says nothing about (where events go…).
    void storeInstallWords(const std::vector<std::string>& words) const;
    std::vector<std::string> installWords() const;

    /// Why the daemon last failed to start; empty if it did not.
    std::string failure() const;
    void noteFailure(const std::string& text) const;
    void forgetFailure() const;

    /// Files that -i made, except those that this class stores: full paths.
    std::vector<std::string> madeFiles() const;
    void storeMadeFiles(const std::vector<std::string>& files) const;

    /// Removes what the functions of this class and the daemon made, and the folder if nothing else
    /// is in it. Throws Error.
    void removeOwnFiles() const;

    /// The last EventRecordID.
    std::string eventIdFile() const { return path_ + "/eventId"; }

private:
    UniqueFd open() const;
    std::string file(const char* name) const { return path_ + '/' + name; }
    std::string text(const char* name) const;
    std::optional<StoredCommand> commandIn(const std::string& folder) const;
    void finishAcceptance() const;
    void remove(const std::string& path) const;

    std::string path_;
};

/// Texts as argv holds them, and back.
std::string joinWords(const std::vector<std::string>& words);
std::vector<std::string> splitWords(std::string_view joined);

} // namespace sysmon
