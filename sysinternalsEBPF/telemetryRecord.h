/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What every record that a BPF program sends through sysinternalsEBPF starts with, and what the
 * library's two halves agree on. C, shared by BPF programs and user space.
 */
#ifndef SYSINTERNALS_EBPF_TELEMETRY_RECORD_H
#define SYSINTERNALS_EBPF_TELEMETRY_RECORD_H

#include <stdint.h>

struct telemetryRecord {
    uint16_t type;   /* the client's; below TELEMETRY_MAX_TYPES */
    uint16_t flags;  /* the client's */
    uint32_t size;   /* bytes of the whole record, this struct included */
    uint64_t timeNs; /* CLOCK_MONOTONIC: records are delivered in its order */
};

/* Lost records are counted per type. */
#define TELEMETRY_MAX_TYPES 512

/*
 * Slots of the program array that the system-call program dispatches through: a call's number, plus
 * TELEMETRY_COMPAT_CALLS when a 32-bit program made it (the numbers mean other calls there) or when
 * it is one of those from 512 on that x32 programs have for themselves.
 */
#define TELEMETRY_COMPAT_CALLS 512
#define TELEMETRY_X32_CALLS 64
#define TELEMETRY_CALL_SLOTS (2 * TELEMETRY_COMPAT_CALLS + TELEMETRY_X32_CALLS)

/* Where an object has its one bool that says that its programs behind calls are BTF-typed. */
#define TELEMETRY_FORM_SECTION ".rodata.form"

/*
 * Where an object with BTF-typed programs has one byte a call number, TELEMETRY_COMPAT_CALLS of
 * them: 0 if no slot of that number holds a program, so that most calls need no other look.
 */
#define TELEMETRY_WATCHED_SECTION ".data.watched"
#define TELEMETRY_WATCHED 1
#define TELEMETRY_WATCHED_COMPAT 2
#define TELEMETRY_WATCHED_X32 4

/* The one value of the map telemetrySettings. */
struct telemetrySettings {
    uint32_t ownProcessId; /* its activity is never reported */
    uint32_t reserved;
    uint64_t kernel;         /* as TELEMETRY_KERNEL */
    int64_t realTimeAheadNs; /* of CLOCK_MONOTONIC; refreshed every second */
    uint64_t hooks; /* TELEMETRY_HOOK_BIT of each pseudo call whose hook the kernel takes */
};

#define TELEMETRY_HOOK_BIT(call) (1ull << ((call)-TELEMETRY_COMPAT_CALLS))

#endif
