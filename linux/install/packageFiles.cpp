// SPDX-License-Identifier: MIT
#include "packageFiles.h"

// C++20 has no way to include the bytes of a file; the assembler has. The paths come from CMake.
#define EMBED(name, path)                                                                          \
    asm(".pushsection .rodata\n" #name "Begin:\n"                                                  \
        ".incbin \"" path "\"\n" #name "End:\n"                                                    \
        ".popsection\n");                                                                          \
    extern "C" __attribute__((visibility("hidden"))) const char name##Begin[];                     \
    extern "C" __attribute__((visibility("hidden"))) const char name##End[];

EMBED(sysmonSystemdUnit, SYSTEMD_UNIT)
EMBED(sysmonInitScript, INIT_SCRIPT)

namespace sysmon {

std::string_view systemdUnit()
{
    return {sysmonSystemdUnitBegin, sysmonSystemdUnitEnd};
}

std::string_view initScript()
{
    return {sysmonInitScriptBegin, sysmonInitScriptEnd};
}

} // namespace sysmon
