/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What a program leaves for the one that looks at the same call of the same thread later.
 *
 * Where the kernel has storage for tasks (5.13, with BTF) a note lies with the thread: other
 * threads cannot push it out, it costs no search, and it ends with the thread. Else notes lie in a
 * map by thread, where the longest unused goes. Each CPU keeps up to 128 free entries of such a map
 * for itself, so it has far more than threads can be within the same call at the same time, and the
 * library makes it larger where many CPUs are online: a note that is lost is an event that is lost.
 *
 * Kernels before 6.2 refuse storage when a program that uses it was preempted on this CPU; then the
 * map serves.
 */
#ifndef SYSMON_THREAD_NOTES_C
#define SYSMON_THREAD_NOTES_C

#include "sysmonEBPF_common.h"

#define NOTES_BY_THREAD 8192

#ifdef BTF_TYPED_CALLS
/* The library leaves these maps out where the kernel has none. */
#define STORAGE_OF_THREAD(Kind, content)                                                           \
    struct stored##Kind {                                                                          \
        content note;                                                                              \
        __u64 isSet;                                                                               \
    };                                                                                             \
    struct {                                                                                       \
        __uint(type, BPF_MAP_TYPE_TASK_STORAGE);                                                   \
        __uint(map_flags, BPF_F_NO_PREALLOC);                                                      \
        __type(key, int);                                                                          \
        __type(value, struct stored##Kind);                                                        \
    } telemetryStored##Kind SEC(".maps");                                                          \
                                                                                                   \
    ALWAYS_INLINE struct stored##Kind* storageOf##Kind(__u64 flags)                                \
    {                                                                                              \
        if (!telemetryForm.taskStorage) return 0;                                                  \
        return bpf_task_storage_get(&telemetryStored##Kind, (void*)bpf_get_current_task_btf(), 0,  \
                                    flags);                                                        \
    }
#else
#define STORAGE_OF_THREAD(Kind, content)                                                           \
    struct stored##Kind {                                                                          \
        content note;                                                                              \
        __u64 isSet;                                                                               \
    };                                                                                             \
                                                                                                   \
    ALWAYS_INLINE struct stored##Kind* storageOf##Kind(__u64 flags)                                \
    {                                                                                              \
        (void)flags;                                                                               \
        return 0;                                                                                  \
    }
#endif

/*
 * Notes of a kind: note##Kind() writes the running thread's, in place of an older one,
 * noted##Kind() finds it (NULL: none), forget##Kind() takes it away.
 */
#define THREAD_NOTES(Kind, content)                                                                \
    struct {                                                                                       \
        __uint(type, BPF_MAP_TYPE_LRU_HASH);                                                       \
        __uint(max_entries, NOTES_BY_THREAD);                                                      \
        __type(key, __u64);                                                                        \
        __type(value, content);                                                                    \
    } telemetryNoted##Kind SEC(".maps");                                                           \
                                                                                                   \
    STORAGE_OF_THREAD(Kind, content)                                                               \
                                                                                                   \
    ALWAYS_INLINE void note##Kind(const content* note)                                             \
    {                                                                                              \
        struct stored##Kind* stored = storageOf##Kind(BPF_LOCAL_STORAGE_GET_F_CREATE);             \
        if (stored) {                                                                              \
            stored->note = *note;                                                                  \
            stored->isSet = 1;                                                                     \
        } else {                                                                                   \
            __u64 thread = bpf_get_current_pid_tgid();                                             \
            bpf_map_update_elem(&telemetryNoted##Kind, &thread, note, BPF_ANY);                    \
        }                                                                                          \
    }                                                                                              \
                                                                                                   \
    ALWAYS_INLINE content* noted##Kind(void)                                                       \
    {                                                                                              \
        struct stored##Kind* stored = storageOf##Kind(0);                                          \
        if (stored && stored->isSet) return &stored->note;                                         \
        __u64 thread = bpf_get_current_pid_tgid();                                                 \
        return bpf_map_lookup_elem(&telemetryNoted##Kind, &thread);                                \
    }                                                                                              \
                                                                                                   \
    ALWAYS_INLINE void forget##Kind(void)                                                          \
    {                                                                                              \
        struct stored##Kind* stored = storageOf##Kind(0);                                          \
        if (stored && stored->isSet)                                                               \
            stored->isSet = 0;                                                                     \
        else {                                                                                     \
            __u64 thread = bpf_get_current_pid_tgid();                                             \
            bpf_map_delete_elem(&telemetryNoted##Kind, &thread);                                   \
        }                                                                                          \
    }

#endif
