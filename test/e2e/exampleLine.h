// SPDX-License-Identifier: MIT
//
// Lines as the daemon must write them, after reference/output.md. Written anew for the tests: a
// mistake that the daemon's encoder and decoder shared would not be seen.
#pragma once

#include "expectation.h"
#include "schema.h"

#include <cstdint>
#include <map>
#include <string>

namespace sysmon::e2e {

struct ExampleLine {
    uint32_t id = 1;
    uint64_t recordId = 1;
    uint32_t daemonProcessId = 100;
    uint32_t daemonThreadId = 100;
    std::string computer = "vm";
    std::string systemTime = "2026-11-22T02:21:52.423649000Z";
    std::string utcTime = "2026-11-22 02:21:52.422";
    std::map<std::string, std::string> values = {}; ///< else one that fits the field's type

    /// As XML and as JSON. Values are escaped.
    std::string text() const;
    std::string json() const;

private:
    std::string valueOf(const SchemaField& field) const;
};

/// The line that `expected` asks for.
ExampleLine exampleOf(const ExpectedEvent& expected);

} // namespace sysmon::e2e
