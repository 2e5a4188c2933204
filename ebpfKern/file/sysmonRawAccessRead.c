/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Raw access read: a block device was opened for reading.
 */
#ifndef SYSMON_RAW_ACCESS_READ_C
#define SYSMON_RAW_ACCESS_READ_C

#include "sysmonHelpers.c"

#define FMODE_READ 0x1
#define FMODE_WRITE 0x2

/* `file` is a block device that the running task opened. With O_PATH it can do neither. */
ALWAYS_INLINE void sysmonRawAccessRead(void* context, struct task_struct* task, struct file* file)
{
    if (!(READ_KERNEL(file, f_mode) & FMODE_READ)) return;
    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record || isOwnProcess()) return;
    SYSMON_RAW_ACCESS_READ* event = &record->rawAccessRead;
    beginRecord(&event->header, RawAccessRead, sizeof(*event), task);
    appendPath(record, RawAccessReadDevice, READ_KERNEL(file, f_path.dentry),
               READ_KERNEL(file, f_path.mnt));
    sendEvent(context, record, RecordSlotSyscall);
}

#endif
