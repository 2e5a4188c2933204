// SPDX-License-Identifier: MIT
//
// Compiled blobs, and access to the records in them.
#pragma once

#include "blob.h"
#include "configuration.h"
#include "ruleTrial.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::test {

using Blob = std::vector<std::byte>;

inline Blob compile(const std::string& rules, std::string_view version = "4.81")
{
    return loadConfiguration(configurationOf(rules, version), "blob").blob;
}

template <class Record>
Record at(const Blob& blob, size_t offset)
{
    Record record;
    std::memcpy(&record, blob.data() + offset, sizeof(record));
    return record;
}

template <class Record>
void put(Blob& blob, size_t offset, const Record& record)
{
    std::memcpy(blob.data() + offset, &record, sizeof(record));
}

/// An event with a filter and a <Rule> of one filter. Offsets: event 24, filter 48, aggregation
/// 600, its filter 896, next event 1440.
inline Blob sampleBlob()
{
    return compile(
        "<RuleGroup groupRelation=\"and\"><ProcessCreate onmatch=\"include\">"
        "<Image name=\"n\">abc</Image>"
        "<Rule groupRelation=\"and\" name=\"r\"><User condition=\"is not\">x</User></Rule>"
        "</ProcessCreate></RuleGroup><FileCreate onmatch=\"exclude\"/>");
}

} // namespace sysmon::test
