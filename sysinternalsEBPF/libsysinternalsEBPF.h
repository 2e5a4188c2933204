/* SPDX-License-Identifier: MIT */
/*
 * Telemetry from the kernel by BPF programs, for clients that bring the programs and do not want to
 * know how they are chosen, loaded, attached and drained.
 *
 * A client describes, per range of kernels, an object file and which of its programs belong to
 * which system calls and tracepoints, and says which of these calls are active. telemetryStart()
 * picks the object for this kernel and loads it; telemetryRun() hands over the records, in the
 * order in which they happened, until telemetryStop().
 *
 * Functions that can fail return TELEMETRY_OK or a telemetryResult; telemetryErrorText() then says
 * what was tried, on what, why it failed and what to do. All strings of a configuration must live
 * as long as the session; the records handed to callbacks live until the callback returns.
 *
 * Threads: one session may be used from one thread at a time, except telemetryStop() and
 * telemetryReload(), which may be called from any thread and from signal handlers, and
 * telemetryQueue(), from any thread.
 */
#ifndef LIBSYSINTERNALS_EBPF_H
#define LIBSYSINTERNALS_EBPF_H

#include "telemetryRecord.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TELEMETRY_API __attribute__((visibility("default")))

/* As LINUX_VERSION_CODE, but with room for patch levels above 255: KERNEL(5, 6, 0). */
#define TELEMETRY_KERNEL(major, minor, patch)                                                      \
    (((uint64_t)(major) << 32) | ((uint64_t)(minor) << 16) | (uint64_t)(patch))
#define TELEMETRY_KERNEL_ANY UINT64_MAX

/*
 * Calls that can be active: system calls by their native number, and from TELEMETRY_PSEUDO_CALL on
 * pseudo system calls, numbers of the client's own for what is attached to no system call.
 */
#define TELEMETRY_PSEUDO_CALL TELEMETRY_COMPAT_CALLS
#define TELEMETRY_MAX_CALLS (TELEMETRY_COMPAT_CALLS + 64)
#define TELEMETRY_NO_CALL UINT32_MAX

typedef enum {
    TELEMETRY_OK = 0,
    TELEMETRY_BAD_ARGUMENT,  /* a configuration that makes no sense */
    TELEMETRY_NO_PERMISSION, /* not root, a missing capability, lockdown */
    TELEMETRY_KERNEL_NOT_SUPPORTED,
    TELEMETRY_NO_BTF,       /* a BTF file is not one */
    TELEMETRY_NO_OFFSETS,   /* no source knows where this kernel has the members that are read */
    TELEMETRY_NO_OBJECT,    /* the object file is missing, is not one, or of another version */
    TELEMETRY_LOAD_FAILED,  /* the kernel took no program at all */
    TELEMETRY_SYSTEM_ERROR, /* memory, descriptors, threads */
} telemetryResult;

/*
 * Where the places of members in this kernel's structures come from, in the order in which they are
 * tried. A BTF file that the client names goes first. Everything but the kernel's own BTF must
 * stand a test against /proc/self before it is used; what does not is reported and the next one
 * tried.
 */
typedef enum {
    TELEMETRY_OFFSETS_BTF_FILE,
    TELEMETRY_OFFSETS_KERNEL_BTF,
    TELEMETRY_OFFSETS_CONF_FILE, /* made by getOffsets */
    TELEMETRY_OFFSETS_DATABASE,
    TELEMETRY_OFFSETS_DISCOVERY,
} telemetryOffsets;

/* Where a record was lost for want of room. */
typedef enum {
    TELEMETRY_LOST_AT_RING,  /* between the program that sent it and the reader */
    TELEMETRY_LOST_AT_QUEUE, /* between the reader and the callbacks */
} telemetryLossPlace;

#define TELEMETRY_OFFSETS_FROM(source) (1u << (source))
#define TELEMETRY_OFFSETS_FROM_ANYWHERE 0x1fu

/* A program that runs at the exit of one system call. */
typedef struct {
    const char* program;
    uint32_t call;       /* native number; TELEMETRY_NO_CALL: the architecture has no such call */
    uint32_t compatCall; /* number for 32-bit programs, or TELEMETRY_NO_CALL */
} telemetrySyscall;

/* A program that runs at a tracepoint, active with the system call or pseudo call `call`. */
typedef struct {
    const char* program;
    const char* category; /* e.g. "sched" */
    const char* tracepoint;
    uint32_t call;
} telemetryTracepoint;

/*
 * A system call by its own classic tracepoints, for kernels without raw ones: `entryProgram` keeps
 * its arguments (ebpfKern/classicTracepoints.c), `program` runs at its exit. They do not see calls
 * of 32-bit programs. A call that the kernel does not have is not a failure.
 */
