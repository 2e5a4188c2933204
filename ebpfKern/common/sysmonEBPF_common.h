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
#ifdef COPY_BY_TAIL_CALLS
/* Kernels before 5.6 never preempt a program: all of one kind share a slot. */
enum recordSlot {
    RecordSlotTracepoint,
    RecordSlotExec = RecordSlotTracepoint,
    RecordSlotSyscall = RecordSlotTracepoint,
    RecordSlotProbe,
    RecordSlotRemoved = RecordSlotProbe,
    RecordSlotMoved = RecordSlotProbe,
    RecordSlotExchanged = RecordSlotProbe,
    RecordSlots
};
#else
enum recordSlot {
    RecordSlotExec,
    RecordSlotSyscall,
    RecordSlotRemoved,
    RecordSlotMoved,
    RecordSlotExchanged,
    RecordSlotOpened,
    RecordSlotDevice,
    RecordSlotTruncated,
    RecordSlotNode,
    RecordSlotSymlink,
    RecordSlotLink,
    RecordSlotRefused,
    RecordSlots
};
#endif

/* The longest single piece that is copied to the end of what a record holds already. */
#define RECORD_PIECE_MAX 4096
#define RECORD_OFFSET_MASK 0xffff
#define EXTENSION_MASK (SYSMON_MAX_EXTENSIONS - 1)
_Static_assert((SYSMON_MAX_EXTENSIONS & EXTENSION_MASK) == 0, "no mask");

/* What becomes an extension of a record when its event's function has run: see sysmonCopy.c. */
enum pieceKind { PieceNone, PiecePath, PieceUserBytes, PieceUserString };

struct recordPiece {
    __u64 kind;
    __u64 from;  /* dentry of a path, address in the running program */
    __u64 extra; /* mount of a path, size of bytes */
};

/* A file's new name that is reported when the present record has been sent. */
struct nextName {
    __u64 dentry; /* 0: none */
    __u64 mount;
    __u32 fileMode;
};

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
    struct recordPiece pieces[SYSMON_MAX_EXTENSIONS]; /* by extension */
    __u32 extension;                                  /* that is being copied */
    __u32 extensionStart;                             /* where it begins */
    struct nextName next;
    __u32 moreRuns;       /* what paths may still take */
    struct pathWalk walk; /* where a path that is being copied stands */
};

/* max_entries: the loader makes it RecordSlots times the number of CPUs. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, RecordSlots);
    __type(key, __u32);
    __type(value, struct recordMemory);
} telemetryPerCpuMemory SEC(".maps");

#endif
