// SPDX-License-Identifier: MIT
#pragma once

#include "event.h"
#include "eventSystem.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace sysmon::test {

/// The fields of an event are what a test says, by index.
class GivenFields : public FieldSource {
public:
    std::map<uint16_t, std::string> texts;
    std::string_view resolve(uint16_t fieldIndex) override { return texts[fieldIndex]; }
};

constexpr uint64_t givenUtcNs = 1'763'770'000'413'649'000; ///< 2025-11-22T00:06:40.413649Z

/// A line of an event of that moment.
inline std::string lineOf(const SchemaEvent& schema, GivenFields& source,
                          void (*encode)(Event&, const EventSystem&, std::string&),
                          std::string_view computer = "vm")
{
    Event event(schema, givenUtcNs, source);
    std::string line = "what was there before";
    encode(event,
           {.recordId = 18064,
            .processId = 16635,
            .threadId = 16636,
            .userId = 0,
            .computer = computer},
           line);
    return line;
}

} // namespace sysmon::test
