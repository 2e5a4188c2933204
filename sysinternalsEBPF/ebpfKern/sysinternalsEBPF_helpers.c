/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Inline functions for BPF programs: who is running, what a path is, how a record is sent.
 */
#ifndef SYSINTERNALS_EBPF_HELPERS_C
#define SYSINTERNALS_EBPF_HELPERS_C

#include "sysinternalsEBPF_common.h"

/* Whether the running task belongs to the client itself, which is never reported. */
ALWAYS_INLINE bool isOwnProcess(void)
{
    __u32 zero = 0;
    struct telemetrySettings* settings = bpf_map_lookup_elem(&telemetrySettings, &zero);
    if (!settings) return false;
    __u32 processId = bpf_get_current_pid_tgid() >> 32;
    if (settings->ownProcessId == processId) return true;
    if (!(settings->helperBits >> (processId & 63) & 1)) return false;
    bool isHelper = false;
#pragma unroll
    for (unsigned i = 0; i < TELEMETRY_HELPERS; i++)
        isHelper |= settings->helpers[i] == processId;
    return isHelper;
}

ALWAYS_INLINE void addLost(__u32 type, __u64 count)
{
    __u64* lost = bpf_map_lookup_elem(&telemetryLost, &type);
    if (lost) __sync_fetch_and_add(lost, count);
}

/* Under the records' type and under type 0, where the reader looks whether there is any to read. */
ALWAYS_INLINE void countLost(__u32 type, __u64 count)
{
    addLost(type, count);
    addLost(0, count);
}

ALWAYS_INLINE void addMerged(__u32 type)
{
    __u64* merged = bpf_map_lookup_elem(&telemetryMerged, &type);
    if (merged) __sync_fetch_and_add(merged, 1);
}

/* Something of `type` happened that a record tells already: likewise. */
ALWAYS_INLINE void countMerged(__u32 type)
{
    addMerged(type);
    addMerged(0);
}

#ifdef RING_BUFFER
/* Zero would let the compiler leave out what the library decides: hence volatile. */
const volatile struct telemetryRingForm telemetryRingForm SEC(TELEMETRY_RING_SECTION) = {};

/*
 * The kernel itself wakes the reader for a record that it puts into a ring of which everything has
 * been read. The reader then lets records gather, unless one of them is urgent or they become many.
 */
ALWAYS_INLINE __u64 ringWakeUp(const struct telemetryRecord* record, __u64 size)
{
    if (record->flags & TELEMETRY_RECORD_URGENT) return BPF_RB_FORCE_WAKEUP;
    __u64 waiting = bpf_ringbuf_query(&telemetryRing, BPF_RB_AVAIL_DATA);
    __u64 steps = waiting >> telemetryRingForm.wakeShift;
    return steps == (waiting + size) >> telemetryRingForm.wakeShift ? 0 : BPF_RB_FORCE_WAKEUP;
}
#endif

ALWAYS_INLINE long outputRecord(void* context, struct telemetryRecord* record, __u64 size)
{
#ifdef RING_BUFFER
    if (telemetryRingForm.used)
        return bpf_ringbuf_output(&telemetryRing, record, size, ringWakeUp(record, size));
#endif
    long result = bpf_perf_event_output(context, &telemetryEvents, BPF_F_CURRENT_CPU, record, size);
    if (record->flags & TELEMETRY_RECORD_URGENT)
        bpf_perf_event_output(context, &telemetryKicks, BPF_F_CURRENT_CPU, record, sizeof(*record));
    return result;
}

/*
 * Sends a record of `size` bytes; one that finds the ring full is counted, and false is returned.
 * The caller keeps `size` within the memory behind `record` in a way that the verifier sees.
 */
ALWAYS_INLINE bool sendRecord(void* context, struct telemetryRecord* record, __u64 size)
{
    __u16 type = record->type;
    if (outputRecord(context, record, size) == 0) return true;
    countLost(type, 1);
    return false;
}

#ifdef BTF_TYPED_CALLS
/*
 * Programs may follow pointers whose type the verifier knows without a helper call, which is most
 * of what looking at something costs. The library sets this before it loads the programs; the
 * verifier drops the branches that are not taken.
 */
const volatile struct telemetryForm telemetryForm SEC(TELEMETRY_FORM_SECTION) = {};

/*
 * bpf_get_current_task_btf came with 5.11, BTF-typed tracepoints with 5.5: which of them there is,
 * is known when a program is loaded, too.
 */
enum bpf_func_id___currentTaskBtf { BPF_FUNC_get_current_task_btf___currentTaskBtf = 158 };
#define HAS_TYPED_TASK                                                                             \
    (telemetryForm.typedTask &&                                                                    \
     bpf_core_enum_value_exists(enum bpf_func_id___currentTaskBtf,                                 \
                                BPF_FUNC_get_current_task_btf___currentTaskBtf))

/* A load of its own, which the compiler neither moves nor joins with another. */
#define READ_TYPED(pointer, member) (*(volatile typeof((pointer)->member)*)&(pointer)->member)

