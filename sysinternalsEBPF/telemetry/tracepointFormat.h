// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sysinternals {

/// Where a field of a tracepoint's record lies.
struct TracepointField {
    uint32_t offset; ///< bytes from the record's start, common header included
    uint32_t size;
    bool isSigned;
};

/// Fields of a tracepoint's record by name. Vendors lengthen the common header, so records are
/// never read at offsets that were copied from one kernel.
using TracepointFormat = std::map<std::string, TracepointField, std::less<>>;

/// Reads the text of a format file (events/CATEGORY/NAME/format of tracefs). Throws Failure that
/// names `origin` and the line if a field cannot be read or there is none.
TracepointFormat parseTracepointFormat(std::string_view text, const std::string& origin);

/// Reads the format of a tracepoint of the running kernel. Throws Failure; one of its own if
/// tracefs is not mounted.
TracepointFormat readTracepointFormat(const std::string& category, const std::string& name);

/// Whether the running kernel has a tracepoint for each system call (CONFIG_FTRACE_SYSCALLS). False
/// also if tracefs is not mounted.
bool hasSyscallTracepoints();

} // namespace sysinternals
