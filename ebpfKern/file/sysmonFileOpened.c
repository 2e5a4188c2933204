/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Whatever an open can mean: one program per call looks at the file once.
 */
#ifndef SYSMON_FILE_OPENED_C
#define SYSMON_FILE_OPENED_C

#include "sysmonFileCreate.c"
#include "sysmonProcAccess.c"
#include "sysmonRawAccessRead.c"

/* CLOCK_MONOTONIC at the beginning of a call whose entry no program sees. */
#define BEGAN_UNSEEN 0

/* Sending a record that has extensions may end the program, so what has none comes first. */
ALWAYS_INLINE int fileOpened(void* context, long result, __u64 openFlags, __u64 beganNs)
{
    struct opening opening = {.flags = openFlags, .beganNs = beganNs};
    if (opensForCreation(openFlags)) takeMadeFile(&opening);
    if (result < 0) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct file* file = fileOfDescriptor(task, result);
    if (!file) { /* another thread closed it: it may have made a file, or not */
        if (openFlags & OPEN_CREATE) countLost(FileCreate, 1);
        return 0;
    }
    struct inode* inode = READ_KERNEL(file, f_inode);
    __u32 fileMode = READ_KERNEL(inode, i_mode);
    if (fileMode == PROC_MEMORY_MODE) sysmonMemoryOpened(context, task, file, inode);
    if (isDevice(fileMode))
        sysmonRawAccessRead(context, task, RecordSlotSyscall, file, inode, fileMode);
    else if (opensForCreation(openFlags))
        sysmonFileCreate(context, task, file, fileMode, &opening);
    return 0;
}

#endif
