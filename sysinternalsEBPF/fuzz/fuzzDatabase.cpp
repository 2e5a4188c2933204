// SPDX-License-Identifier: MIT
//
// A database is read, or refused by a Failure.
#include "failure.h"
#include "offsetsDatabase.h"

using namespace sysinternals;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)bytes, (void)text;
    try {
        findInDatabase(bytes, "fuzz", {"6.1", "#1"});
    } catch (const Failure&) { // the only way to refuse
    }
    return 0;
}
