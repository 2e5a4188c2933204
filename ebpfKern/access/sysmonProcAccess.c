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
    sendRecord(context, (struct telemetryRecord*)&event, sizeof(event));
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
    sendRecord(context, (struct telemetryRecord*)&event, sizeof(event));
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
    sendRecord(context, (struct telemetryRecord*)&event, sizeof(event));
}

#endif
