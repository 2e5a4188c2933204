/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Kernels 5.6 and later: raw tracepoints, bounded loops, functions that are verified on their own.
 */
#define BTF_TYPED_CALLS /* these two: see sysinternalsEBPF_helpers.c */
#define RING_BUFFER

#include "sysmonEbpfEvent_probe.c"
#include "sysmonEbpfEvent_rawtp.c"
#include "sysmonFileCreate_rawtp.c"
#include "sysmonFileDelete_rawtp.c"
#include "sysmonFileGiven_probe.c"
#include "sysmonFileHooks_probe.c"
#include "sysmonFileNamed_probe.c"
#include "sysmonFileNamed_rawtp.c"
#include "sysmonFileOpen_probe.c"
#include "sysmonFileRefused_probe.c"
#include "sysmonFileWriting_probe.c"
#include "sysmonProcAccess_probe.c"
#include "sysmonProcAccess_rawtp.c"
#include "sysmonProcCreate_rawtp.c"
#include "sysmonProcFork_probe.c"
#include "sysmonProcFork_rawtp.c"
#include "sysmonProcTerminated_rawtp.c"
#include "sysmonProcess_probe.c"
#include "sysmonTCPconnection_probe.c"
#include "sysmonTCPconnection_rawtp.c"
#include "sysmonUDPflow_probe.c"
#include "sysmonUDPflow_rawtp.c"

char programLicense[] SEC("license") = "Dual MIT/GPL";
