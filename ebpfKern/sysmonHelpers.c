/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Inline functions that fill Sysmon's records.
 */
#ifndef SYSMON_HELPERS_C
#define SYSMON_HELPERS_C

#include "sysmonEBPF_common.h"

ALWAYS_INLINE struct recordMemory* recordMemory(enum recordSlot slot)
{
    __u32 index = bpf_get_smp_processor_id() * RecordSlots + slot;
    return bpf_map_lookup_elem(&telemetryPerCpuMemory, &index);
}

ALWAYS_INLINE void fillProcessKey(SYSMON_PROCESS_KEY* key, struct task_struct* task)
{
    struct mm_struct* mm = READ_KERNEL(task, mm);
    key->processId = READ_KERNEL(task, tgid);
    key->threadId = READ_KERNEL(task, pid);
    key->startTimeNs = processStartTime(task);
    key->endCode = mm ? READ_KERNEL(mm, end_code) : 0;
    key->argStart = mm ? READ_KERNEL(mm, arg_start) : 0;
}

ALWAYS_INLINE __u32 effectiveUser(struct task_struct* task)
{
    struct cred* cred = READ_KERNEL(task, cred);
    return READ_KERNEL(cred, euid.val);
}

/* Begins a record about `task`; `size` is that of the event's struct. */
ALWAYS_INLINE void beginRecord(SYSMON_EVENT_HEADER* header, __u16 type, __u32 size,
                               struct task_struct* task)
{
    __builtin_memset(header, 0, sizeof(*header));
    header->eventType = type;
    header->eventSize = size;
    header->timeNs = bpf_ktime_get_ns();
    fillProcessKey(&header->process, task);
    header->userId = effectiveUser(task);
}

/* Whether a piece of `size` bytes still fits behind what the record holds. */
ALWAYS_INLINE bool fits(__u32 offset, __u32 size)
{
    return offset + size <= SYSMON_RECORD_MAX;
}

/*
 * The verifier checks a function that is not static once and on its own, whoever calls it and
 * however often. That is what keeps loading fast: the loops below, checked in place for each path
 * of each program, would cost it half a second per program. Such functions take numbers only, so
 * they find their record by its slot.
 */
#define VERIFIED_ONCE __attribute__((noinline))

/* Takes up to PATH_CHUNK_STEPS steps of record->walk; returns 1 when the path is complete. */
VERIFIED_ONCE int appendPathChunk(__u32 slot)
{
    struct recordMemory* record = recordMemory(slot);
    if (!record) return 1;
    struct pathWalk* walk = &record->walk;
    for (int i = 0; i < PATH_CHUNK_STEPS; i++) {
        const unsigned char* name = 0;
        enum pathStep step = pathStepUp(walk, &name);
        if (step == PathStepRoot) {
            walk->reachedRoot = true;
            return 1;
        }
        if (step == PathStepMount) continue;
        __u32 offset = record->header.eventSize;
        if (!fits(offset, NAME_SIZE)) return 1;
        long length =
            bpf_probe_read_kernel_str(&record->bytes[offset & RECORD_OFFSET_MASK], NAME_SIZE, name);
        if (length <= 0) return 1;
        record->header.eventSize = offset + length;
    }
    return 0;
}

/* A dentry that hangs in no directory: its one name. */
ALWAYS_INLINE bool isPseudo(const struct pathWalk* walk)
{
    return READ_KERNEL(walk->dentry, d_parent) == walk->dentry &&
           READ_KERNEL(walk->mount, mnt.mnt_root) != walk->dentry;
}

ALWAYS_INLINE __u8 appendPseudoName(struct recordMemory* record)
{
    __u32 offset = record->header.eventSize & RECORD_OFFSET_MASK;
    long length = bpf_probe_read_kernel_str(&record->bytes[offset], NAME_SIZE,
                                            READ_KERNEL(record->walk.dentry, d_name.name));
    if (length > 0) record->header.eventSize = offset + length;
    return SYSMON_PATH_PSEUDO;
}

ALWAYS_INLINE __u8 appendPathNames(struct recordMemory* record, __u32 slot)
{
    __u8 deleted = isUnlinked(record->walk.dentry) ? SYSMON_PATH_DELETED : 0;
    record->walk.reachedRoot = false;
    for (int i = 0; i < PATH_CHUNKS; i++)
        if (appendPathChunk(slot)) break;
    return deleted | (record->walk.reachedRoot ? 0 : SYSMON_PATH_CUT);
}

VERIFIED_ONCE int appendPathAt(__u32 slot, __u64 dentry, __u64 mount)
{
    struct recordMemory* record = recordMemory(slot);
    if (!record || !fits(record->header.eventSize, 1)) return 0;
    record->walk.dentry = (struct dentry*)dentry;
    record->walk.mount = (struct mount*)mount;
    __u32 start = record->header.eventSize & RECORD_OFFSET_MASK;
    record->header.eventSize = start + 1;
    __u8 flags = isPseudo(&record->walk) ? appendPseudoName(record) : appendPathNames(record, slot);
    record->bytes[start] = flags;
    return 0;
}

/* Appends the path of (dentry, mount) as extension `extension`, in the form of ioctlcmd.h. */
ALWAYS_INLINE void appendPath(struct recordMemory* record, enum recordSlot slot, int extension,
                              struct dentry* dentry, struct vfsmount* mount)
{
    __u32 start = record->header.eventSize;
    appendPathAt(slot, (__u64)dentry, (__u64)mountOf(mount));
    record->header.extensionSizes[extension] = record->header.eventSize - start;
}

/*
 * Appends up to RECORD_PIECE_MAX bytes of the running program's memory; returns how many, 0 if they
 * do not fit or are not there.
 */
VERIFIED_ONCE __u32 appendUserPiece(__u32 slot, __u64 from, __u64 size)
{
    struct recordMemory* record = recordMemory(slot);
    if (!record) return 0;
    __u32 offset = record->header.eventSize;
    if (size > RECORD_PIECE_MAX) size = RECORD_PIECE_MAX;
    if (!fits(offset, size) || bpf_probe_read_user(&record->bytes[offset & RECORD_OFFSET_MASK],
                                                   size, (const void*)from) != 0)
        return 0;
    record->header.eventSize = offset + size;
    return size;
}

/* Appends a string of the running program's, of at most RECORD_PIECE_MAX bytes with its NUL. */
ALWAYS_INLINE void appendUserString(struct recordMemory* record, int extension, __u64 string)
{
    __u32 offset = record->header.eventSize;
    if (!fits(offset, RECORD_PIECE_MAX)) return;
    long length = bpf_probe_read_user_str(&record->bytes[offset & RECORD_OFFSET_MASK],
                                          RECORD_PIECE_MAX, (const void*)string);
    if (length <= 0) return;
    record->header.extensionSizes[extension] = length;
    record->header.eventSize = offset + length;
}

#define INODE_TYPE 0170000
#define INODE_LINK 0120000
#define INODE_REGULAR 0100000
#define INODE_BLOCK 0060000
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
ALWAYS_INLINE void appendPassedName(struct recordMemory* record, enum recordSlot slot,
                                    struct task_struct* task, int directory, __u64 name,
                                    int targetExtension, int nameExtension)
{
    struct path base = baseDirectory(task, directory, name);
    appendPath(record, slot, targetExtension, base.dentry, base.mnt);
    appendUserString(record, nameExtension, name);
}

ALWAYS_INLINE void sendEvent(void* context, struct recordMemory* record)
{
    __u64 size = record->header.eventSize & RECORD_OFFSET_MASK;
    sendRecord(context, (struct telemetryRecord*)record, size);
}

#endif
