// SPDX-License-Identifier: MIT
#pragma once

#include "configuration.h"
#include "sensorPipeline.h"

#include <cstddef>
#include <cstdint>

namespace sysmon::test {

/// Takes lines and counts them.
class NullSink : public Sink {
public:
    uint64_t lines = 0;
    uint64_t bytes = 0;

    void write(std::string_view line, const LineFacts&) noexcept override
    {
        ++lines;
        bytes += line.size();
    }
    void flush() noexcept override {}
};

/// A configuration that logs everything, with all hashes.
inline Configuration logEverything()
{
    return loadConfiguration(
        R"(<Sysmon schemaversion="4.90"><HashAlgorithms>*</HashAlgorithms>
           <DnsLookup>False</DnsLookup><EventFiltering>
           <ProcessCreate onmatch="exclude"/><ProcessTerminate onmatch="exclude"/>
           <FileCreate onmatch="exclude"/><FileDelete onmatch="exclude"/>
           <NetworkConnect onmatch="exclude"/><RawAccessRead onmatch="exclude"/>
           <ProcessAccess onmatch="exclude"/><eBPFEvent onmatch="exclude"/>
           </EventFiltering></Sysmon>)",
        "everything");
}

} // namespace sysmon::test
