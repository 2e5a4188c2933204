// SPDX-License-Identifier: MIT
//
// Whether the kernel takes the processor away from a BPF program on one of its functions (fentry,
// fexit), and since 7.0 from one on a tracepoint. It then skips that program for every other task
// that comes there on the same processor, until the first goes on. Programs of kprobes are not
// preempted.
#pragma once

#include <cstdint>
#include <string>

namespace sysinternals {

/// Texts that tell how a kernel preempts; those that cannot be read are empty.
struct PreemptionSources {
    std::string version = {};     ///< uname's: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.1-1 (2026-01-01)"
    std::string mode = {};        ///< of debugfs, sched/preempt: "none voluntary (full)"
    std::string commandLine = {}; ///< the kernel's
    std::string config = {};      ///< what it was built with
};

/// What makes it preempt programs, such as "preempt=full". Empty: it does not.
std::string preemptionBy(const PreemptionSources& sources);

/// Of the running kernel, as it is now: root can change it.
std::string preemption();

/// Whether a kernel that preempts programs does so on tracepoints, too: it guards them by SRCU
/// (commit a46023d5616e), which others do by disabling preemption.
bool preemptsTracepoints(uint64_t kernelVersion);

} // namespace sysinternals
