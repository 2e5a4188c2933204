// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace sysmon {

/// Thrown while something is being set up (configuration, blob, attach, file). The text says what
/// was tried, on what, why it failed and what the user can do; main() prints it as it is. Nothing
/// on the way of an event throws.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace sysmon
