/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Raw access read: a device was opened that gives what is stored on disks, or in memory, past all
 * file systems.
 */
#ifndef SYSMON_RAW_ACCESS_READ_C
#define SYSMON_RAW_ACCESS_READ_C

#include "sysmonHelpers.c"

#define DEVICE(major, minor) ((major) << 20 | (minor))
#define MAJOR_SCSI_GENERIC 21

#define FMODE_READ 0x1
#define FMODE_WRITE 0x2

/* Whether the character device `device` is such a one; its number is the kernel's own. */
ALWAYS_INLINE bool isRawCharacterDevice(__u32 device)
{
    switch (device) {
    case DEVICE(1, 1): /* mem */
    case DEVICE(1, 2): /* kmem */
    case DEVICE(1, 4): /* port */
        return true;
    default:
        return device >> 20 == MAJOR_SCSI_GENERIC;
    }
}

/* `file` is a device of that kind that the running task opened. With O_PATH it can do neither. */
ALWAYS_INLINE void sysmonRawAccessRead(void* context, struct task_struct* task,
                                       enum recordSlot slot, struct file* file)
{
    if (!(READ_KERNEL(file, f_mode) & FMODE_READ)) return;
    struct recordMemory* record = recordMemory(slot);
    if (!record || isOwnProcess()) return;
    SYSMON_RAW_ACCESS_READ* event = &record->rawAccessRead;
    beginRecord(&event->header, RawAccessRead, sizeof(*event), task);
    appendPath(record, RawAccessReadDevice, READ_KERNEL(file, f_path.dentry),
               READ_KERNEL(file, f_path.mnt));
    sendEvent(context, record, slot);
}

#endif
