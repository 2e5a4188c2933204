/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * A call other than open or rename (mknod, link, symlink) gave a file a name. Where the kernel lets
 * programs on its functions, the name's dentry was noted when the call came to it, and tells name,
 * place and type at the exit; else the name is what the program passed, which another of its
 * threads may have changed.
 */
#ifndef SYSMON_FILE_NAMED_C
#define SYSMON_FILE_NAMED_C

#include "sysmonFileCreate.c"

#define FILE_MODE_NOT_KNOWN 0

struct begunName {
    __u64 dentry;
    __u64 directory;
    __u64 mount;
    __u64 made;  /* an open has made the file since: sysmonFileRefused_probe.c */
    __u64 given; /* it is what a call is about: sysmonFileGiven_probe.c */
};

/* By thread. A note that was no use is replaced by the thread's next one. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 16384); /* each CPU keeps up to 128 free ones for itself */
    __type(key, __u64);
    __type(value, struct begunName);
} sysmonBegunNames SEC(".maps");

/* The kernel is about to give something the name `dentry` in `directory`. */
ALWAYS_INLINE int nameBegins(struct path* directory, struct dentry* dentry)
{
    __u64 thread = bpf_get_current_pid_tgid();
    struct begunName begun = {
        .dentry = (__u64)dentry,
        .directory = (__u64)READ_KERNEL(directory, dentry),
        .mount = (__u64)READ_KERNEL(directory, mnt),
    };
    bpf_map_update_elem(&sysmonBegunNames, &thread, &begun, BPF_ANY);
    return 0;
}

ALWAYS_INLINE bool takeBegunName(struct begunName* ret_begun)
{
    __u64 thread = bpf_get_current_pid_tgid();
    struct begunName* noted = bpf_map_lookup_elem(&sysmonBegunNames, &thread);
    if (!noted) return false;
    *ret_begun = *noted;
    bpf_map_delete_elem(&sysmonBegunNames, &thread);
    return true;
}

/* The note of an open that made its file, once that is reported. */
ALWAYS_INLINE void forgetBegunName(void)
{
    __u64 thread = bpf_get_current_pid_tgid();
    bpf_map_delete_elem(&sysmonBegunNames, &thread);
}

/* At the exit of the call: `directory`, `name` and `passedMode` are what the program passed. */
ALWAYS_INLINE void sysmonFileGotName(void* context, struct task_struct* task, int directory,
                                     __u64 name, __u32 passedMode)
{
    struct begunName begun;
    if (isOwnProcess()) return;
    __u32 mode = takeBegunName(&begun) ? modeOfDentry((struct dentry*)begun.dentry) : 0;
    if (!mode)
        sysmonFileNamed(context, task, directory, name, passedMode);
    else if (isFileOrLink(mode))
        sysmonFileAppeared(context, task, RecordSlotSyscall, (struct dentry*)begun.dentry,
                           (struct vfsmount*)begun.mount, mode);
}

#endif
