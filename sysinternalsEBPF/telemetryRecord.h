/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What every record that a BPF program sends through sysinternalsEBPF starts with, and what the
 * library's two halves agree on. C, shared by BPF programs and user space.
 */
#ifndef SYSINTERNALS_EBPF_TELEMETRY_RECORD_H
#define SYSINTERNALS_EBPF_TELEMETRY_RECORD_H

#include <stdint.h>

/*
 * Library and objects agree on this file: maps, sections and layouts. Each change of that counts
 * this up, and an object of another number is refused. Likewise a client counts what its objects
 * and its program agree on, and says so by TELEMETRY_CLIENT_ABI() and in telemetryObject.
 */
#define TELEMETRY_ABI 4
#define TELEMETRY_ABI_SECTION ".telemetry.abi"

struct telemetryAbi {
    uint32_t library; /* TELEMETRY_ABI */
    uint32_t client;
};

struct telemetryRecord {
    uint16_t type;   /* the client's; below TELEMETRY_MAX_TYPES */
    uint16_t flags;  /* the client's, but for TELEMETRY_RECORD_URGENT */
    uint32_t size;   /* bytes of the whole record, this struct included */
    uint64_t timeNs; /* CLOCK_MONOTONIC: records are delivered in its order */
};

/* Handed over at once; other records may wait a moment for more. */
#define TELEMETRY_RECORD_URGENT 0x8000

/* Lost and merged records are counted per type. */
#define TELEMETRY_MAX_TYPES 512

/*
 * Slots of the program array that the system-call program dispatches through: a call's number, plus
 * TELEMETRY_COMPAT_CALLS when a 32-bit program made it (the numbers mean other calls there) or when
 * it is one of those from 512 on that x32 programs have for themselves.
 */
#define TELEMETRY_COMPAT_CALLS 512
#define TELEMETRY_X32_CALLS 64
#define TELEMETRY_CALL_SLOTS (2 * TELEMETRY_COMPAT_CALLS + TELEMETRY_X32_CALLS)

/*
 * Where an object has its one struct telemetryForm, which the library sets before it loads the
 * programs.
 */
#define TELEMETRY_FORM_SECTION ".rodata.form"

struct telemetryForm {
    uint8_t typedCalls;  /* 1: the programs behind calls are BTF-typed */
    uint8_t typedTask;   /* 1: the kernel has BTF, so programs can be given the typed task */
    uint8_t taskStorage; /* 1: programs can keep values with a task; else such maps are left out */
};

/*
 * Where an object with BTF-typed programs has one byte a call number, TELEMETRY_COMPAT_CALLS of
 * them: 0 if no slot of that number holds a program, so that most calls need no other look.
 */
#define TELEMETRY_WATCHED_SECTION ".data.watched"
#define TELEMETRY_WATCHED 1
#define TELEMETRY_WATCHED_COMPAT 2
#define TELEMETRY_WATCHED_X32 4

/* Maps of objects that the library fills, drains and sizes. */
#define TELEMETRY_RING "telemetryRing"
#define TELEMETRY_PERF_RINGS "telemetryEvents"
#define TELEMETRY_PERF_KICKS "telemetryKicks"
#define TELEMETRY_CPU_MEMORY "telemetryPerCpuMemory"
#define TELEMETRY_LOST "telemetryLost"
#define TELEMETRY_MERGED "telemetryMerged"
#define TELEMETRY_RECORDS "telemetryRecords"
#define TELEMETRY_FREE_RECORDS "telemetryFreeRecords"
#define TELEMETRY_RECORD_USERS "telemetryRecordUsers"
#define TELEMETRY_NOTES "telemetryNoted" /* begins the names of maps of notes by thread */

/*
 * Where an object that serves kernels with and without the ring buffer has its one struct
 * telemetryRingForm. The library sets it before it loads the programs, and leaves out the maps
 * that are not used.
 */
#define TELEMETRY_RING_SECTION ".rodata.ring"

struct telemetryRingForm {
    uint8_t used;      /* 1: records go into telemetryRing; 0: into the perf rings */
    uint8_t wakeShift; /* the reader is woken whenever another 2^wakeShift bytes wait for it */
};

/* Most processes that telemetryHelper() names at a time. */
#define TELEMETRY_HELPERS 16

/* The one value of the map telemetrySettings. */
struct telemetrySettings {
    uint32_t ownProcessId; /* its activity is never reported, nor that of its helpers */
    uint32_t reserved;
    uint64_t helperBits; /* bit ID % 64 of each helper */
    uint32_t helpers[TELEMETRY_HELPERS];
    uint64_t kernel;         /* as TELEMETRY_KERNEL */
    int64_t realTimeAheadNs; /* of CLOCK_MONOTONIC; refreshed every second */
    uint64_t hooks;  /* TELEMETRY_HOOK_BIT of each pseudo call whose hook the kernel takes */
    uint64_t active; /* of each that is active */
};

#define TELEMETRY_HOOK_BIT(call) (1ull << ((call)-TELEMETRY_COMPAT_CALLS))

#endif
