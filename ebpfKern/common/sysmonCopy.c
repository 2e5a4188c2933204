/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Copies the extensions of a record (paths, strings, command lines) behind its event's struct and
 * sends it.
 *
 * An event's function only notes what it wants (appendPath() and its like, sysmonHelpers.c).
 * Copying comes after it, in one place for all events, because the verifier would have to walk
 * through the loops below for each extension of each program:
 *
 * - From 5.6 on it checks a function that is not static once and on its own, whoever calls it.
 * - Before, programs jump here (bpf_tail_call). They keep where they are in the record's memory and
 *   jump on: a program has 4096 instructions at most before 5.2, no loop before 5.3, and one that
 *   jumps can not call functions.
 */
#ifndef SYSMON_COPY_C
#define SYSMON_COPY_C

#include "sysmonEBPF_common.h"

#ifdef COPY_BY_TAIL_CALLS
ALWAYS_INLINE struct recordMemory* recordOfSlot(__u32 slot)
{
    __u32 index = bpf_get_smp_processor_id() * RecordSlots + slot;
    return bpf_map_lookup_elem(&telemetryPerCpuMemory, &index);
}

ALWAYS_INLINE struct recordMemory* takeRecord(enum recordSlot slot)
{
    struct recordMemory* record = recordOfSlot(slot);
    if (!record) addLost(0, 1); /* a processor that was not there when the library was started */
    return record;
}
#else
ALWAYS_INLINE struct recordMemory* recordOfNumber(__u32 number)
{
    return bpf_map_lookup_elem(&telemetryRecords, &number);
}

/*
 * The number of this processor's own piece, unless it is taken. Adding to the count and reading it
 * are two steps: of those that come in between each finds more than itself, so never two get it.
 */
ALWAYS_INLINE __u32 takeOwnRecord(void)
{
    __u32 processor = bpf_get_smp_processor_id();
    struct recordUsers* users = bpf_map_lookup_elem(&telemetryRecordUsers, &processor);
    if (!users) return NO_RECORD; /* it came later */
    __sync_fetch_and_add(&users->count, 1);
    if (*(volatile __u64*)&users->count == 1) return processor + 1;
    __sync_fetch_and_add(&users->count, -1);
    return NO_RECORD;
}

/* Whoever takes one has to give it back. */
ALWAYS_INLINE struct recordMemory* takeRecord(enum recordSlot slot)
{
    (void)slot;
    __u32 number = takeOwnRecord();
    if (number == NO_RECORD && bpf_map_pop_elem(&telemetryFreeRecords, &number) != 0)
        number = NO_RECORD;
    struct recordMemory* record = recordOfNumber(number);
    if (record) record->number = number;
    return record;
}

ALWAYS_INLINE void giveBackRecord(__u32 number)
{
    __u32 processor = number - 1;
    struct recordUsers* users = bpf_map_lookup_elem(&telemetryRecordUsers, &processor);
    if (users)
        __sync_fetch_and_add(&users->count, -1);
    else
        bpf_map_push_elem(&telemetryFreeRecords, &number, BPF_ANY);
}
#endif

/* Whether a piece of `size` bytes still fits behind what the record holds. */
ALWAYS_INLINE bool fits(__u64 offset, __u64 size)
{
    return offset + size <= SYSMON_RECORD_MAX;
}

/* Where RECORD_PIECE_MAX bytes of the record may be written or read. */
ALWAYS_INLINE uint8_t* bytesAt(struct recordMemory* record, __u64 offset)
{
    BOUND(offset, RECORD_OFFSET_MASK);
    return record->bytes + offset;
}

ALWAYS_INLINE void endExtension(struct recordMemory* record)
{
    record->header.extensionSizes[record->extension & EXTENSION_MASK] =
        record->header.eventSize - record->extensionStart;
}

/* Whether the name is there. */
ALWAYS_INLINE bool copyFirstName(struct recordMemory* record, const unsigned char* name)
{
    __u64 offset = record->header.eventSize;
    long length = bpf_probe_read_kernel_str(bytesAt(record, offset), NAME_SIZE, name);
    if (length <= 0) return false;
    record->header.eventSize = offset + length;
    return true;
}

/*
 * Copies the first name; returns whether there may be more. Until the walk has reached the root a
 * path is cut.
 */
