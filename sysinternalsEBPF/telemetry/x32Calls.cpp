// SPDX-License-Identifier: MIT
#include "x32Calls.h"

#include "telemetryRecord.h"

#include <algorithm>
#include <iterator>

namespace sysinternals {

#if defined(__x86_64__)

namespace {

constexpr uint32_t kFirstX32Call = 512;

// arch/x86/entry/syscalls/syscall_64.tbl: the native numbers of 512, 513 and so on. There will not
// be more: calls that were added later have one number for both.
constexpr uint32_t kNativeCalls[] = {
    13,  15,  16,  19,  20,  45,  46,  47,  59,  101, 127, 128, 129, 131, 222, 244, 246, 247,
    273, 274, 278, 279, 295, 296, 297, 299, 307, 310, 311, 54,  55,  206, 209, 322, 327, 328,
};
static_assert(kFirstX32Call == TELEMETRY_COMPAT_CALLS);
static_assert(std::size(kNativeCalls) <= TELEMETRY_X32_CALLS);

} // namespace

uint32_t x32Call(uint32_t nativeCall)
{
    const auto* found = std::ranges::find(kNativeCalls, nativeCall);
    if (found == std::end(kNativeCalls)) return 0;
    return kFirstX32Call + static_cast<uint32_t>(found - kNativeCalls);
}

#else

uint32_t x32Call(uint32_t)
{
    return 0;
}

#endif

} // namespace sysinternals
