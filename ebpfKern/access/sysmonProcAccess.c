/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process access: a process got access to the memory of another, or may trace it.
 */
#ifndef SYSMON_PROC_ACCESS_C
#define SYSMON_PROC_ACCESS_C

#include "sysmonHelpers.c"

#define FMODE_READ 0x1
#define FMODE_WRITE 0x2
/* What procfs gives ID/mem, and hardly anything else that is opened often has. */
#define PROC_MEMORY_MODE (INODE_REGULAR | 0600)
#define PROCESS_ID_DIGITS 10
#define PTRACE_TRACEME 0
#define PTRACE_ATTACH 16
#define PTRACE_SEIZE 0x4206
#define PT_SEIZED 0x10000 /* in task->ptrace */
#define ERROR_EXISTS 17

/*
 * The same process gets the same access to the same one as often as it likes; all of that within
 * such a time is one event, which is the first.
 */
#define ACCESS_REPEATS_NS 1000000000ll

/* When an access was last told; the key is its record without times and threads. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 4096); /* what is pushed out is told again */
    __type(key, SYSMON_PROCESS_ACCESS);
    __type(value, __u64);
} sysmonToldAccesses SEC(".maps");

/* Of several processors that find out at the same time, one adds and tells it. */
ALWAYS_INLINE bool isTold(const SYSMON_PROCESS_ACCESS* key, __u64 timeNs)
{
    __u64* told = bpf_map_lookup_elem(&sysmonToldAccesses, key);
    if (told) {
        if ((__s64)(timeNs - *told) < ACCESS_REPEATS_NS) return true;
        bpf_map_delete_elem(&sysmonToldAccesses, key);
    }
    return bpf_map_update_elem(&sysmonToldAccesses, key, &timeNs, BPF_NOEXIST) == -ERROR_EXISTS;
}

ALWAYS_INLINE void sendAccess(void* context, SYSMON_PROCESS_ACCESS* event)
{
    SYSMON_PROCESS_ACCESS key = *event;
    key.header.timeNs = 0;
    key.header.process.threadId = 0;
    key.target.threadId = 0;
    if (isTold(&key, event->header.timeNs)) {
        countMerged(ProcessAccess);
        return;
    }
    if (!sendRecord(context, (struct telemetryRecord*)event, sizeof(*event)))
        bpf_map_delete_elem(&sysmonToldAccesses, &key); /* it was not told */
}

ALWAYS_INLINE void beginProcessAccess(SYSMON_PROCESS_ACCESS* event, struct task_struct* source,
                                      __u32 grantedAccess)
{
    __builtin_memset(event, 0, sizeof(*event));
    beginRecord(&event->header, ProcessAccess, sizeof(*event), source);
    event->grantedAccess = grantedAccess;
}

/* `source` got access to the process or thread that its pid namespace numbers `targetId`. */
ALWAYS_INLINE void sysmonProcAccess(void* context, struct task_struct* source, __u32 targetId,
                                    __u32 grantedAccess)
{
    if (isOwnProcess()) return;
    SYSMON_PROCESS_ACCESS event;
    beginProcessAccess(&event, source, grantedAccess);
    event.targetId = targetId;
    sendAccess(context, &event);
}

/* `source` got access to `target`: the running task to another, or its parent to it. */
ALWAYS_INLINE void sysmonTaskAccess(void* context, struct task_struct* source,
                                    struct task_struct* target, __u32 grantedAccess)
{
    if (isOwnProcess()) return;
    SYSMON_PROCESS_ACCESS event;
    beginProcessAccess(&event, source, grantedAccess);
    fillProcessKey(&event.target, target);
    event.targetUserId = effectiveUser(target);
    sendAccess(context, &event);
}

/*
 * How `task` is traced; 0: it is not. Where no source of offsets knows the member: it follows
 * `flags`, since before 4.15.
 */
ALWAYS_INLINE __u32 traceOf(struct task_struct* task)
{
    if (bpf_core_field_exists(task->ptrace)) return READ_KERNEL(task, ptrace);
    __u32 trace = 0;
    __u64 flags = (__u64)__builtin_preserve_access_index(&task->flags);
    bpf_probe_read_kernel(&trace, sizeof(trace), (const void*)(flags + sizeof(task->flags)));
    return trace;
}

/* Of a task that is traced. Likewise: it follows `real_parent`. */
ALWAYS_INLINE struct task_struct* tracerOf(struct task_struct* task)
{
    if (bpf_core_field_exists(task->parent)) return READ_KERNEL(task, parent);
    struct task_struct* tracer = 0;
    __u64 parent = (__u64)__builtin_preserve_access_index(&task->real_parent);
    bpf_probe_read_kernel(&tracer, sizeof(tracer), (const void*)(parent + sizeof(tracer)));
    return tracer;
}

/*
 * `child` is a new process. If it is traced, it was made by one that is: the kernel has attached
 * the same tracer to it, in the same way (PTRACE_O_TRACEFORK and its like, CLONE_PTRACE).
 */
ALWAYS_INLINE void sysmonTraceInherited(void* context, struct task_struct* child)
{
    __u32 trace = traceOf(child);
    if (!trace || !isActive(PseudoProcessAccess)) return;
    sysmonTaskAccess(context, tracerOf(child), child,
                     trace & PT_SEIZED ? PTRACE_SEIZE : PTRACE_ATTACH);
}

/* The number that a directory is named by; 0: another name. */
ALWAYS_INLINE __u32 numberOfName(struct dentry* dentry)
{
    char name[PROCESS_ID_DIGITS + 2] = {};
    bpf_probe_read_kernel_str(name, sizeof(name), READ_KERNEL(dentry, d_name.name));
    __u32 number = 0;
#pragma unroll
    for (int i = 0; i <= PROCESS_ID_DIGITS; i++) {
        if (!name[i]) return number;
        if (name[i] < '0' || name[i] > '9') return 0;
        number = number * 10 + (name[i] - '0');
    }
    return 0;
}

/* Whether `dentry` has the name that procfs gives the memory of a process. */
ALWAYS_INLINE bool isNamedMemory(struct dentry* dentry)
{
    __u32 name = 0;
    bpf_probe_read_kernel(&name, sizeof(name), READ_KERNEL(dentry, d_name.name));
    return name == ('m' | 'e' << 8 | 'm' << 16);
}

ALWAYS_INLINE __u32 accessOfFile(struct file* file)
{
    __u32 mode = READ_KERNEL(file, f_mode);
    return (mode & FMODE_READ ? SYSMON_ACCESS_MEMORY_READ : 0) |
           (mode & FMODE_WRITE ? SYSMON_ACCESS_MEMORY_WRITE : 0);
}

/* `file` was opened and may be memory of a process: ID/mem or ID/task/ID/mem of a procfs. */
ALWAYS_INLINE void sysmonMemoryOpened(void* context, struct task_struct* task, struct file* file,
                                      struct inode* inode)
{
    struct dentry* dentry = READ_KERNEL(file, f_path.dentry);
    if (!isNamedMemory(dentry)) return;
    __u32 id = numberOfName(READ_KERNEL(dentry, d_parent));
    __u32 access = accessOfFile(file);
    if (!id || !access || isOwnProcess()) return;

    SYSMON_PROCESS_ACCESS event;
    beginProcessAccess(&event, task, access);
    event.targetId = id;
    struct super_block* superBlock = READ_KERNEL(inode, i_sb);
    event.fileSystemDevice = READ_KERNEL(superBlock, s_dev);
    sendAccess(context, &event);
}

#endif
