/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What every BPF object of this library's clients includes first: helpers' declarations, the macros
 * that read the kernel's structures, the maps that the library fills and drains.
 */
#ifndef SYSINTERNALS_EBPF_COMMON_H
#define SYSINTERNALS_EBPF_COMMON_H

#include "../telemetryRecord.h"
#include "kernelTypes.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define STR(x) #x
#define XSTR(x) STR(x)

/* At most three arguments after the format, as bpf_trace_printk takes; prints to trace_pipe. */
#ifdef DEBUG_K
#define BPF_PRINTK(format, args...)                                                                \
    do {                                                                                           \
        char printkFormat[] = format;                                                              \
        bpf_trace_printk(printkFormat, sizeof(printkFormat), ##args);                              \
    } while (0)
#else
#define BPF_PRINTK(format, args...)
#endif

/*
 * Cuts a number down to `mask` with an instruction that clang neither moves nor leaves out: it
 * drops bounds that it can prove, and keeps what the verifier has seen bounded in a copy.
 */
#define BOUND(number, mask) asm volatile("%[value] &= " XSTR(mask) : [value] "+r"(number))

/*
 * Each object has this once: `number` is the client's own, see struct telemetryAbi. No map is made
 * of a section with such a name, so kernels without global data take it, too.
 */
#define TELEMETRY_CLIENT_ABI(number)                                                               \
    const struct telemetryAbi telemetryAbi SEC(TELEMETRY_ABI_SECTION) = {                          \
        .library = TELEMETRY_ABI,                                                                  \
        .client = (number),                                                                        \
    }

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/*
 * Reads pointer->member; zero where the memory cannot be read. `pointer` has the type that
 * kernelTypes.h describes.
 */
#define READ_KERNEL(pointer, member)                                                               \
    ({                                                                                             \
        typeof(pointer) readFrom = (pointer);                                                      \
        typeof(readFrom->member) readValue;                                                        \
        __builtin_memset(&readValue, 0, sizeof(readValue));                                        \
        bpf_core_read(&readValue, sizeof(readValue), &readFrom->member);                           \
        readValue;                                                                                 \
    })

/* Where the library finds records and counts those that found no room. */
#ifdef RING_BUFFER
struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 65536); /* a multiple of any page; the library makes it larger */
} telemetryRing SEC(".maps");
#endif

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} telemetryEvents SEC(".maps");

/* Perf rings wake their reader once in many records; these do at once, and hold nothing else. */
struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} telemetryKicks SEC(".maps");

/* The library maps these arrays where the kernel can, to read and write them without a call. */
#ifdef RING_BUFFER
#define SHARED_ARRAY __uint(map_flags, BPF_F_MMAPABLE) /* since 5.5 */
#else
#define SHARED_ARRAY __uint(map_flags, 0)
#endif

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    SHARED_ARRAY;
    __uint(max_entries, TELEMETRY_MAX_TYPES);
    __type(key, __u32);
    __type(value, __u64);
} telemetryLost SEC(".maps");

/* What programs told only once though it happened more often. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    SHARED_ARRAY;
    __uint(max_entries, TELEMETRY_MAX_TYPES);
    __type(key, __u32);
    __type(value, __u64);
} telemetryMerged SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    SHARED_ARRAY;
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct telemetrySettings);
} telemetrySettings SEC(".maps");

/* Slot: TELEMETRY_CALL_SLOTS in telemetryRecord.h. An empty slot is a call that is not active. */
struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, TELEMETRY_CALL_SLOTS);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} telemetryCallPrograms SEC(".maps");

#endif
