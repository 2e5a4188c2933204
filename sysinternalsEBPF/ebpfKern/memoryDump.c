/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Copies kernel memory to where user space reads it, for finding and checking struct offsets: on
 * any kernel from 4.15 on, so it may use neither BTF nor loops, and instructions of 2014 only.
 *
 * It hangs on the page faults of single threads that fault when they want it to run: that needs no
 * tracefs, runs in the context of that thread, and no other thread of the machine ever meets it.
 */
#include "memoryDump.h"

typedef uint64_t __u64;
typedef uint32_t __u32;
typedef uint16_t __u16;
typedef uint8_t __u8;
typedef int64_t __s64;
typedef int32_t __s32;
typedef uint16_t __be16;
typedef uint32_t __be32;
typedef uint32_t __wsum;

#include <bpf/bpf_helpers.h>

#define MAP_TYPE_ARRAY 2

struct {
    __uint(type, MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct memoryDumpRequest);
} dumpRequest SEC(".maps");

struct {
    __uint(type, MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct memoryDumpResponse);
} dumpResponse SEC(".maps");

SEC("perf_event")
int memoryDump(void* context __attribute__((unused)))
{
    __u32 zero = 0;
    struct memoryDumpRequest* request = bpf_map_lookup_elem(&dumpRequest, &zero);
    struct memoryDumpResponse* response = bpf_map_lookup_elem(&dumpResponse, &zero);
    if (!request || !response) return 0;

    response->task = bpf_get_current_task();
    response->processAndThread = bpf_get_current_pid_tgid();
    __u64 address = request->address ? request->address : response->task;
    // In memory, whose content the verifier does not follow: kernels before 5.3 would go through
    // each of the 65536 values that it may have.
    volatile uint64_t* readPieces = &response->readPieces;
    *readPieces = 0;
#pragma unroll
    for (unsigned i = 0; i < MEMORY_DUMP_PIECES; i++)
        if (i < request->pieces &&
            bpf_probe_read_kernel(response->bytes + i * MEMORY_DUMP_PIECE, MEMORY_DUMP_PIECE,
                                  (const void*)(address + i * MEMORY_DUMP_PIECE)) == 0)
            *readPieces |= 1ull << i;
    response->runs++;
    return 0;
}

char programLicense[] SEC("license") = "Dual MIT/GPL";
