// SPDX-License-Identifier: MIT
//
// A format file is read, or refused by a Failure.
#include "readOrRefuse.h"
#include "tracepointFormat.h"

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    return readOrRefuse(data, size, [](auto, auto text) { parseTracepointFormat(text, "fuzz"); });
}
