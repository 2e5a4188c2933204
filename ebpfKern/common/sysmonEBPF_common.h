/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Includes, limits and maps of all of Sysmon's BPF programs.
 */
#ifndef SYSMON_EBPF_COMMON_H
#define SYSMON_EBPF_COMMON_H

#include "sysinternalsEBPF_helpers.c"

#include "ioctlcmd.h"
#include "linuxTypes.h"

TELEMETRY_CLIENT_ABI(SYSMON_RECORD_ABI);

/*
 * A record is put together in memory of its own, since BPF's stack has 512 bytes. Kernels before
 * 5.6 never preempt a program, so all programs of one kind share a slot per CPU there. Later
 * kernels take memory from a pool, and a slot says nothing.
 */
enum recordSlot {
    RecordSlotTracepoint,
    RecordSlotExec = RecordSlotTracepoint,
    RecordSlotSyscall = RecordSlotTracepoint,
    RecordSlotProbe,
    RecordSlotRemoved = RecordSlotProbe,
    RecordSlotMoved = RecordSlotProbe,
    RecordSlotExchanged = RecordSlotProbe,
    RecordSlotOpened = RecordSlotProbe,
    RecordSlotDevice = RecordSlotProbe,
    RecordSlotTruncated = RecordSlotProbe,
    RecordSlotNode = RecordSlotProbe,
    RecordSlotSymlink = RecordSlotProbe,
    RecordSlotLink = RecordSlotProbe,
    RecordSlotRefused = RecordSlotProbe,
    RecordSlots
};

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
    __u64 name;  /* its dentry, or at the exit of a call where the program has it; 0: none */
    __u64 place; /* its mount, or the descriptor of its directory */
    __u32 fileMode;
    __u32 isBegun; /* the record is that one */
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
    __u32 number;         /* in telemetryRecords */
    __u32 moreRuns;       /* what paths may still take */
    struct pathWalk walk; /* where a path that is being copied stands */
};

#ifdef COPY_BY_TAIL_CALLS
/*
 * A per-CPU map would be the natural choice, but its values end at 32 KiB. The library makes
 * max_entries the slots of all CPUs.
 */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, RecordSlots);
    __type(key, __u32);
    __type(value, struct recordMemory);
} telemetryPerCpuMemory SEC(".maps");
#else
/*
 * Newer kernels may preempt a program, and another one, for another task, runs meanwhile. So none
 * owns memory: each takes a piece for the time that it needs it. Piece P + 1 is for whoever runs on
 * processor P and finds it free, which is most of the time and costs least; the others are a pool,
 * for all. The library makes as many as the processors that are online need, puts the numbers of
 * the pool into telemetryFreeRecords, and finds these maps by their names.
 *
 * A stack, since taking must be atomic, and the atomic instructions that could do it need 5.12.
 */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, struct recordMemory);
} telemetryRecords SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_STACK);
    __uint(max_entries, 1);
    __uint(key_size, 0);
    __uint(value_size, sizeof(__u32));
} telemetryFreeRecords SEC(".maps");

/* How many programs have asked for a processor's piece and not given up: one has got it. */
struct recordUsers {
    __u64 count;
    __u64 apart[7]; /* from those of the next processor: a line of the cache */
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct recordUsers);
} telemetryRecordUsers SEC(".maps");

/* What programs write to when all is taken. It is not sent but counted as lost. */
#define NO_RECORD 0
#endif

#endif
