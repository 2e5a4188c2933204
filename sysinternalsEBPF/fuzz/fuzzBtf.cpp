// SPDX-License-Identifier: MIT
//
// BTF is read, or refused by a Failure; and what was read can be written.
#include "btfOffsets.h"
#include "failure.h"
#include "syntheticBtf.h"

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)bytes, (void)text;
    try {
        makeSyntheticBtf(offsetsFromBtf(BtfReader(bytes, "fuzz")));
    } catch (const Failure&) { // the only way to refuse
    }
    return 0;
}
