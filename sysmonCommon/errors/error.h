// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace sysmon {

/// What an error is about. exitStatus() makes the program's exit status of it.
enum class ErrorKind {
    Usage,         ///< the command line makes no sense
    Configuration, ///< a configuration is refused
    NotRoot,       ///< only root may do this
    NotRunning,    ///< this needs a running service
    State,         ///< Sysmon's own state forbids it: running already, not installed, damaged files
    Environment,   ///< the machine lacks or refuses something: a file, a right, a kernel feature
};

/// Thrown while something is being set up (configuration, blob, attach, file). The text says what
/// was tried, on what, why it failed and what the user can do; main() prints it as it is. Nothing
/// on the way of an event throws. Abstract: whoever throws chooses one of the kinds below.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    [[nodiscard]] virtual ErrorKind kind() const noexcept = 0;
};

template <ErrorKind Kind>
class ErrorOf final : public Error {
public:
    using Error::Error;
    [[nodiscard]] ErrorKind kind() const noexcept override { return Kind; }
};

using UsageError = ErrorOf<ErrorKind::Usage>;
/// what() has every error of the configuration, one "FILE:LINE: element: reason" each.
using ConfigurationError = ErrorOf<ErrorKind::Configuration>;
using NotRootError = ErrorOf<ErrorKind::NotRoot>;
using NotRunningError = ErrorOf<ErrorKind::NotRunning>;
using StateError = ErrorOf<ErrorKind::State>;
using EnvironmentError = ErrorOf<ErrorKind::Environment>;

} // namespace sysmon
