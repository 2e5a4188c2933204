// SPDX-License-Identifier: MIT
#pragma once

#include "recordedEvent.h"

#include <map>
#include <string>
#include <vector>

namespace sysmon::test {

/// One configuration of the corpus and what the reference made of it.
struct CorpusConfiguration {
    std::string name;
    std::string bytes;
    bool accepted = false;
    std::string blob;    ///< if accepted; empty: no rules
    std::string message; ///< what the reference said, refusing or accepting
    int status = 0;      ///< if refused: 1 an error, negative a crash
};

/// One decision of the reference.
struct CorpusDecision {
    std::string configuration;
    size_t event; ///< index into the events
    bool included;
    std::string ruleName;
    bool defined; ///< false: the reference read memory that it should not have
};

struct CorpusEvents {
    std::vector<RecordedEvent> events;
    std::vector<CorpusDecision> decisions;
};

std::vector<CorpusConfiguration> corpusConfigurations();

/// `suffix` is "", "_real" or "_invalid_utf8".
CorpusEvents corpusEvents(const std::string& suffix);

} // namespace sysmon::test
