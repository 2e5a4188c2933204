/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Kernels 5.3 to 5.5: bounded loops; functions are still checked in each place that calls them.
 */
#define COPY_BY_TAIL_CALLS
#define PATH_STEPS 1024

#include "sysmonEbpfEvent_probe.c"
#include "sysmonEbpfEvent_rawtp.c"
#include "sysmonFileCreate_rawtp.c"
#include "sysmonFileDelete_rawtp.c"
#include "sysmonFileGiven_probe.c"
#include "sysmonFileHooks_probe.c"
#include "sysmonFileNamed_probe.c"
#include "sysmonFileNamed_rawtp.c"
#include "sysmonFileOpen_probe.c"
#include "sysmonFileWriting_probe.c"
#include "sysmonProcAccess_probe.c"
#include "sysmonProcAccess_rawtp.c"
#include "sysmonProcCreate_rawtp.c"
#include "sysmonProcFork_rawtp.c"
#include "sysmonProcTerminated_rawtp.c"
#include "sysmonTCPconnection_probe.c"
#include "sysmonTCPconnection_rawtp.c"
#include "sysmonUDPflow_probe.c"

char programLicense[] SEC("license") = "Dual MIT/GPL";