ALWAYS_INLINE bool beginPath(struct recordMemory* record, struct recordPiece piece)
{
    __u64 start = record->header.eventSize;
    struct pathWalk* walk = &record->walk;
    struct dentry* dentry = (struct dentry*)piece.from;
    if (!fits(start, 1 + NAME_SIZE)) return false;
    enterMount(walk, dentry, (struct mount*)piece.extra);
    struct dentryPlace place;
    readDentryPlace(&place, dentry);
    bool isTop = dentry == walk->place.root;
    /* A dentry that hangs in no directory, of a file system that is nowhere: its one name. */
    bool pseudo = !isTop && dentry == place.parent;
    /* As the kernel's d_unlinked: the name is gone although the dentry is still there. */
    bool unlinked = dentry != place.parent && !READ_KERNEL(dentry, d_hash.pprev);
    __u8 flags = SYSMON_PATH_CUT | (unlinked ? SYSMON_PATH_DELETED : 0);
    *bytesAt(record, start) = pseudo ? SYSMON_PATH_PSEUDO : flags;
    record->header.eventSize = start + 1;
    bool goesOn = !pseudo;
    if (!isTop) {
        if (!copyFirstName(record, place.name)) goesOn = false;
        walk->dentry = place.parent;
    }
    endExtension(record);
    return goesOn;
}

/* Walks on; returns whether that is not all yet. */
ALWAYS_INLINE bool walkPath(struct recordMemory* record)
{
    struct pathWalk walk = record->walk;
    __u64 offset = record->header.eventSize;
    enum pathWalkState state =
        copyNames(&walk, record->bytes, &offset, SYSMON_RECORD_MAX - NAME_SIZE);
    record->walk = walk;
    record->header.eventSize = offset;
    endExtension(record);
    if (state == PathWalkAtRoot) *bytesAt(record, record->extensionStart) &= ~SYSMON_PATH_CUT;
    return state == PathWalkGoesOn;
}

/*
 * In pieces: one that is not in memory loses what follows it, not all. Whole pieces first, since
 * sizes that vary multiply what the verifier has to follow.
 */
ALWAYS_INLINE void copyUserBytes(struct recordMemory* record, struct recordPiece piece)
{
    __u64 from = piece.from;
    __u64 left = piece.extra;
    __u64 offset = record->header.eventSize;
#ifdef NOLOOPS
#pragma unroll
#endif
    for (int i = 0; i < SYSMON_RECORD_MAX / RECORD_PIECE_MAX; i++) {
        if (left < RECORD_PIECE_MAX || offset > SYSMON_RECORD_MAX - RECORD_PIECE_MAX) break;
        if (bpf_probe_read_user(bytesAt(record, offset), RECORD_PIECE_MAX, (const void*)from) != 0)
            break;
        offset += RECORD_PIECE_MAX;
        from += RECORD_PIECE_MAX;
        left -= RECORD_PIECE_MAX;
    }
    if (left < RECORD_PIECE_MAX && offset <= SYSMON_RECORD_MAX - RECORD_PIECE_MAX &&
        bpf_probe_read_user(bytesAt(record, offset), left, (const void*)from) == 0) {
        offset += left;
        left = 0;
    }
    if (left) record->header.flags |= SYSMON_RECORD_ARGUMENTS_CUT;
    record->header.eventSize = offset;
    endExtension(record);
}

ALWAYS_INLINE void copyUserString(struct recordMemory* record, struct recordPiece piece)
{
    __u64 offset = record->header.eventSize;
    if (!fits(offset, RECORD_PIECE_MAX)) return;
    long length =
        bpf_probe_read_user_str(bytesAt(record, offset), RECORD_PIECE_MAX, (const void*)piece.from);
    if (length > 0) record->header.eventSize = offset + length;
    endExtension(record);
}

/* Copies an extension but for a path's names; returns whether it is a path that has some. */
ALWAYS_INLINE bool beginExtension(struct recordMemory* record, __u32 extension)
{
    /* A copy: the verifiers of 5.x lose the bounds of a place that is kept on the stack. */
    const struct recordPiece piece = record->pieces[extension & EXTENSION_MASK];
    record->extension = extension;
    record->extensionStart = record->header.eventSize;
    if (piece.kind == PiecePath) return beginPath(record, piece);
    if (piece.kind == PieceUserBytes) copyUserBytes(record, piece);
    if (piece.kind == PieceUserString) copyUserString(record, piece);
    return false;
}

