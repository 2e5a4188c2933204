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
#define MAJOR_FLASH 90 /* MTD */
#define MAJOR_RAW 162  /* until 5.13 */

#define FMODE_READ 0x1
#define FMODE_PATH 0x4000

/* Numbers that the kernel gives to character devices when their module is loaded. */
#define MAJOR_GIVEN_FIRST 234
#define MAJOR_GIVEN_LAST 254
#define MAJOR_GIVEN_NEXT_FIRST 384
#define MAJOR_GIVEN_NEXT_LAST 511

enum rawAccess {
    RawAccessNone,
    RawAccessByReading,
    RawAccessByCommands, /* which need no right to read */
    RawAccessPerhaps     /* likewise, if user space finds that it is such a device */
};

/* What the character device `device` gives; its number is the kernel's own. */
ALWAYS_INLINE enum rawAccess accessOfCharacterDevice(__u32 device)
{
    __u32 major = device >> 20;
    switch (device) {
    case DEVICE(1, 1): /* mem */
    case DEVICE(1, 2): /* kmem */
    case DEVICE(1, 4): /* port */
        return RawAccessByReading;
    }
    if (major == MAJOR_SCSI_GENERIC) return RawAccessByCommands;
    if (major == MAJOR_FLASH || major == MAJOR_RAW) return RawAccessByReading;
    bool given = (major >= MAJOR_GIVEN_FIRST && major <= MAJOR_GIVEN_LAST) ||
                 (major >= MAJOR_GIVEN_NEXT_FIRST && major <= MAJOR_GIVEN_NEXT_LAST);
    return given ? RawAccessPerhaps : RawAccessNone;
}

ALWAYS_INLINE bool isDevice(__u32 fileMode)
{
    __u32 type = fileMode & INODE_TYPE;
    return type == INODE_BLOCK || type == INODE_CHARACTER;
}

ALWAYS_INLINE enum rawAccess accessOfDevice(struct inode* inode, __u32 fileMode)
{
    return (fileMode & INODE_TYPE) == INODE_BLOCK
               ? RawAccessByReading
               : accessOfCharacterDevice(READ_KERNEL(inode, i_rdev));
}

/* Whether the device gives raw access, or may do so. */
ALWAYS_INLINE bool isRawDevice(struct inode* inode, __u32 fileMode)
{
    return accessOfDevice(inode, fileMode) != RawAccessNone;
}

/* The running task opened `file`, a device: if not only its path, and if it is such a one. */
ALWAYS_INLINE void sysmonRawAccessRead(void* context, struct task_struct* task,
                                       enum recordSlot slot, struct file* file, struct inode* inode,
                                       __u32 fileMode)
{
    __u32 openMode = READ_KERNEL(file, f_mode);
    enum rawAccess access = accessOfDevice(inode, fileMode);
    if (access == RawAccessNone || (openMode & FMODE_PATH)) return;
    if (access == RawAccessByReading && !(openMode & FMODE_READ)) return;
    struct recordMemory* record = recordMemory(slot);
    if (!record) return;
    SYSMON_RAW_ACCESS_READ* event = &record->rawAccessRead;
    beginRecord(&event->header, RawAccessRead, sizeof(*event), task);
    event->characterMajor = access == RawAccessPerhaps ? READ_KERNEL(inode, i_rdev) >> 20 : 0;
    event->reserved = 0;
    appendPath(record, RawAccessReadDevice, READ_KERNEL(file, f_path.dentry),
               READ_KERNEL(file, f_path.mnt));
    sendEvent(context, record, slot);
}

#endif
