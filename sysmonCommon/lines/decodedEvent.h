// SPDX-License-Identifier: MIT
//
// An event read back from a line of a log.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

struct DecodedField {
    std::string name;
    std::string value; ///< may hold any character: whoever shows it makes it printable
};

/// Texts are as they were before they were escaped for XML or JSON; what was written as \xHH stays
/// so. Empty: the line does not have it.
struct DecodedEvent {
    uint32_t id = 0; ///< maybe one that this version's schema does not have
    std::string systemTime;
    std::string recordId;
    std::string processId; ///< of the daemon, as its threadId and userId
    std::string threadId;
    std::string userId;
    std::string computer;
    std::vector<DecodedField> fields; ///< of EventData, in the line's order
};

/// How much a line may differ from what the daemon writes. An EventID it must have in any case.
enum class Reading {
    /// XML: System and EventData, each with nothing but elements of the one form that the daemon
    /// writes, and text that XML allows. JSON: both, and valid.
    Strict,
    /// Logs of other programs, or that went through some. XML: what is no element is skipped,
    /// EventData may be missing, and bytes that are not UTF-8 and unknown references stay as they
    /// are. JSON: bytes that are not UTF-8 are read as \xHH, which the daemon writes for them.
    Tolerant,
};

/// A line that begins like an event and is none. It ends nothing: who reads a log counts it.
class BrokenLine : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads the event of a line, XML or JSON; text around it does not matter. Nothing for a line
/// without one. Throws BrokenLine.
std::optional<DecodedEvent> decodeEvent(std::string_view line, Reading reading);

} // namespace sysmon
