/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Kernels 4.15 and 4.16: classic tracepoints; no functions, no loops, 4096 instructions per
 * program.
 */
#define NOLOOPS
#define CLASSIC_TRACEPOINTS
#define COPY_BY_TAIL_CALLS
#define CREATION_BY_TIME
#define PATH_STEPS 96

#include "sysmonEbpfEvent_probe.c"
#include "sysmonEbpfEvent_tp.c"
#include "sysmonFileCreate_tp.c"
#include "sysmonFileDelete_tp.c"
#include "sysmonFileGiven_probe.c"
#include "sysmonFileHooks_probe.c"
#include "sysmonFileMade_probe.c"
#include "sysmonFileNamed_probe.c"
#include "sysmonFileNamed_tp.c"
#include "sysmonFileOpen_probe.c"
#include "sysmonFileWriting_probe.c"
#include "sysmonGenericEntry_tp.c"
#include "sysmonProcAccess_probe.c"
#include "sysmonProcAccess_tp.c"
#include "sysmonProcCreate_probe.c"
#include "sysmonProcCreate_tp.c"
#include "sysmonProcFork_probe.c"
#include "sysmonProcTerminated_tp.c"
#include "sysmonTCPconnection_probe.c"
#include "sysmonTCPconnection_tp.c"
#include "sysmonUDPflow_probe.c"

char programLicense[] SEC("license") = "Dual MIT/GPL";
