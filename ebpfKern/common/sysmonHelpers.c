/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Inline functions that fill Sysmon's records.
 */
#ifndef SYSMON_HELPERS_C
#define SYSMON_HELPERS_C

#include "sysmonCopy.c"

/*
 * Memory for a new record, with nothing to copy yet; none for what the client does itself. Who has
 * got it must call sendEvent(), which gives it back: no program may end in between.
 */
ALWAYS_INLINE struct recordMemory* recordMemory(enum recordSlot slot)
{
    if (isOwnProcess()) return 0;
    struct recordMemory* record = takeRecord(slot);
    if (record) __builtin_memset(record->pieces, 0, sizeof(record->pieces));
    return record;
}

ALWAYS_INLINE void fillKeyFrom(bool typed, SYSMON_PROCESS_KEY* key, struct task_struct* task)
{
    struct mm_struct* mm = READ(typed, task, mm);
    key->processId = READ(typed, task, tgid);
    key->threadId = READ(typed, task, pid);
    key->startTimeNs = processStartTime(typed, task);
    key->endCode = mm ? READ(typed, mm, end_code) : 0;
    key->argStart = mm ? READ(typed, mm, arg_start) : 0;
}

ALWAYS_INLINE void fillProcessKey(SYSMON_PROCESS_KEY* key, struct task_struct* task)
{
    struct task_struct* running = typedIfRunning(task);
    if (running)
        fillKeyFrom(true, key, running);
    else
        fillKeyFrom(false, key, task);
}

ALWAYS_INLINE __u32 effectiveUserFrom(bool typed, struct task_struct* task)
{
    struct cred* cred = READ(typed, task, cred);
    return READ(typed, cred, euid.val);
}

ALWAYS_INLINE __u32 effectiveUser(struct task_struct* task)
{
    struct task_struct* running = typedIfRunning(task);
    return running ? effectiveUserFrom(true, running) : effectiveUserFrom(false, task);
}

/* Begins a record about `task`; `size` is that of the event's struct. */
ALWAYS_INLINE void beginRecord(SYSMON_EVENT_HEADER* header, __u16 type, __u32 size,
                               struct task_struct* task)
{
    __builtin_memset(header, 0, sizeof(*header));
    header->eventType = type;
    /* An image that is gone a moment later could not be looked at any more. */
    if (type == ProcessCreate) header->flags = TELEMETRY_RECORD_URGENT;
    header->eventSize = size;
    header->abi = SYSMON_RECORD_ABI;
    header->timeNs = bpf_ktime_get_ns();
    fillProcessKey(&header->process, task);
    header->userId = effectiveUser(task);
}

/*
 * What follows becomes an extension of the record. It is copied by sendEvent(), not here, so
 * nothing may be read from the extensions before.
 */

/* The path of (dentry, mount), in the form of ioctlcmd.h. */
ALWAYS_INLINE void appendPath(struct recordMemory* record, int extension, struct dentry* dentry,
                              struct vfsmount* mount)
{
    struct recordPiece* piece = &record->pieces[extension];
    piece->kind = PiecePath;
    piece->from = (__u64)dentry;
    piece->extra = (__u64)mountOf(mount);
}

/* Appends the path of (dentry, mount), completes the record and sends it: see sendEvent(). */
ALWAYS_INLINE void sendWithPath(bool typed, void* context, struct recordMemory* record,
                                enum recordSlot slot, int extension, struct dentry* dentry,
                                struct vfsmount* mount)
{
    (void)typed; /* before 5.6 nothing is */
#ifdef BTF_TYPED_CALLS
    /* A dentry that hangs in no directory is left to what copies all kinds of paths. */
    if (typed && hasTypedNames() && dentry != READ_TYPED(dentry, d_parent)) {
        sendTypedPath(context, record, extension, dentry, mount);
        return;
    }
#endif
    appendPath(record, extension, dentry, mount);
    sendEvent(context, record, slot);
}

/*
 * `size` bytes of the running program's memory, up to the first RECORD_PIECE_MAX that are not in
 * memory or have no room: the record is marked SYSMON_RECORD_ARGUMENTS_CUT then.
 */
ALWAYS_INLINE void appendUserBytes(struct recordMemory* record, int extension, __u64 from,
                                   __u64 size)
{
    struct recordPiece* piece = &record->pieces[extension];
    piece->kind = PieceUserBytes;
    piece->from = from;
    piece->extra = size;
}

/* A string of the running program's, of at most RECORD_PIECE_MAX bytes with its NUL. */
ALWAYS_INLINE void appendUserString(struct recordMemory* record, int extension, __u64 string)
{
    struct recordPiece* piece = &record->pieces[extension];
    piece->kind = PieceUserString;
    piece->from = string;
}

