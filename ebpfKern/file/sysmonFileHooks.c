/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Deletes and renames as the kernel does them: while it holds the directory locked, and in its own
 * structures, where no program can change a name any more. Whatever asks for them (32-bit calls,
 * io_uring) comes this way.
 *
 *     unlink:  security_path_unlink(dir, dentry)  the file system  d_delete(dentry)
 *     rename:  security_path_rename(old dir, old, new dir, new, flags)  the file system
 *              d_move(old, new), or d_exchange(old, new)
 *
 * The first knows the mount but not whether the call will succeed. The last is only reached by a
 * success, and finds every dentry still at its old place and with its inode. What a thread is about
 * to do is noted in between; stacked file systems do the same to dentries of their own meanwhile,
 * which are not those that were noted.
 */
#ifndef SYSMON_FILE_HOOKS_C
#define SYSMON_FILE_HOOKS_C

#include "sysmonFileCreate.c"
#include "sysmonFileDelete.c"
#include "sysmonThreadNotes.c"

enum pendingKind { PendingUnlink, PendingRename };

struct pendingName {
    __u64 dentry;
    __u64 mount;
    __u64 newDentry;    /* of a rename */
    __u32 replacedMode; /* of what has the new name yet; 0: nothing */
    __u32 kind;
};

/* A call that fails leaves its note until the thread's next one. */
THREAD_NOTES(PendingName, struct pendingName)

/* Whether the running thread noted `dentry`; takes the note away. */
ALWAYS_INLINE bool takePending(struct dentry* dentry, struct pendingName* ret_pending)
{
    struct pendingName* noted = notedPendingName();
    if (!noted || noted->dentry != (__u64)dentry) return false;
    *ret_pending = *noted;
    forgetPendingName();
    return true;
}

ALWAYS_INLINE int unlinkBegins(struct vfsmount* mount, struct dentry* dentry)
{
    struct pendingName pending = {
        .dentry = (__u64)dentry,
        .mount = (__u64)mount,
        .kind = PendingUnlink,
    };
    notePendingName(&pending);
    return 0;
}

ALWAYS_INLINE int renameBegins(bool typed, struct dentry* oldDentry, struct vfsmount* mount,
                               struct dentry* newDentry)
{
    if (isOwnProcess()) return 0;
    struct pendingName pending = {
        .dentry = (__u64)oldDentry,
        .mount = (__u64)mount,
        .newDentry = (__u64)newDentry,
        .replacedMode = modeOfDentryFrom(typed, newDentry),
        .kind = PendingRename,
    };
    notePendingName(&pending);
    return 0;
}

ALWAYS_INLINE int dentryDeleted(bool typed, void* context, struct dentry* dentry)
{
    struct pendingName pending;
    if (!takePending(dentry, &pending)) return 0;
    __u32 mode = modeOfDentryFrom(typed, dentry);
    if ((mode & INODE_TYPE) != INODE_DIRECTORY)
        sysmonFileRemoved(typed, context, (struct task_struct*)bpf_get_current_task(),
                          RecordSlotRemoved, dentry, (struct vfsmount*)pending.mount, mode);
    return 0;
}

/*
 * Of two records, the second: sending the first may end the program, which is then continued by
 * fileMovedNext().
 */
#ifdef COPY_BY_TAIL_CALLS
ALWAYS_INLINE void noteMoved(enum recordSlot slot, struct dentry* dentry, struct vfsmount* mount,
                             __u32 fileMode)
{
    struct nextName next = {.name = (__u64)dentry, .place = (__u64)mount, .fileMode = fileMode};
    noteNext(slot, next);
}

ALWAYS_INLINE int fileMovedNext(void* context)
{
    struct nextName next = takeNext(RecordSlotMoved);
    if (next.name)
        sysmonFileAppeared(context, (struct task_struct*)bpf_get_current_task(), RecordSlotMoved,
                           (struct dentry*)next.name, (struct vfsmount*)next.place, next.fileMode);
    return 0;
}
#else
#define noteMoved(slot, dentry, mount, fileMode) /* the program goes on by itself */
#endif

ALWAYS_INLINE int dentryMoved(bool typed, void* context, struct dentry* dentry)
{
    struct pendingName pending;
    if (!takePending(dentry, &pending)) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct vfsmount* mount = (struct vfsmount*)pending.mount;
    struct dentry* newDentry = (struct dentry*)pending.newDentry;
    __u32 mode = modeOfDentryFrom(typed, dentry);
    if (pending.kind == PendingUnlink) { /* NFS moves away what is still open */
        sysmonFileRemoved(typed, context, task, RecordSlotMoved, dentry, mount, mode);
        return 0;
    }
    if (pending.replacedMode && (pending.replacedMode & INODE_TYPE) != INODE_DIRECTORY) {
        if (isFileOrLink(mode)) {
            noteMoved(RecordSlotMoved, newDentry, mount, mode);
        }
        sysmonFileRemoved(false, context, task, RecordSlotMoved, newDentry, mount,
                          pending.replacedMode);
    }
    if (isFileOrLink(mode))
        sysmonFileAppeared(context, task, RecordSlotMoved, newDentry, mount, mode);
    return 0;
}

/* Nothing is removed, but each of the two gets a name. */
ALWAYS_INLINE int dentriesExchanged(bool typed, void* context, struct dentry* dentry)
{
    struct pendingName pending;
    if (!takePending(dentry, &pending)) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct vfsmount* mount = (struct vfsmount*)pending.mount;
    __u32 mode = modeOfDentryFrom(typed, dentry);
    if (isFileOrLink(mode)) {
        if (isFileOrLink(pending.replacedMode)) {
            noteMoved(RecordSlotExchanged, dentry, mount, pending.replacedMode);
        }
        sysmonFileAppeared(context, task, RecordSlotExchanged, (struct dentry*)pending.newDentry,
                           mount, mode);
    }
    if (isFileOrLink(pending.replacedMode))
        sysmonFileAppeared(context, task, RecordSlotExchanged, dentry, mount, pending.replacedMode);
    return 0;
}

#endif
