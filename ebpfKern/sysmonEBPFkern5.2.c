/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Kernel 5.2: programs of any length, but no loops yet.
 */
#define NOLOOPS
#define COPY_BY_TAIL_CALLS
#define PATH_STEPS 256

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
