// SPDX-License-Identifier: MIT
#pragma once

#include "libsysinternalsEBPF.h"

#include <stdexcept>
#include <string>

namespace sysinternals {

/// Inside the library errors are exceptions; the C functions turn them into a telemetryResult and
/// telemetryErrorText(). The text says what was tried, on what, why it failed and what to do.
class Failure : public std::runtime_error {
public:
    Failure(telemetryResult result, const std::string& text)
        : std::runtime_error(text), result_(result)
    {
    }
    telemetryResult result() const { return result_; }

private:
    telemetryResult result_;
};

/// "permission denied (13)" of an errno value.
std::string errnoText(int error);

} // namespace sysinternals