typedef struct {
    const char* program;
    const char* entryProgram;
    const char* name; /* of the system call, as in syscalls/sys_exit_NAME */
    uint32_t call;
} telemetryClassicSyscall;

/* A field of a tracepoint's record, whose offset programs find in the map telemetryFields. */
typedef struct {
    const char* category;
    const char* tracepoint;
    const char* field;
} telemetryField;

/* A program that others jump to: it is put into slot `slot` of the program array `map`. */
typedef struct {
    const char* program;
    const char* map;
    uint32_t slot;
} telemetryTailCall;

/*
 * A hash map in which programs of `call` remember what has begun until it ends. It is emptied
 * before they are attached: what ends while they are not would stay in it for ever.
 */
typedef struct {
    const char* map;
    uint32_t call;
} telemetryPending;

/* A program at the entry of a function of the kernel. */
typedef struct {
    const char* program;
    const char* function; /* as in the program's section */
} telemetryProbe;

/* Programs that only make sense together, all of one kind. */
typedef struct {
    const char* name; /* of the kind: "fentry", "kprobe" */
    const telemetryProbe* probes;
    size_t probeCount;
} telemetryHookForm;

/*
 * A hook sees on functions of the kernel what programs on the exits of system calls can only see
 * the results of. Its forms are alternatives, the best first: the first that the kernel loads and
 * attaches is taken, the others are not loaded. Where the kernel preempts programs and skips them
 * for other tasks meanwhile, those forms come first that have the fewest of these programs. The
 * programs `instead`, of system calls or tracepoints, do the work where it takes none, and are not
 * loaded where it does.
 */
typedef struct {
    uint32_t call; /* active with this system call or pseudo call */
    const telemetryHookForm* forms;
    size_t formCount;
    const char* const* instead;
    size_t insteadCount;
} telemetryHook;

/* One object file for kernels from `fromKernel` up to, not including, `beforeKernel`. */
typedef struct {
    const char* file;
    uint64_t fromKernel;
    uint64_t beforeKernel;
    uint32_t abi; /* TELEMETRY_CLIENT_ABI() of its source */
    /* Its accesses to the kernel's structures are CO-RE relocations, so it needs struct offsets. */
    bool needsOffsets;
    /* The BTF-typed (NULL: none) and the raw form of the program on the exit of all system calls.
     */
    const char* syscallExitBtf;
    const char* syscallExitRaw;
    const telemetrySyscall* syscalls;
    size_t syscallCount;
    const telemetryTracepoint* tracepoints;
    size_t tracepointCount;
    const telemetryClassicSyscall* classicSyscalls;
    size_t classicSyscallCount;
    const telemetryField* fields; /* element i of telemetryFields is the offset of fields[i] */
    size_t fieldCount;
    const telemetryTailCall* tailCalls;
    size_t tailCallCount;
    const telemetryPending* pending;
    size_t pendingCount;
    const telemetryHook* hooks;
    size_t hookCount;
    /* Others, which are only better where the kernel preempts programs of tracepoints. */
    const telemetryHook* unskippedHooks;
    size_t unskippedHookCount;
} telemetryObject;

typedef struct {
    const char* const* folders; /* where object files may lie; the first that has it is taken */
    size_t folderCount;
    const char*
        btfFile; /* BTF of this kernel, raw or in an ELF file, or NULL for the kernel's own */
    /* NULL: /opt/sysinternalsEBPF/sysinternalsEBPF_offsets.conf, and the built-in database. */
    const char* offsetsConf;
    const char* offsetsDatabase;
    uint32_t offsetsSources; /* TELEMETRY_OFFSETS_FROM(source) of what may be used; 0: all */
    const telemetryObject* objects;
    size_t objectCount;
    bool perfRings; /* also where the kernel has the ring buffer: for tests */
    /* Functions of the kernel whose names begin so count as missing: for tests. May be NULL. */
    const char* withoutFunctions;
    const bool* activeCalls; /* TELEMETRY_MAX_CALLS entries */
    size_t queueBytes;       /* what may wait for the callbacks; 0: 64 MiB */

    void* context; /* handed to every callback; all of them run in telemetryRun() */
    void (*onEvent)(void* context, const struct telemetryRecord* record);
    /*
     * `count` records of `type` were lost at `place` since the last call. Type 0: the kernel
     * (before 5.1) does not tell which.
     */
    void (*onLost)(void* context, telemetryLossPlace place, uint32_t type, uint64_t count);
    /*
     * The kernel skipped `runs` runs of programs since the last call, since another task's run on
     * the same processor was preempted: each may have been a record, most were none. May be NULL.
     */
    void (*onSkipped)(void* context, uint64_t runs);
    /*
     * Programs found since the last call that `count` records of `type` would have told again what
     * another one tells, and did not send them. May be NULL.
     */
    void (*onMerged)(void* context, uint32_t type, uint64_t count);
    /* All that waited has been handed over: a good moment to flush. Also called when idle. */
    void (*onIdle)(void* context);
    /* Everything active is attached. */
    void (*onReady)(void* context);
    /* telemetryReload() was called. */
    void (*onReload)(void* context);
    /* Something failed that should work: a program that was left out and why. From any call. */
    void (*onMessage)(void* context, const char* message);
    /* How things are done on this kernel, which is not a failure. From any call. May be NULL. */
    void (*onNote)(void* context, const char* note);
} telemetryConfiguration;

