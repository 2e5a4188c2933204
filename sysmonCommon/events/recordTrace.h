// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace sysmon {

/// One line about a record as it came from the kernel, before any rule: what -t prints. `verbose`
/// adds its extensions, with what no terminal should get as \xHH. Nothing in it is trusted, nor
/// need it be aligned.
std::string recordTrace(const void* data, size_t size, bool verbose);

} // namespace sysmon
