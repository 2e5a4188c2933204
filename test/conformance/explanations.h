// SPDX-License-Identifier: MIT
//
// Where we differ from the reference on purpose, as rules: a difference that none of them explains
// fails the conformance test.
#pragma once

#include "corpus.h"

#include <string>

namespace sysmon::test {

/// Why we load what the reference refused or crashed on; empty: no reason known.
std::string whyAccepted(const CorpusConfiguration& configuration);

/// Why we refuse, with `reason`, what the reference accepted; empty: no reason known.
std::string whyRefused(const CorpusConfiguration& configuration, const std::string& reason);

/// Why our blob is another one; empty: no reason known.
std::string whyBlobDiffers(const CorpusConfiguration& configuration);

} // namespace sysmon::test
