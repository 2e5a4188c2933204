/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Inline functions for BPF programs: who is running, what a path is, how a record is sent.
 */
#ifndef SYSINTERNALS_EBPF_HELPERS_C
#define SYSINTERNALS_EBPF_HELPERS_C

#include "sysinternalsEBPF_common.h"

/* Whether the running task belongs to the client itself, which is never reported. */
ALWAYS_INLINE bool isOwnProcess(void)
{
    __u32 zero = 0;
    struct telemetrySettings* settings = bpf_map_lookup_elem(&telemetrySettings, &zero);
    return settings && settings->ownProcessId == bpf_get_current_pid_tgid() >> 32;
}

ALWAYS_INLINE void addLost(__u32 type, __u64 count)
{
    __u64* lost = bpf_map_lookup_elem(&telemetryLost, &type);
    if (lost) __sync_fetch_and_add(lost, count);
}

/* Under the records' type and under type 0, where the reader looks whether there is any to read. */
ALWAYS_INLINE void countLost(__u32 type, __u64 count)
{
    addLost(type, count);
    addLost(0, count);
}

/*
 * Sends a record of `size` bytes; one that finds its CPU's ring full is counted. The caller keeps
 * `size` within the memory behind `record` in a way that the verifier sees.
 */
ALWAYS_INLINE void sendRecord(void* context, struct telemetryRecord* record, __u64 size)
{
    __u16 type = record->type;
    if (bpf_perf_event_output(context, &telemetryEvents, BPF_F_CURRENT_CPU, record, size) == 0)
        return;
    countLost(type, 1);
}

ALWAYS_INLINE __u64 processStartTime(struct task_struct* task)
{
    struct task_struct* leader = READ_KERNEL(task, group_leader);
    if (bpf_core_field_exists(leader->start_boottime)) return READ_KERNEL(leader, start_boottime);
    return READ_KERNEL((struct task_struct___real_start_time*)leader, real_start_time);
}

#ifdef BTF_TYPED_CALLS
/*
 * BTF-typed programs may follow pointers whose type the verifier knows without a helper call, which
 * is most of what looking at a call costs. The library sets this before it loads the programs
 * behind system calls in that form; the verifier drops the branches that are not taken.
 */
const volatile bool telemetryBtfTyped SEC(TELEMETRY_FORM_SECTION) = false;

/*
 * bpf_get_current_task_btf came with 5.11, BTF-typed tracepoints with 5.5: which of them there is,
 * is known when a program is loaded, too.
 */
enum bpf_func_id___currentTaskBtf { BPF_FUNC_get_current_task_btf___currentTaskBtf = 158 };
#define HAS_TYPED_TASK                                                                             \
    bpf_core_enum_value_exists(enum bpf_func_id___currentTaskBtf,                                  \
                               BPF_FUNC_get_current_task_btf___currentTaskBtf)

/* A load of its own, which the compiler neither moves nor joins with another. */
#define READ_TYPED(pointer, member) (*(volatile typeof((pointer)->member)*)&(pointer)->member)

ALWAYS_INLINE struct file* fileOfDescriptorTyped(__u32 descriptor)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task_btf();
    struct files_struct* files = READ_TYPED(task, files);
    struct fdtable* table = READ_TYPED(files, fdt);
    struct file* file = 0;
    if (descriptor < READ_TYPED(table, max_fds))
        bpf_probe_read_kernel(&file, sizeof(file), READ_TYPED(table, fd) + descriptor);
    return file;
}
#endif

/* The open file behind a descriptor of the running task, or NULL. */
ALWAYS_INLINE struct file* fileOfDescriptor(struct task_struct* task, __u32 descriptor)
{
#ifdef BTF_TYPED_CALLS
    if (telemetryBtfTyped && HAS_TYPED_TASK) return fileOfDescriptorTyped(descriptor);
#endif
    struct files_struct* files = READ_KERNEL(task, files);
    struct fdtable* table = READ_KERNEL(files, fdt);
    if (descriptor >= READ_KERNEL(table, max_fds)) return 0;
    struct file** slots = READ_KERNEL(table, fd);
    struct file* file = 0;
    bpf_probe_read_kernel(&file, sizeof(file), slots + descriptor);
    return file;
}

ALWAYS_INLINE struct mount* mountOf(struct vfsmount* vfsMount)
{
    return (struct mount*)((__u64)vfsMount - __builtin_preserve_field_info(((struct mount*)0)->mnt,
                                                                           BPF_FIELD_BYTE_OFFSET));
}

/* d_unlinked of the kernel: the name is gone although the dentry is still there. */
ALWAYS_INLINE bool isUnlinked(struct dentry* dentry)
{
    return !READ_KERNEL(dentry, d_hash.pprev) && READ_KERNEL(dentry, d_parent) != dentry;
}

/*
 * A path's names, last component first, are copied one behind the other: the kernel stores them
 * that way round, and putting them in order is cheap in user space and expensive here.
 */
struct pathWalk {
    struct dentry* dentry;
    struct mount* mount;
    bool reachedRoot;
};

enum pathStep { PathStepName, PathStepMount, PathStepRoot };

/*
 * One step up. PathStepName: `ret_name` is the next component and the walk stands at its directory.
 * PathStepMount: the walk went from the root of a mount to where that is mounted. PathStepRoot:
 * there is nothing above.
 */
ALWAYS_INLINE enum pathStep pathStepUp(struct pathWalk* walk, const unsigned char** ret_name)
{
    struct dentry* parent = READ_KERNEL(walk->dentry, d_parent);
    if (walk->dentry == READ_KERNEL(walk->mount, mnt.mnt_root) || walk->dentry == parent) {
        struct mount* above = READ_KERNEL(walk->mount, mnt_parent);
        if (above == walk->mount || !above) return PathStepRoot;
        walk->dentry = READ_KERNEL(walk->mount, mnt_mountpoint);
        walk->mount = above;
        return PathStepMount;
    }
    *ret_name = READ_KERNEL(walk->dentry, d_name.name);
    walk->dentry = parent;
    return PathStepName;
}

#endif
