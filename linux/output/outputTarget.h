// SPDX-License-Identifier: MIT
//
// Where events go and in which form, as the command line says it.
#pragma once

#include "lineOutput.h"
#include "sink.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sysmon {

/// "syslog", "syslog:SOCKET", "rfc5424:SOCKET", "journal", "file:PATH" or "stdout", without regard
/// to case. Throws UsageError that names what is wrong with it.
class OutputTarget {
public:
    explicit OutputTarget(std::string_view text);

    /// As it was given.
    const std::string& text() const { return text_; }

    /// `ending` is as StdoutSink has it. Throws Error.
    std::unique_ptr<Sink> open(std::function<bool()> ending) const;

private:
    enum class Kind { Syslog, Rfc5424, Journal, File, Stdout };
    std::string text_;
    Kind kind_;
    std::string path_;
};

/// "xml" or "json", without regard to case. Throws UsageError.
FormatEvent outputFormat(std::string_view name);

} // namespace sysmon
