/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Includes, limits and maps of all of Sysmon's BPF programs.
 */
#ifndef SYSMON_EBPF_COMMON_H
#define SYSMON_EBPF_COMMON_H

#include "sysinternalsEBPF_helpers.c"

#include "ioctlcmd.h"
#include "linuxTypes.h"

/*
 * A record is put together in memory of its own, since BPF's stack has 512 bytes. Two programs may
 * be at work on one CPU at the same time (newer kernels run them preemptible), one program may not:
 * so each attached program that needs such memory has its own slot per CPU. A per-CPU map would be
 * the natural choice, but its values end at 32 KiB.
 */
enum recordSlot {
    RecordSlotExec,
    RecordSlotSyscall,
    RecordSlotRemoved,
    RecordSlotMoved,
    RecordSlotExchanged,
    RecordSlots
};

/* The longest single piece that is copied to the end of what a record holds already. */
#define RECORD_PIECE_MAX 4096
#define RECORD_OFFSET_MASK 0xffff

struct recordMemory {
    union {
        SYSMON_EVENT_HEADER header;
        SYSMON_PROCESS_CREATE processCreate;
        SYSMON_FILE_CREATE fileCreate;
        SYSMON_FILE_DELETE fileDelete;
        SYSMON_RAW_ACCESS_READ rawAccessRead;
        /* An offset masked with RECORD_OFFSET_MASK plus a piece always lies within. */
        uint8_t bytes[RECORD_OFFSET_MASK + 1 + RECORD_PIECE_MAX];
    };
    struct pathWalk walk; /* where a path that is being copied stands */
};

/* max_entries: the loader makes it RecordSlots times the number of CPUs. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, RecordSlots);
    __type(key, __u32);
    __type(value, struct recordMemory);
} telemetryPerCpuMemory SEC(".maps");

/*
 * A path ends, marked SYSMON_PATH_CUT, after so many steps (names and mounts): more than PATH_MAX
 * has room for. One function takes PATH_CHUNK_STEPS of them and is called PATH_CHUNKS times.
 */
#define PATH_CHUNK_STEPS 32
#define PATH_CHUNKS 65
/* A file name and its NUL; the kernel's own pseudo file systems stay below, too. */
#define NAME_SIZE 256

#endif
