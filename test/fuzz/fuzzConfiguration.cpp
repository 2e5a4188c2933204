// SPDX-License-Identifier: MIT
//
// Any bytes as a configuration: refused with a reason, or loaded to a blob that is sound, can be
// dumped and searched for dead rules.
#include "blobReader.h"
#include "configuration.h"
#include "configurationDump.h"
#include "configurationReader.h"
#include "problems.h"
#include "producedEvents.h"
#include "ruleWarnings.h"
#include "rules.h"

#include <cstdlib>
#include <sstream>

using namespace sysmon;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Problems errors("fuzz");
    Problems notes("fuzz");
    const ConfigurationSource source = readConfiguration(bytes, {}, errors, notes);
    if (!errors.empty()) {
        if (!errors.text().starts_with("fuzz:")) std::abort();
        return 0;
    }
    RuleSet::fromBlob(source.configuration.blob);
    std::ostringstream out;
    dumpConfiguration(source.configuration, out);
    warnOfDeadRules(source.rules, producedEvents, notes);
    return 0;
}
