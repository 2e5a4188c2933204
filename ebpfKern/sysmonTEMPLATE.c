/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * TEMPLATE: say here in a line what has happened when there is such an event.
 *
 * Made from sysmonTEMPLATE.c by makeEvent. What follows is the whole way of a record that has one
 * path; take away what the event does not need.
 */
#ifndef SYSMON_TEMPLATE_C
#define SYSMON_TEMPLATE_C

#include "sysmonHelpers.c"

/*
 * To be moved to sysmonCommon/events/ioctlcmd.h: the type (an event id of the schema), the struct,
 * the extensions.
 */
enum { TEMPLATEEvent = 255 };

typedef struct {
    SYSMON_EVENT_HEADER header;
    int64_t result;
} SYSMON_TEMPLATE;

enum SysmonTEMPLATEExtension {
    TEMPLATETarget, /* path */
};

/* `file` is what the running `task` did it to. Decide here whether that is an event at all. */
ALWAYS_INLINE void sysmonTEMPLATE(void* context, struct task_struct* task, struct file* file,
                                  long result)
{
    if (!file) return;
    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record) return;

    SYSMON_TEMPLATE* event = (SYSMON_TEMPLATE*)record->bytes;
    beginRecord(&event->header, TEMPLATEEvent, sizeof(*event), task);
    event->result = result;
    appendPath(record, TEMPLATETarget, READ_KERNEL(file, f_path.dentry),
               READ_KERNEL(file, f_path.mnt));
    BPF_PRINTK("TEMPLATE by %d\n", event->header.process.processId);
    sendEvent(context, record, RecordSlotSyscall); /* nothing may follow: see sysmonCopy.c */
}

#endif
