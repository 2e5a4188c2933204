// SPDX-License-Identifier: MIT
//
// A database is read, or refused by a Failure.
#include "offsetsDatabase.h"
#include "readOrRefuse.h"

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    return readOrRefuse(data, size, [](auto bytes, auto) {
        findInDatabase(bytes, "fuzz", {"6.1", "#1"});
    });
}
