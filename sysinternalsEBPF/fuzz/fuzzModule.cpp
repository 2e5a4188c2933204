// SPDX-License-Identifier: MIT
//
// The object of getOffsets is read, or refused by a Failure.
#include "moduleOffsets.h"
#include "readOrRefuse.h"

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    return readOrRefuse(data, size, [](auto bytes, auto) { readModuleOffsets(bytes, "fuzz"); });
}