#define FIRST_WITH_MAPPED_MOUNTS (5ull << 32 | 12 << 16) /* kernel 5.12 */

/* From 5.12 on functions that change files have one argument more, before the others. */
ALWAYS_INLINE int argumentsBefore(void)
{
    __u32 zero = 0;
    struct telemetrySettings* settings = bpf_map_lookup_elem(&telemetrySettings, &zero);
    return settings && settings->kernel >= FIRST_WITH_MAPPED_MOUNTS;
}

/* Whether the kernel took the hook of the pseudo call `call`. */
ALWAYS_INLINE bool hasHook(int call)
{
    __u32 zero = 0;
    struct telemetrySettings* settings = bpf_map_lookup_elem(&telemetrySettings, &zero);
    return settings && (settings->hooks & TELEMETRY_HOOK_BIT(call));
}

/* Whether the pseudo call `call` is active. */
ALWAYS_INLINE bool isActive(int call)
{
    __u32 zero = 0;
    struct telemetrySettings* settings = bpf_map_lookup_elem(&telemetrySettings, &zero);
    return settings && (settings->active & TELEMETRY_HOOK_BIT(call));
}

#define INODE_TYPE 0170000
#define INODE_LINK 0120000
#define INODE_REGULAR 0100000
#define INODE_BLOCK 0060000
#define INODE_CHARACTER 0020000
#define INODE_DIRECTORY 0040000

#define AT_FDCWD (-100)

/* The directory from which the kernel resolved `name`, which `task` passed with `directory`. */
ALWAYS_INLINE struct path baseDirectory(struct task_struct* task, int directory, __u64 name)
{
    char first = 0;
    bpf_probe_read_user(&first, sizeof(first), (const void*)name);
    struct fs_struct* fs = READ_KERNEL(task, fs);
    if (first == '/') return READ_KERNEL(fs, root);
    if (directory == AT_FDCWD) return READ_KERNEL(fs, pwd);
    struct file* file = fileOfDescriptor(task, directory);
    return READ_KERNEL(file, f_path);
}

/* Appends a name as the running task passed it: see ...Target and ...Name in ioctlcmd.h. */
ALWAYS_INLINE void appendPassedName(struct recordMemory* record, struct task_struct* task,
                                    int directory, __u64 name, int targetExtension,
                                    int nameExtension)
{
    struct path base = baseDirectory(task, directory, name);
    appendPath(record, targetExtension, base.dentry, base.mnt);
    appendUserString(record, nameExtension, name);
}

/* Of the file system that `inode` is in: 12 bits of major and 20 of minor number. */
ALWAYS_INLINE __u32 deviceOfInode(struct inode* inode)
{
    struct super_block* superBlock = READ_KERNEL(inode, i_sb);
    return READ_KERNEL(superBlock, s_dev);
}

ALWAYS_INLINE int64_t nanosecondsOf(struct timespec64 time)
{
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

/* Nanoseconds since 1970 when contents (m) or anything (c) of a file changed; 0: not told. */
#define READ_INODE_TIME(inode, kind)                                                               \
    ({                                                                                             \
        struct inode___typed* typedInode = (struct inode___typed*)(inode);                         \
        int64_t inodeTime = 0;                                                                     \
        if (bpf_core_field_exists((inode)->i_##kind##time))                                        \
            inodeTime = nanosecondsOf(READ_KERNEL(inode, i_##kind##time));                         \
        else if (bpf_core_field_exists((inode)->i_##kind##time_sec))                               \
            inodeTime = READ_KERNEL(inode, i_##kind##time_sec) * 1000000000ll +                    \
                        (READ_KERNEL(inode, i_##kind##time_nsec) & INODE_NSEC_MASK);               \
        else if (bpf_core_field_exists(typedInode->__i_##kind##time))                              \
            inodeTime = nanosecondsOf(READ_KERNEL(typedInode, __i_##kind##time));                  \
        inodeTime;                                                                                 \
    })

ALWAYS_INLINE __u32 modeOfDentryFrom(bool typed, struct dentry* dentry)
{
    struct inode* inode = READ(typed, dentry, d_inode);
    return inode ? READ(typed, inode, i_mode) : 0;
}

/* Type and permissions of what has the name `dentry`; 0: nothing. */
ALWAYS_INLINE __u32 modeOfDentry(struct dentry* dentry)
{
    return modeOfDentryFrom(false, dentry);
}

ALWAYS_INLINE bool isFileOrLink(__u32 mode)
{
    return (mode & INODE_TYPE) == INODE_REGULAR || (mode & INODE_TYPE) == INODE_LINK;
}

#endif
