// SPDX-License-Identifier: MIT
//
// A conf file is read, or refused by a Failure; what was read survives writing.
#include "failure.h"
#include "offsetsConf.h"

#include <cstddef>
#include <cstdlib>
#include <span>

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)bytes, (void)text;
    try {
        const KernelName kernel{"6.1", "#1"};
        Offsets offsets = readOffsetsConf(text, "fuzz", kernel);
        if (readOffsetsConf(writeOffsetsConf(offsets, kernel), "again", kernel) != offsets) abort();
    } catch (const Failure&) { // the only way to refuse
    }
    return 0;
}
