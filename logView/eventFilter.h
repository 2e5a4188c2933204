// SPDX-License-Identifier: MIT
//
// Which events are shown.
#pragma once

#include "decodedEvent.h"
#include "timeRange.h"
#include "wildcard.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::view {

class EventFilter {
public:
    /// "1,3,FileCreate": ids, and names as in configurations or as shown ("File Create"), in any
    /// case. What is added adds up. Throws UsageError for an event that is none.
    void addEvents(std::string_view list);

    /// "Field=value", "Field!=value", both with wildcards; "Field~part", "Field!~part" for a part
    /// of the value. Of several for one field one must fit, but all that are negative. Throws
    /// UsageError.
    void addField(std::string_view text);

    void setRange(const TimeRange& range) { range_ = range; }

    /// An event without a field does not fit a filter for it, not even a negative one.
    bool fits(const DecodedEvent& event) const;

private:
    struct FieldFilter {
        std::vector<Wildcard> oneOf;
        std::vector<Wildcard> noneOf;

        bool fits(std::string_view value) const;
    };

    std::set<uint32_t> events_; ///< none: all
    std::map<std::string, FieldFilter> fields_;
    TimeRange range_;
};

} // namespace sysmon::view
