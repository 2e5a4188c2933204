/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * sysmonCopy.c for kernels before 5.6: the stages of copying as programs that jump to each other.
 * The kernel allows 33 jumps in a row.
 */
#ifndef SYSMON_COPY_STAGES_C
#define SYSMON_COPY_STAGES_C

/* CopyStageSecond: a program that begins the next record, see struct nextName. */
enum copyStage { CopyStageNext, CopyStageWalk, CopyStageSecond, CopyStages };

/*
 * Jumps that paths may take together beyond one each: what is left of 33 by the jump from the exit
 * of system calls and, for each extension, one to begin it and one to walk; sending takes one, too.
 * Of two records that follow each other, as of a rename, each has half of what is left: at an exit
 * each has a path and a string, else a path.
 */
#define MORE_PATH_RUNS (33 - 2 - 2 * SYSMON_MAX_EXTENSIONS)
#define MORE_PATH_RUNS_OF_TWO ((33 - 1 - 2 * 3) / 2)
#define MORE_PATH_RUNS_OF_TWO_AT_EXIT ((33 - 2 - 2 * 4) / 2)

/* A record whose jump fails is lost, and counted. */
ALWAYS_INLINE void loseRecord(struct recordMemory* record)
{
    record->next.name = 0;
    countLost(record->header.eventType, 1);
}

/* Begins the next extension, or sends the record if there is none. */
ALWAYS_INLINE void copyNext(void* context, void* stages, enum recordSlot slot)
{
    struct recordMemory* record = recordOfSlot(slot);
    if (!record) return;
    __u32 extension = record->extension;
#pragma unroll
    for (int i = 0; i < SYSMON_MAX_EXTENSIONS; i++)
        if (extension < SYSMON_MAX_EXTENSIONS &&
            record->pieces[extension & EXTENSION_MASK].kind == PieceNone)
            extension++;
    if (extension >= SYSMON_MAX_EXTENSIONS) {
        sendComplete(context, record);
        if (record->next.name) bpf_tail_call(context, stages, CopyStageSecond);
        return;
    }
    if (beginExtension(record, extension)) {
        bpf_tail_call(context, stages, CopyStageWalk);
    } else {
        record->extension = extension + 1;
        bpf_tail_call(context, stages, CopyStageNext);
    }
    loseRecord(record);
}

ALWAYS_INLINE void copyWalk(void* context, void* stages, enum recordSlot slot)
{
    struct recordMemory* record = recordOfSlot(slot);
    if (!record) return;
    if (walkPath(record) && record->moreRuns > 0) {
        record->moreRuns--;
        bpf_tail_call(context, stages, CopyStageWalk);
    } else {
        record->extension++;
        bpf_tail_call(context, stages, CopyStageNext);
    }
    loseRecord(record);
}

/*
 * A program can jump to programs of its own kind only, so each kind has its stages, in an array of
 * its own, and a slot.
 */
#define COPY_STAGES(kind, section, slot)                                                           \
    struct {                                                                                       \
        __uint(type, BPF_MAP_TYPE_PROG_ARRAY);                                                     \
        __uint(max_entries, CopyStages);                                                           \
        __uint(key_size, sizeof(__u32));                                                           \
        __uint(value_size, sizeof(__u32));                                                         \
    } telemetryCopy##kind SEC(".maps");                                                            \
                                                                                                   \
    SEC(section) int sysmonCopyNext##kind(void* context)                                           \
    {                                                                                              \
        copyNext(context, &telemetryCopy##kind, slot);                                             \
        return 0;                                                                                  \
    }                                                                                              \
                                                                                                   \
    SEC(section) int sysmonCopyWalk##kind(void* context)                                           \
    {                                                                                              \
        copyWalk(context, &telemetryCopy##kind, slot);                                             \
        return 0;                                                                                  \
    }

#ifdef CLASSIC_TRACEPOINTS
#define STAGE_AT_TRACEPOINT "tracepoint"
#else
#define STAGE_AT_TRACEPOINT "raw_tracepoint"
#endif
COPY_STAGES(Tracepoint, STAGE_AT_TRACEPOINT, RecordSlotTracepoint)
COPY_STAGES(Probe, "kprobe", RecordSlotProbe)

/* Completes the record of `slot` and sends it. What stands after it is run if that fails only. */
ALWAYS_INLINE void sendEvent(void* context, struct recordMemory* record, enum recordSlot slot)
{
    bool isAlone = !record->next.name && !record->next.isBegun;
    record->next.isBegun = 0;
    record->extension = 0;
    if (slot == RecordSlotProbe) {
        record->moreRuns = isAlone ? MORE_PATH_RUNS : MORE_PATH_RUNS_OF_TWO;
        bpf_tail_call(context, &telemetryCopyProbe, CopyStageNext);
    } else {
        record->moreRuns = isAlone ? MORE_PATH_RUNS : MORE_PATH_RUNS_OF_TWO_AT_EXIT;
        bpf_tail_call(context, &telemetryCopyTracepoint, CopyStageNext);
    }
    loseRecord(record);
}

/* The running task's record of `slot` will be followed by one about `next`. */
ALWAYS_INLINE void noteNext(enum recordSlot slot, struct nextName next)
{
    struct recordMemory* record = recordOfSlot(slot);
    if (record) record->next = next;
}

/* What the stage CopyStageSecond is about; name 0: nothing. */
ALWAYS_INLINE struct nextName takeNext(enum recordSlot slot)
{
    struct nextName next = {};
    struct recordMemory* record = recordOfSlot(slot);
    if (!record) return next;
    next = record->next;
    record->next.name = 0;
    record->next.isBegun = 1;
    return next;
}

#endif
