/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Classic tracepoints, for kernels before 4.17, which have no raw ones.
 *
 * What a program gets at the tracepoints of system calls is made by the kernel for BPF programs
 * alone: a pointer, the call's number, and arguments or result. It is the same whatever the format
 * files say, which describe the records of perf and ftrace. Every other tracepoint hands out the
 * record itself, whose layout the library reads from its format file (telemetryFields).
 */
#ifndef SYSINTERNALS_EBPF_CLASSIC_TRACEPOINTS_C
#define SYSINTERNALS_EBPF_CLASSIC_TRACEPOINTS_C

#include "sysinternalsEBPF_helpers.c"

#define CALL_ARGUMENTS 6

/* Context of syscalls/sys_enter_...: calls with fewer arguments leave the last ones undefined. */
struct callEntry {
    __u64 reserved;
    __u64 number;
    __u64 arguments[CALL_ARGUMENTS];
};

/* Context of syscalls/sys_exit_... */
struct callExit {
    __u64 reserved;
    __u64 number;
    long result;
};

struct callArguments {
    __u64 values[CALL_ARGUMENTS];
    __u64 entryNs; /* CLOCK_MONOTONIC */
};

/*
 * From the entry of a call to its exit, by thread. A thread that is killed in between leaves its
 * arguments, until they are the oldest.
 */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 8192);
    __type(key, __u64);
    __type(value, struct callArguments);
} telemetryCallArguments SEC(".maps");

/* Reads all six through a helper: reading them directly would bind a program to calls with six. */
ALWAYS_INLINE void storeArguments(struct callEntry* context)
{
    __u64 thread = bpf_get_current_pid_tgid();
    struct callArguments arguments;
    bpf_probe_read_kernel(arguments.values, sizeof(arguments.values), context->arguments);
    arguments.entryNs = bpf_ktime_get_ns();
    bpf_map_update_elem(&telemetryCallArguments, &thread, &arguments, BPF_ANY);
}

/* Whether the running call's arguments are known: it may have begun before the entry was watched.
 */
ALWAYS_INLINE bool takeArguments(struct callArguments* ret_arguments)
{
    __u64 thread = bpf_get_current_pid_tgid();
    struct callArguments* stored = bpf_map_lookup_elem(&telemetryCallArguments, &thread);
    if (!stored) return false;
    *ret_arguments = *stored;
    bpf_map_delete_elem(&telemetryCallArguments, &thread);
    return true;
}

/* Offsets in tracepoints' records, in the order of the object's fields. */
#define TELEMETRY_MAX_FIELDS 16
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, TELEMETRY_MAX_FIELDS);
    __type(key, __u32);
    __type(value, __u32);
} telemetryFields SEC(".maps");

/* Reads up to eight bytes of the record `context`; zero if it has no such field. */
ALWAYS_INLINE __u64 readField(void* context, __u32 field, __u32 size)
{
    __u64 value = 0;
    __u32* offset = bpf_map_lookup_elem(&telemetryFields, &field);
    if (offset && *offset) bpf_probe_read_kernel(&value, size, context + *offset);
    return value;
}

#endif
