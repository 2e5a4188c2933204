// SPDX-License-Identifier: MIT
#include "embeddedFiles.h"

// C++20 has no way to include the bytes of a file; the assembler has. The paths come from CMake.
#define EMBED(name, path)                                                                          \
    asm(".pushsection .rodata\n"                                                                   \
        ".balign 16\n" #name "Begin:\n"                                                            \
        ".incbin \"" path "\"\n" #name "End:\n"                                                    \
        ".popsection\n");                                                                          \
    extern "C" __attribute__((visibility("hidden"))) const std::byte name##Begin[];                \
    extern "C" __attribute__((visibility("hidden"))) const std::byte name##End[];

EMBED(sysinternalsMemoryDump, MEMORY_DUMP_OBJECT)
EMBED(sysinternalsOffsetsDatabase, OFFSETS_DATABASE)

namespace sysinternals {

std::span<const std::byte> memoryDumpObject()
{
    return {sysinternalsMemoryDumpBegin, sysinternalsMemoryDumpEnd};
}

std::span<const std::byte> offsetsDatabase()
{
    return {sysinternalsOffsetsDatabaseBegin, sysinternalsOffsetsDatabaseEnd};
}

} // namespace sysinternals
