// SPDX-License-Identifier: MIT
#pragma once

#include "expectation.h"
#include "loggedEvent.h"

#include <string>
#include <vector>

namespace sysmon::e2e {

/// Compares count, order and every field. Returns a text for a person to read, empty if all is as
/// expected.
std::string compareEvents(const std::vector<ExpectedEvent>& expected,
                          const std::vector<LoggedEvent>& logged);

} // namespace sysmon::e2e