ALWAYS_INLINE struct file* fileOfDescriptorTyped(__u32 descriptor)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task_btf();
    struct files_struct* files = READ_TYPED(task, files);
    struct fdtable* table = READ_TYPED(files, fdt);
    struct file* file = 0;
    if (descriptor < READ_TYPED(table, max_fds))
        bpf_probe_read_kernel(&file, sizeof(file), READ_TYPED(table, fd) + descriptor);
    return file;
}

/* `task` with its type if it is the running one, else NULL. */
ALWAYS_INLINE struct task_struct* typedIfRunning(struct task_struct* task)
{
    if (!HAS_TYPED_TASK || (__u64)task != bpf_get_current_task()) return 0;
    return (struct task_struct*)bpf_get_current_task_btf();
}
#else
#define READ_TYPED READ_KERNEL

ALWAYS_INLINE struct task_struct* typedIfRunning(struct task_struct* task)
{
    (void)task;
    return 0;
}
#endif

/*
 * pointer->member: at once where the program knows the pointer's type, which costs next to nothing,
 * else by a copy. `typed` is a constant where programs are made of these functions.
 */
#define READ(typed, pointer, member)                                                               \
    ((typed) ? READ_TYPED(pointer, member) : READ_KERNEL(pointer, member))

ALWAYS_INLINE __u64 processStartTime(bool typed, struct task_struct* task)
{
    struct task_struct* leader = READ(typed, task, group_leader);
    if (bpf_core_field_exists(leader->start_boottime)) return READ(typed, leader, start_boottime);
    return READ_KERNEL((struct task_struct___real_start_time*)leader, real_start_time);
}

/* The open file behind a descriptor of the running task, or NULL. */
ALWAYS_INLINE struct file* fileOfDescriptor(struct task_struct* task, __u32 descriptor)
{
#ifdef BTF_TYPED_CALLS
    if (HAS_TYPED_TASK) return fileOfDescriptorTyped(descriptor);
#endif
    struct files_struct* files = READ_KERNEL(task, files);
    struct fdtable* table = READ_KERNEL(files, fdt);
    if (descriptor >= READ_KERNEL(table, max_fds)) return 0;
    struct file** slots = READ_KERNEL(table, fd);
    struct file* file = 0;
    bpf_probe_read_kernel(&file, sizeof(file), slots + descriptor);
    return file;
}

ALWAYS_INLINE struct mount* mountOf(struct vfsmount* vfsMount)
{
    return (struct mount*)((__u64)vfsMount - __builtin_preserve_field_info(((struct mount*)0)->mnt,
                                                                           BPF_FIELD_BYTE_OFFSET));
}

#define OFFSET_OF(type, member)                                                                    \
    __builtin_preserve_field_info(((type*)0)->member, BPF_FIELD_BYTE_OFFSET)

/* Where a dentry hangs, in the kernel's order. */
struct dentryPlace {
    struct dentry* parent;
    __u64 hashAndLength;
    const unsigned char* name;
};

/* Where a mount is mounted, in the kernel's order. */
struct mountPlace {
    struct mount* parent;
    struct dentry* mountpoint;
    struct dentry* root;
};

/*
 * A copy costs about as much whatever its size, so what lies side by side is copied together. Newer
 * verifiers know whether it does, and drop the other branch. What cannot be read is zero.
 */
#ifdef NOLOOPS
#define LIES_AT(type, member, offset) false
#else
#define LIES_AT(type, member, offset) (OFFSET_OF(type, member) == (offset))
#endif

ALWAYS_INLINE void readDentryPlace(struct dentryPlace* ret_place, struct dentry* dentry)
{
    __u64 start = OFFSET_OF(struct dentry, d_parent);
    if (LIES_AT(struct dentry, d_name.name, start + 16)) {
        bpf_probe_read_kernel(ret_place, sizeof(*ret_place), (const void*)dentry + start);
    } else {
        bpf_core_read(&ret_place->parent, sizeof(ret_place->parent), &dentry->d_parent);
        bpf_core_read(&ret_place->name, sizeof(ret_place->name), &dentry->d_name.name);
    }
}

ALWAYS_INLINE void readMountPlace(struct mountPlace* ret_place, struct mount* mount)
{
    __u64 start = OFFSET_OF(struct mount, mnt_parent);
    if (LIES_AT(struct mount, mnt_mountpoint, start + 8) &&
        LIES_AT(struct mount, mnt.mnt_root, start + 16)) {
        bpf_probe_read_kernel(ret_place, sizeof(*ret_place), (const void*)mount + start);
    } else {
        bpf_core_read(&ret_place->parent, sizeof(ret_place->parent), &mount->mnt_parent);
        bpf_core_read(&ret_place->mountpoint, sizeof(ret_place->mountpoint),
                      &mount->mnt_mountpoint);
        bpf_core_read(&ret_place->root, sizeof(ret_place->root), &mount->mnt.mnt_root);
    }
}

/*
 * A path's names, last component first, are copied one behind the other: the kernel stores them
 * that way round, and putting them in order is cheap in user space and expensive here.
 */
