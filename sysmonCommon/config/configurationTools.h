// SPDX-License-Identifier: MIT
//
// The switches that work on configurations without a daemon and without root.
#pragma once

#include "producedEvents.h"

#include <iosfwd>
#include <span>
#include <string>

namespace sysmon {

/// -validate: says of each file what it will log per event type, and warns about rules that never
/// match on a system that produces only `produced`. Every error and warning is one line with the
/// file and line it is about, errors to `errors`, all else to `out`. Returns whether all files are
/// good.
[[nodiscard]] bool validateConfigurations(std::span<const std::string> files, std::ostream& out,
                                          std::ostream& errors,
                                          std::span<const uint16_t> produced = producedEvents);

/// -compile: writes a configuration's compiled blob. Throws ConfigurationError, or EnvironmentError
/// if the result cannot be written.
void compileConfiguration(const std::string& file, const std::string& blobFile);

/// -replay: decides each line of `events` that holds an event, and writes the line's number,
/// "include" or "exclude", and the rule's name or "-", with tabs in between; tabs and line ends of
/// a name are written as \t, \n and \r. Then a summary by event type and rule to `summary`. Throws
/// ConfigurationError, or EnvironmentError if `events` cannot be read.
void replayEvents(const std::string& file, std::istream& events, std::ostream& out,
                  std::ostream& summary);

} // namespace sysmon