typedef struct telemetrySession telemetrySession;

/*
 * Checks, loads and attaches, and starts to collect. On success `*ret_session` belongs to the
 * caller until telemetryClose(); otherwise it is untouched and telemetryErrorText() says why.
 */
TELEMETRY_API telemetryResult telemetryStart(const telemetryConfiguration* configuration,
                                             telemetrySession** ret_session);

/*
 * Calls onReady and then the other callbacks until telemetryStop(); what happened until then is
 * still handed over before it returns.
 */
TELEMETRY_API telemetryResult telemetryRun(telemetrySession* session);

TELEMETRY_API void telemetryStop(telemetrySession* session);
TELEMETRY_API void telemetryReload(telemetrySession* session);
/* onIdle is called soon, though no records came. From any thread and from signal handlers. */
TELEMETRY_API void telemetryWake(telemetrySession* session);

/*
 * Process `processId` helps this one: what it does is not reported until `helps` is false, which
 * has to be before its number is given to another (waitpid()). From any thread. False: there are
 * TELEMETRY_HELPERS already, and its activity is reported as anybody's.
 */
TELEMETRY_API bool telemetryHelper(telemetrySession* session, uint32_t processId, bool helps);

/* Which source the struct offsets in use came from, and a short name for a source. */
TELEMETRY_API telemetryOffsets telemetryOffsetsSource(const telemetrySession* session);
TELEMETRY_API const char* telemetryOffsetsSourceName(telemetryOffsets source);

/*
 * Replaces the set of active calls (TELEMETRY_MAX_CALLS entries). What stays active is not touched
 * and misses nothing.
 */
TELEMETRY_API telemetryResult telemetryUpdateSyscalls(telemetrySession* session,
                                                      const bool* activeCalls);

/* A program of the object and where it belongs. */
typedef struct {
    const char* program;
    const char* place; /* "fentry/d_delete", "sched/sched_process_exec", "exit of system call 87" */
    const char* form;  /* "fentry", "kprobe", "tp_btf", "raw_tracepoint", "tracepoint" */
    bool attached;
    const char*
        reason; /* why it is left out, or NULL: nothing active needs it, or it is attached */
} telemetryProgramState;

/*
 * Writes up to `room` states and returns how many there are. The texts live until the next call
 * of this function or the end of the session.
 */
TELEMETRY_API size_t telemetryPrograms(telemetrySession* session, telemetryProgramState* ret_states,
                                       size_t room);

/* What waits between the kernel and the callbacks, and how much may. */
typedef struct {
    size_t records; /* not handed over yet */
    size_t bytes;
    size_t mostBytes; /* so far */
    size_t limitBytes;
    size_t rings; /* each of ringBytes: the ring buffer, or a perf ring per processor */
    size_t ringBytes;
} telemetryQueueState;

TELEMETRY_API void telemetryQueue(telemetrySession* session, telemetryQueueState* ret_state);

/* Reads, writes and removes elements of a map of the loaded object, by the map's name. */
TELEMETRY_API telemetryResult telemetryMapLookupElem(telemetrySession* session, const char* map,
                                                     const void* key, void* ret_value);
TELEMETRY_API telemetryResult telemetryMapUpdateElem(telemetrySession* session, const char* map,
                                                     const void* key, const void* value);
TELEMETRY_API telemetryResult telemetryMapDeleteElem(telemetrySession* session, const char* map,
                                                     const void* key);

/* Detaches and frees everything; NULL is fine. */
TELEMETRY_API void telemetryClose(telemetrySession* session);

/* The text of the calling thread's last error, and a short name for a result. */
TELEMETRY_API const char* telemetryErrorText(void);
TELEMETRY_API const char* telemetryResultName(telemetryResult result);

#ifdef __cplusplus
}
#endif

#endif