struct pathWalk {
    struct dentry* dentry;
    struct mount* mount;
    struct mountPlace place; /* of that mount */
};

enum pathWalkState {
    PathWalkGoesOn,
    PathWalkAtRoot, /* all names have been copied */
    PathWalkStuck,  /* no room, or memory that cannot be read */
};

/* A file name and its NUL; the kernel's own pseudo file systems stay below, too. */
#define NAME_SIZE 256

/* So many names are copied at once. An object may choose another number, as its verifiers allow. */
#ifndef PATH_STEPS
#define PATH_STEPS 32
#endif

ALWAYS_INLINE void enterMount(struct pathWalk* walk, struct dentry* dentry, struct mount* mount)
{
    walk->dentry = dentry;
    walk->mount = mount;
    readMountPlace(&walk->place, mount);
}

/* From the root of a mount to where that is mounted; PathWalkAtRoot if it is the uppermost. */
ALWAYS_INLINE enum pathWalkState leaveMount(struct pathWalk* walk)
{
    struct mount* above = walk->place.parent;
    if (above == walk->mount || !above) return PathWalkAtRoot;
    enterMount(walk, walk->place.mountpoint, above);
    return PathWalkGoesOn;
}

#ifdef BTF_TYPED_CALLS
/*
 * A dentry whose type the program knows needs no helper call. Its name and place belong together if
 * nobody changed them meanwhile: it counts its changes, and is odd during one.
 */
ALWAYS_INLINE bool hasTypedNames(void)
{
    struct dentry___typed* dentry = 0;
    return bpf_core_field_exists(dentry->d_seq.seqcount.sequence) &&
           (bpf_core_field_exists(dentry->d_iname) ||
            bpf_core_field_exists(dentry->d_shortname.string));
}

ALWAYS_INLINE __u32 changesOfDentry(struct dentry* dentry)
{
    return READ_TYPED((struct dentry___typed*)dentry, d_seq.seqcount.sequence);
}

/* What the kernel keeps within a dentry. */
#define SHORT_NAME_MAX 40

/*
 * Copies a name that is shorter than `size`, and its NUL, by words: up to SHORT_NAME_MAX bytes are
 * written.
 */
ALWAYS_INLINE bool copyShortName(uint8_t* ret_name, const unsigned char* name, __u32 size,
                                 __u32 length)
{
    if (length >= size || length >= SHORT_NAME_MAX) return false;
    /* Else loads of words are relocated as those of the first character. */
    asm volatile("" : "+r"(name));
#pragma unroll
    for (int i = 0; i < SHORT_NAME_MAX; i += sizeof(__u64)) {
        *(__u64*)(ret_name + i) = *(const volatile __u64*)(name + i);
        if (length < i + sizeof(__u64)) break;
    }
    return true;
}

/* Copies the dentry's name and its NUL to where NAME_SIZE bytes are; returns how many: 0 none. */
ALWAYS_INLINE __u32 copyTypedName(uint8_t* ret_name, struct dentry* dentry)
{
    struct dentry___typed* named = (struct dentry___typed*)dentry;
    __u32 length = READ_TYPED(named, d_name.len);
    if (bpf_core_field_exists(named->d_iname)) {
        if (copyShortName(ret_name, named->d_iname, bpf_core_field_size(named->d_iname), length))
            return length + 1;
    } else {
        if (copyShortName(ret_name, named->d_shortname.string,
                          bpf_core_field_size(named->d_shortname.string), length))
            return length + 1;
    }
    long copied = bpf_probe_read_kernel_str(ret_name, NAME_SIZE, READ_TYPED(dentry, d_name.name));
    return copied > 0 ? copied : 0;
}
#endif

/* What copyNames() writes to has to be so long, and NAME_SIZE more. */
#define PATH_OFFSET_MASK 0xffff

/*
 * Copies up to PATH_STEPS names, at most those within one mount, to `bytes`, from `*offset` on,
 * which no name may begin behind `limit` of. Where old verifiers take no loop this is written out
 * for every step, so each instruction counts, and each state in which a step may end.
 */
ALWAYS_INLINE enum pathWalkState copyNames(struct pathWalk* walk, uint8_t* bytes, __u64* offset,
                                           __u64 limit)
{
    bool atTop = false;
#ifdef NOLOOPS
#pragma unroll
#endif
    for (int i = 0; i < PATH_STEPS; i++) {
        struct dentry* dentry = walk->dentry;
        struct dentryPlace place;
        atTop = dentry == walk->place.root;
        if (atTop) break;
        readDentryPlace(&place, dentry);
        atTop = dentry == place.parent;
        if (atTop) break;
        if (*offset > limit) return PathWalkStuck;
        __u64 from = *offset;
        BOUND(from, PATH_OFFSET_MASK);
        long length = bpf_probe_read_kernel_str(bytes + from, NAME_SIZE, place.name);
        if (length <= 0) return PathWalkStuck;
        *offset += length;
        walk->dentry = place.parent;
    }
    return atTop ? leaveMount(walk) : PathWalkGoesOn;
}

#endif
