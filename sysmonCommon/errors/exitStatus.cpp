// SPDX-License-Identifier: MIT
#include "exitStatus.h"

#include <ostream>

namespace sysmon {

int exitStatus(ErrorKind kind) noexcept
{
    // The numbers of the existing Sysmon.
    constexpr int invalidParameter = 87;
    constexpr int notRoot = 228;
    constexpr int otherFailure = 1;
    switch (kind) {
    case ErrorKind::Usage:
    case ErrorKind::Configuration:
    case ErrorKind::NotRunning:
        return invalidParameter;
    case ErrorKind::NotRoot:
        return notRoot;
    case ErrorKind::State:
    case ErrorKind::Environment:
        break;
    }
    return otherFailure;
}

int reportFailure(const std::exception& failure, const ProgramTexts& program,
                  std::ostream& messages)
{
    const auto* const error = dynamic_cast<const Error*>(&failure);
    const ErrorKind kind = error ? error->kind() : ErrorKind::Environment;
    // A configuration's errors begin with its name, as a compiler's do; the text for those who are
    // not root is the existing Sysmon's.
    const bool named = kind != ErrorKind::Configuration && kind != ErrorKind::NotRoot;
    if (named) messages << program.name << ": ";
    messages << failure.what() << '\n';
    if (kind == ErrorKind::Usage) messages << program.usageHint << '\n';
    return exitStatus(kind);
}

} // namespace sysmon
