// SPDX-License-Identifier: MIT
//
// BTF is read, or refused by a Failure; and what was read can be written.
#include "btfOffsets.h"
#include "readOrRefuse.h"
#include "syntheticBtf.h"

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    return readOrRefuse(data, size, [](auto bytes, auto) {
        makeSyntheticBtf(offsetsFromBtf(BtfReader(bytes, "fuzz")));
    });
}
