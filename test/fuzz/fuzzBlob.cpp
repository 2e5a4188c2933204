// SPDX-License-Identifier: MIT
//
// Any bytes as a compiled blob: refused with a reason, or decided by both matchers alike.
#include "configuration.h"
#include "configurationDump.h"
#include "differential.h"
#include "error.h"

#include <sstream>

using namespace sysmon;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const auto blob = std::as_bytes(std::span(data, size));
    try {
        readBlob(blob);
    } catch (const Error&) {
        return 0;
    }
    std::ostringstream out;
    dumpConfiguration({.blob = {blob.begin(), blob.end()}}, out);
    const test::BothMatchers matchers(blob);
    for (const char* text : {"", "-", "/bin/abc", "C:\\A\\b;c\xff"})
        for (const SchemaEvent& event : currentSchema().events)
            matchers.compare(test::UniformEvent(event.id, text));
    return 0;
}
