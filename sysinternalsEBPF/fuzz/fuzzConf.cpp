// SPDX-License-Identifier: MIT
//
// A conf file is read, or refused by a Failure; what was read survives writing.
#include "offsetsConf.h"
#include "readOrRefuse.h"

#include <cstdlib>

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    return readOrRefuse(data, size, [](auto, auto text) {
        const KernelName kernel{"6.1", "#1"};
        Offsets offsets = readOffsetsConf(text, "fuzz", kernel);
        if (readOffsetsConf(writeOffsetsConf(offsets, kernel), "again", kernel) != offsets) abort();
    });
}
