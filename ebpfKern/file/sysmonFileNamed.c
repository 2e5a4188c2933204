/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * A call other than open or rename (mknod, link, symlink, bpf) gives a file a name. Where the
 * kernel lets programs on its functions, the name's dentry is noted when the call comes to it: see
 * sysmonFileGiven_probe.c. Else the name is what the program passed, which another of its threads
 * may have changed.
 */
#ifndef SYSMON_FILE_NAMED_C
#define SYSMON_FILE_NAMED_C

#include "sysmonFileCreate.c"
#include "sysmonThreadNotes.c"

#define FILE_MODE_NOT_KNOWN 0
#define NO_DIRECTORY_ARGUMENT (-1) /* the current directory */
#define RENAME_EXCHANGE 2

struct begunName {
    __u64 dentry;
    __u64 directory;
    __u64 mount;
    __u64 made;  /* an open has made the file since: sysmonFileRefused_probe.c */
    __u64 given; /* it is what a call is about: sysmonFileGiven_probe.c */
};

/* A note that was no use is replaced by the thread's next one. */
THREAD_NOTES(BegunName, struct begunName)

/* The kernel is about to give something the name `dentry` in `directory`. */
ALWAYS_INLINE int nameBegins(bool typed, struct path* directory, struct dentry* dentry)
{
    struct begunName begun = {
        .dentry = (__u64)dentry,
        .directory = (__u64)READ(typed, directory, dentry),
        .mount = (__u64)READ(typed, directory, mnt),
    };
    noteBegunName(&begun);
    return 0;
}

/* The same within the function that gives the name, so it is what the call is about. */
ALWAYS_INLINE int nameIsGiven(struct vfsmount* mount, struct dentry* dentry)
{
    struct begunName begun = {
        .dentry = (__u64)dentry,
        .directory = (__u64)READ_KERNEL(dentry, d_parent),
        .mount = (__u64)mount,
        .given = 1,
    };
    noteBegunName(&begun);
    return 0;
}

ALWAYS_INLINE bool takeBegunName(struct begunName* ret_begun)
{
    struct begunName* noted = notedBegunName();
    if (!noted) return false;
    *ret_begun = *noted;
    forgetBegunName();
    return true;
}

/* What a name is, as the program passed it. */
struct passedName {
    int directory;
    __u64 name;
};

/*
 * At the exit of the call: two names were exchanged, so both files got one. Sending the first
 * record may end the program, which is then continued by sysmonFileExchanged_tracepoint().
 */
ALWAYS_INLINE void sysmonFilesExchanged(void* context, struct passedName first,
                                        struct passedName second)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (isOwnProcess()) return;
#ifdef COPY_BY_TAIL_CALLS
    struct nextName next = {.name = second.name, .place = second.directory};
    noteNext(RecordSlotSyscall, next);
#endif
    sysmonFileNamed(context, task, first.directory, first.name, FILE_MODE_NOT_KNOWN);
    sysmonFileNamed(context, task, second.directory, second.name, FILE_MODE_NOT_KNOWN);
}

#ifdef COPY_BY_TAIL_CALLS
SEC(STAGE_AT_TRACEPOINT)
int sysmonFileExchanged_tracepoint(void* context)
{
    struct nextName next = takeNext(RecordSlotSyscall);
    if (next.name)
        sysmonFileNamed(context, (struct task_struct*)bpf_get_current_task(), (int)next.place,
                        next.name, FILE_MODE_NOT_KNOWN);
    return 0;
}
#endif

#define BPF_OBJ_PIN 6
#define BPF_F_PATH_FD (1u << 14) /* 6.5 */

/* What bpf(2) gets to pin an object. */
struct pinAttributes {
    __u64 name;
    __u32 descriptor;
    __u32 flags;
    int directory; /* with BPF_F_PATH_FD */
};

/* At the exit of bpf(2), which pinned an object: made a file of the BPF file system. */
ALWAYS_INLINE void sysmonObjectPinned(void* context, struct task_struct* task, __u64 attributes)
{
    if (hasHook(PseudoFileName)) return; /* told already */
    const struct pinAttributes* passed = (const struct pinAttributes*)attributes;
    __u64 name = 0;
    __u32 flags = 0;
    int directory = AT_FDCWD;
    bpf_probe_read_user(&name, sizeof(name), &passed->name);
    bpf_probe_read_user(&flags, sizeof(flags), &passed->flags);
    if (flags & BPF_F_PATH_FD)
        bpf_probe_read_user(&directory, sizeof(directory), &passed->directory);
    sysmonFileNamed(context, task, directory, name, INODE_REGULAR);
}

#endif
