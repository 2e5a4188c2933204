// SPDX-License-Identifier: MIT
#include "telemetryPrograms.h"

#include "linuxTypes.h"
#include "schema.h"

#include <algorithm>
#include <sys/syscall.h>

static_assert(PseudoProcessCreate == TELEMETRY_PSEUDO_CALL);

namespace sysmon {

namespace {

// Calls that only some architectures have natively.
#ifdef __NR_open
constexpr uint32_t kOpen = __NR_open;
constexpr uint32_t kCreat = __NR_creat;
constexpr uint32_t kUnlink = __NR_unlink;
#else
constexpr uint32_t kOpen = TELEMETRY_NO_CALL;
constexpr uint32_t kCreat = TELEMETRY_NO_CALL;
constexpr uint32_t kUnlink = TELEMETRY_NO_CALL;
#endif

// Numbers of 32-bit programs' calls: i386 on x86-64, arm on arm64.
constexpr uint32_t kCompatOpen = 5;
constexpr uint32_t kCompatCreat = 8;
constexpr uint32_t kCompatUnlink = 10;
#if defined(__x86_64__)
constexpr uint32_t kCompatOpenAt = 295;
constexpr uint32_t kCompatUnlinkAt = 301;
#else
constexpr uint32_t kCompatOpenAt = 322;
constexpr uint32_t kCompatUnlinkAt = 328;
#endif
constexpr uint32_t kCompatOpenAt2 = 437;
#if defined(__x86_64__)
constexpr uint32_t kCompatAccept = 102; // socketcall: i386 has no accept of its own
constexpr uint32_t kCompatAccept4 = 364;
#else
constexpr uint32_t kCompatAccept = 285;
constexpr uint32_t kCompatAccept4 = 366;
#endif

constexpr telemetrySyscall kRawSyscalls[] = {
    {"sysmonFileOpen_rawtp", kOpen, kCompatOpen},
    {"sysmonFileCreat_rawtp", kCreat, kCompatCreat},
    {"sysmonFileOpenAt_rawtp", __NR_openat, kCompatOpenAt},
    {"sysmonFileOpenAt2_rawtp", __NR_openat2, kCompatOpenAt2},
    {"sysmonFileUnlink_rawtp", kUnlink, kCompatUnlink},
    {"sysmonFileUnlinkAt_rawtp", __NR_unlinkat, kCompatUnlinkAt},
    {"sysmonTCPaccept_rawtp", __NR_accept, kCompatAccept},
    {"sysmonTCPaccept4_rawtp", __NR_accept4, kCompatAccept4},
};

template <size_t N, size_t M>
constexpr std::array<telemetryTracepoint, N + M> joined(const telemetryTracepoint (&first)[N],
                                                        const telemetryTracepoint (&second)[M])
{
    std::array<telemetryTracepoint, N + M> all{};
    std::copy(second, second + M, std::copy(first, first + N, all.begin()));
    return all;
}

constexpr telemetryTracepoint kRawTracepoints[] = {
    {"sysmonProcFork_rawtp", "sched", "sched_process_fork", PseudoProcessFork},
    {"sysmonProcCreate_rawtp", "sched", "sched_process_exec", PseudoProcessCreate},
    {"sysmonProcTerminated_rawtp", "sched", "sched_process_exit", PseudoProcessTerminate},
    {"sysmonTCPstate_rawtp", "sock", "inet_sock_set_state", PseudoTcpState},
    {"sysmonUDPleaves_rawtp", "net", "net_dev_queue", PseudoUdpSend},
};

// Who sends and who receives: tracepoints since 6.3, before that functions of the kernel.
constexpr telemetryTracepoint kSocketTracepoints[] = {
    {"sysmonUDPsend_rawtp", "sock", "sock_send_length", PseudoUdpSend},
    {"sysmonUDParrives_rawtp", "sock", "sk_data_ready", PseudoUdpReceive},
    {"sysmonUDPreceive_rawtp", "sock", "sock_recv_length", PseudoUdpReceive},
};
constexpr telemetryTracepoint kSocketProbes[] = {
    {"sysmonUDPsend_probe", "kprobe", "udp_sendmsg", PseudoUdpSend},
    {"sysmonUDPv6send_probe", "kprobe", "udpv6_sendmsg", PseudoUdpSend},
    {"sysmonUDPreceive_probe", "kprobe", "skb_consume_udp", PseudoUdpReceive},
};
constexpr auto kTracepoints63 = joined(kRawTracepoints, kSocketTracepoints);
constexpr auto kTracepoints56 = joined(kRawTracepoints, kSocketProbes);

constexpr telemetryObject objectSince56(uint64_t from, uint64_t before,
                                        std::span<const telemetryTracepoint> tracepoints)
{
    return {
        .file = "sysmonEBPFkern5.6-_core.o",
        .fromKernel = from,
        .beforeKernel = before,
        .needsOffsets = true,
        .syscallExitBtf = "syscallExit_btf",
        .syscallExitRaw = "syscallExit_rawtp",
        .syscalls = kRawSyscalls,
        .syscallCount = std::size(kRawSyscalls),
        .tracepoints = tracepoints.data(),
        .tracepointCount = tracepoints.size(),
        .recordSlots = 2, // enum recordSlot of ebpfKern/sysmonEBPF_common.h
    };
}

constexpr telemetryObject kObjects[] = {
    objectSince56(TELEMETRY_KERNEL(6, 3, 0), TELEMETRY_KERNEL_ANY, kTracepoints63),
    objectSince56(TELEMETRY_KERNEL(5, 6, 0), TELEMETRY_KERNEL(6, 3, 0), kTracepoints56),
};

void activate(ActiveCalls& active, std::initializer_list<uint32_t> calls)
{
    for (uint32_t call : calls)
        if (call != TELEMETRY_NO_CALL) active[call] = true;
}

} // namespace

std::span<const telemetryObject> telemetryObjects()
{
    return kObjects;
}

ActiveCalls SetActiveSyscalls(const RuleSet& rules)
{
    ActiveCalls active{};
    // Every event names its process, so the process cache must follow all of them.
    activate(active, {PseudoProcessFork, PseudoProcessCreate, PseudoProcessTerminate});
    for (const SchemaEvent& event : currentSchema().events) {
        if (!rules.canInclude(event.id)) continue;
        switch (event.id) {
        case eventId::FileCreate:
            activate(active, {kOpen, kCreat, __NR_openat, __NR_openat2});
            break;
        case eventId::FileDelete:
            activate(active, {kUnlink, __NR_unlinkat});
            break;
        case eventId::NetworkConnect:
            activate(active,
                     {PseudoTcpState, __NR_accept, __NR_accept4, PseudoUdpSend, PseudoUdpReceive});
            break;
        }
    }
    return active;
}

} // namespace sysmon
