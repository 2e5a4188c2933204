// SPDX-License-Identifier: MIT
#pragma once

#include "decodedEvent.h"

#include <string>
#include <string_view>

namespace sysmon {

/// The text that `written`, of an element or an attribute, stands for. Read strictly it throws
/// BrokenLine that names `where` if XML does not allow it; read tolerantly that stays as it is.
std::string plainText(std::string_view written, std::string_view where, Reading reading);

} // namespace sysmon