ALWAYS_INLINE void sendComplete(void* context, struct recordMemory* record)
{
    __u64 size = record->header.eventSize & RECORD_OFFSET_MASK;
    sendRecord(context, (struct telemetryRecord*)record, size);
}

#ifdef COPY_BY_TAIL_CALLS
#include "sysmonCopyStages.c"
#else

/* Such functions take numbers only, so they find their record by its own. */
#define VERIFIED_ONCE __attribute__((noinline))

/* What PATH_MAX has room for, and mounts on the way. A path ends there, marked SYSMON_PATH_CUT. */
#define PATH_MAX_NAMES 2048
#define PATH_MAX_MOUNTS 64
#define PATH_WALKS (PATH_MAX_NAMES / PATH_STEPS + PATH_MAX_MOUNTS)

/* Returns whether that is not all yet. */
VERIFIED_ONCE int walkPathOfNumber(__u32 number)
{
    struct recordMemory* record = recordOfNumber(number);
    return record && walkPath(record);
}

VERIFIED_ONCE int walkOn(__u32 number)
{
    for (int i = 0; i < PATH_WALKS; i++)
        if (!walkPathOfNumber(number)) break;
    return 0;
}

VERIFIED_ONCE int copyExtension(__u32 number, __u32 extension)
{
    struct recordMemory* record = recordOfNumber(number);
    if (record && beginExtension(record, extension)) walkOn(number);
    return 0;
}

/* Completes the record, sends it and gives its memory back. `slot` is for older kernels. */
ALWAYS_INLINE void sendEvent(void* context, struct recordMemory* record, enum recordSlot slot)
{
    (void)slot;
    __u32 number = record->number;
    if (number == NO_RECORD) {
        countLost(record->header.eventType, 1);
        return;
    }
    for (__u32 i = 0; i < SYSMON_MAX_EXTENSIONS; i++)
        if (record->pieces[i].kind != PieceNone) copyExtension(number, i);
    sendComplete(context, record);
    giveBackRecord(number);
}

#ifdef BTF_TYPED_CALLS
/* As many names of a path as most have are copied by what knows the dentry's type. */
#define TYPED_NAMES 12

/*
 * Copies the path of (dentry, mount) as far as it goes without helper calls; returns whether that
 * is not all. A name that is being changed is read again.
 */
ALWAYS_INLINE bool copyTypedPath(struct recordMemory* record, int extension, struct dentry* dentry,
                                 struct vfsmount* mount)
{
    struct pathWalk* walk = &record->walk;
    __u32 start = record->header.eventSize;
    readMountPlace(&walk->place, mountOf(mount));
    walk->mount = mountOf(mount);
    record->extension = extension;
    record->extensionStart = start;
    bool unlinked = !READ_TYPED(dentry, d_hash.pprev);
    __u8 flags = unlinked ? SYSMON_PATH_DELETED : 0;
    record->header.eventSize = start + 1;
    bool atTop = false;
    for (int i = 0; i < TYPED_NAMES; i++) {
        atTop = dentry == walk->place.root;
        if (atTop) break;
        __u32 changes = changesOfDentry(dentry);
        struct dentry* parent = READ_TYPED(dentry, d_parent);
        atTop = dentry == parent;
        if (atTop) break;
        __u64 end = *(volatile uint32_t*)&record->header.eventSize;
        __u32 length = copyTypedName(bytesAt(record, end), dentry);
        if (!length) break;
        if (changes % 2 || changesOfDentry(dentry) != changes) continue;
        record->header.eventSize = end + length;
        dentry = parent;
    }
    walk->dentry = dentry;
    bool goesOn = !atTop || leaveMount(walk) == PathWalkGoesOn;
    *bytesAt(record, start) = goesOn ? flags | SYSMON_PATH_CUT : flags;
    endExtension(record);
    return goesOn;
}

/* sendEvent() for a record whose one extension is the path of such a dentry. */
ALWAYS_INLINE void sendTypedPath(void* context, struct recordMemory* record, int extension,
                                 struct dentry* dentry, struct vfsmount* mount)
{
    __u32 number = record->number;
    if (number == NO_RECORD) {
        countLost(record->header.eventType, 1);
        return;
    }
    if (copyTypedPath(record, extension, dentry, mount)) walkOn(number);
    sendComplete(context, record);
    giveBackRecord(number);
}
#endif

#endif
#endif
