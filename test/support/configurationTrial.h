// SPDX-License-Identifier: MIT
//
// Reading configurations, and why they are refused.
#pragma once

#include "configuration.h"
#include "ruleTrial.h"

#include <string>

namespace sysmon::test {

inline constexpr const char* someRules =
    "<ProcessCreate onmatch=\"include\"><Image>/bin/a</Image></ProcessCreate>";

inline Configuration load(const std::string& bytes)
{
    return loadConfiguration(bytes, "file.xml");
}

/// Why a configuration is refused.
inline std::string refusal(const std::string& bytes)
{
    try {
        load(bytes);
    } catch (const ConfigurationError& error) {
        return error.what();
    }
    return "accepted";
}

inline std::string refusalOfRules(const std::string& rules)
{
    return refusal(configurationOf(rules));
}

inline std::string withOption(const std::string& option)
{
    return "<Sysmon schemaversion=\"4.90\">" + option + "</Sysmon>";
}

} // namespace sysmon::test
