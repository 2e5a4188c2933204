// SPDX-License-Identifier: MIT
//
// What a configuration (file and command line together) comes to.
#pragma once

#include "error.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// What is hashed with unless a configuration says otherwise.
inline constexpr std::string_view defaultHashAlgorithms = "SHA256";

struct Configuration {
    std::vector<std::byte> blob; ///< compiled rules (reference format); empty: schema defaults
    std::string hashAlgorithms;  ///< as written, e.g. "SHA1" or "*"; empty: the default
    std::string fieldSizes;      ///< as written, e.g. "CommandLine:100,Image:20"; empty: not set
    /// fieldSizes parsed: field name to characters.
    std::map<std::string, uint32_t, std::less<>> fieldLimits;
    bool dnsLookup = true;
    std::string archiveDirectory;   ///< accepted, without effect on Linux
    std::vector<std::string> notes; ///< worth telling the user once; the configuration is good
};

/// A switch of the command line that belongs to the configuration, without its dash.
struct CommandLineSwitch {
    std::string name;
    std::optional<std::string> argument;
};

/// The largest configuration that is read, in bytes.
inline constexpr size_t mostConfigurationBytes = 16u << 20;

/// Parses, validates and compiles a configuration file's bytes (any encoding libxml2 and iconv
/// know). `name` is what messages call it. Throws ConfigurationError.
/// Switches count after the file: their options replace the file's, their rules come last.
Configuration loadConfiguration(std::string_view bytes, const std::string& name,
                                std::span<const CommandLineSwitch> switches = {});

/// Reads the file, at most mostConfigurationBytes, and loads it. Throws ConfigurationError, naming
/// the file.
Configuration loadConfigurationFile(const std::string& path,
                                    std::span<const CommandLineSwitch> switches = {});

/// The configuration that switches make without a file. Throws ConfigurationError.
Configuration loadSwitches(std::span<const CommandLineSwitch> switches);

/// A configuration file's bytes. Throws ConfigurationError, naming the file.
std::string readConfigurationFile(const std::string& path);

} // namespace sysmon
