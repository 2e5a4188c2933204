/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process create: a program image has replaced another, whoever asked for it and however (execve,
 * execveat, 32-bit calls, from any thread). The new image is in place but has not run yet, so
 * nothing that is read here can have been changed by it.
 */
#ifndef SYSMON_PROC_CREATE_C
#define SYSMON_PROC_CREATE_C

#include "sysmonHelpers.c"

ALWAYS_INLINE void appendArguments(struct recordMemory* record, struct mm_struct* mm)
{
    __u64 from = READ_KERNEL(mm, arg_start);
    __u64 total = READ_KERNEL(mm, arg_end) - from;
    record->processCreate.argumentsSize = total;
    appendUserBytes(record, ProcessCreateArguments, from, total);
}

ALWAYS_INLINE void fillImageFile(SYSMON_PROCESS_CREATE* event, struct file* file)
{
    struct inode* inode = READ_KERNEL(file, f_inode);
    __u32 device = deviceOfInode(inode);
    event->imageInode = READ_KERNEL(inode, i_ino);
    event->imageDeviceMajor = device >> 20;
    event->imageDeviceMinor = device & 0xfffff;
    event->imageModifiedNs = READ_INODE_TIME(inode, m);
    event->imageChangedNs = READ_INODE_TIME(inode, c);
}

ALWAYS_INLINE void fillSession(SYSMON_PROCESS_CREATE* event, struct task_struct* task)
{
    struct cred* cred = READ_KERNEL(task, cred);
    event->realUserId = READ_KERNEL(cred, uid.val);
    event->loginUserId = -1;
    event->sessionId = -1;
    if (bpf_core_field_exists(task->loginuid)) event->loginUserId = READ_KERNEL(task, loginuid.val);
    if (bpf_core_field_exists(task->sessionid)) event->sessionId = READ_KERNEL(task, sessionid);
}

ALWAYS_INLINE void sysmonProcCreate(void* context, struct task_struct* task, enum recordSlot slot)
{
    struct recordMemory* record = recordMemory(slot);
    if (!record) return;

    SYSMON_PROCESS_CREATE* event = &record->processCreate;
    struct task_struct* parent = READ_KERNEL(task, real_parent);
    struct mm_struct* mm = READ_KERNEL(task, mm);
    struct file* image = READ_KERNEL(mm, exe_file);
    struct fs_struct* fs = READ_KERNEL(task, fs);

    beginRecord(&event->header, ProcessCreate, sizeof(*event), task);
    fillProcessKey(&event->parent, parent);
    event->parentUserId = effectiveUser(parent);
    fillSession(event, task);
    fillImageFile(event, image);
    appendPath(record, ProcessCreateImage, READ_KERNEL(image, f_path.dentry),
               READ_KERNEL(image, f_path.mnt));
    appendPath(record, ProcessCreateCurrentDirectory, READ_KERNEL(fs, pwd.dentry),
               READ_KERNEL(fs, pwd.mnt));
    appendArguments(record, mm);
    BPF_PRINTK("ProcessCreate %d, %d bytes\n", event->header.process.processId,
               event->header.eventSize);
    sendEvent(context, record, slot);
}

#endif
