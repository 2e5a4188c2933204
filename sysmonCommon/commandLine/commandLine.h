// SPDX-License-Identifier: MIT
//
// What the user asked for. The switches of the schema (its `option` entries) and ours.
#pragma once

#include "configuration.h"
#include "error.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

enum class Action {
    Usage,             ///< -?, --help, -h alone, or nothing at all
    ConfigurationHelp, ///< -? config
    Install,           ///< -i
    Configure,         ///< -c
    Uninstall,         ///< -u
    PrintSchema,       ///< -s
    Validate,          ///< -validate
    Compile,           ///< -compile
    Replay,            ///< -replay
    Stats,             ///< -stats
};

struct CommandLine {
    Action action = Action::Usage;
    /// The action's own words: the configuration file (-i, -c, at most one), the version (-s), the
    /// configurations (-validate), input and output (-compile), configuration and events (-replay).
    std::vector<std::string> arguments;
    std::vector<CommandLineSwitch> settings; ///< -h, -n …, for loadConfiguration()
    std::string btfFile;                     ///< -btf; empty: not given
    std::string output;                      ///< -output; empty: not given
    std::string format;                      ///< -format; empty: not given
    std::string hashLimit;                   ///< -hashlimit; empty: not given
    bool configDefault = false;              ///< --
    bool force = false;                      ///< -u force
    bool service = false;                    ///< -service
    bool console = false;                    ///< -console
    bool debugMode = false;                  ///< -t
    bool debugVerbose = false;               ///< -t verbose
    bool noLogo = false;                     ///< -nologo
    bool acceptEula = false;                 ///< -accepteula
    std::string statsForm = "text";          ///< of -stats: text, json or prometheus

    /// The configuration file of -i or -c; empty if none was given.
    std::string configurationFile() const;
};

/// `arguments` without the program's name. Throws UsageError.
CommandLine parseCommandLine(std::span<const char* const> arguments);

/// Whether only Windows can follow that option of the schema: its switch is refused here.
bool isWindowsOption(std::string_view option);

} // namespace sysmon
