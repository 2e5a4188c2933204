/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The records that BPF programs send and user space reads: C, shared by both sides.
 *
 * A record is its header, the rest of its event's struct, and then the extensions: byte strings
 * of variable length, one behind the other without padding, in the order of the event's
 * ...Extension enumeration. header.extensionSizes holds their lengths; 0 means absent. A record is
 * never longer than SYSMON_RECORD_MAX, and every byte that no program wrote is zero.
 */
#ifndef SYSMON_IOCTLCMD_H
#define SYSMON_IOCTLCMD_H

#include <stdint.h>

/*
 * Counts up with each change of what BPF programs and user space agree on here: an upgrade may
 * leave objects of one version beside a program of another.
 */
#define SYSMON_RECORD_ABI 4

/* A perf record carries its size in 16 bits, its own header included. */
#define SYSMON_RECORD_MAX 64000
#define SYSMON_MAX_EXTENSIONS 4

/*
 * EventType of a record. Up to 255 it is the schema's event id; the values from 256 to 511 are
 * pseudo-events (linux/linuxTypes.h) that user space finishes or correlates.
 */
typedef enum {
    ProcessCreate = 1,
    NetworkConnect = 3,
    ProcessTerminate = 5,
    RawAccessRead = 9,
    ProcessAccess = 10,
    FileCreate = 11,
    FileDelete = 23,
    EbpfEvent = 100,
} EventType;

/*
 * What tells one program image in one process from every other, before and after: user space makes
 * the ProcessGuid of it. All of it can be read from /proc/PID/stat, too (fields 1, 22, 27, 48).
 */
typedef struct {
    uint32_t processId; /* thread group, initial pid namespace */
    uint32_t threadId;
    uint64_t startTimeNs; /* of the thread group's leader, boot-time clock */
    uint64_t endCode;     /* mm->end_code; 0: no memory of its own (any more) */
    uint64_t argStart;    /* mm->arg_start; likewise */
} SYSMON_PROCESS_KEY;

typedef struct {
    uint16_t eventType;
    uint16_t flags;     /* SYSMON_RECORD_... */
    uint32_t eventSize; /* bytes, extensions included */
    uint64_t timeNs;    /* CLOCK_MONOTONIC when the event happened */
    SYSMON_PROCESS_KEY process;
    uint32_t userId; /* effective, initial user namespace */
    uint32_t extensionSizes[SYSMON_MAX_EXTENSIONS];
    uint32_t abi; /* SYSMON_RECORD_ABI */
} SYSMON_EVENT_HEADER;

/* Something did not fit or could not be read: user space marks or refreshes it. */
#define SYSMON_RECORD_ARGUMENTS_CUT 0x1

/*
 * A path extension: one byte of SYSMON_PATH_... flags, then the names from the last component up to
 * the root of the mount namespace, each with its NUL: "\0passwd\0etc\0" is /etc/passwd.
 */
#define SYSMON_PATH_DELETED 0x1 /* the name is gone from its directory */
#define SYSMON_PATH_PSEUDO 0x2  /* no place in any directory (memfd, pipe): one name */
#define SYSMON_PATH_CUT 0x4     /* the upper components are missing */

/* header.process is the new image; its time is that of the exec. */
typedef struct {
    SYSMON_EVENT_HEADER header;
    SYSMON_PROCESS_KEY parent; /* real parent, not a tracer */
    uint32_t parentUserId;     /* effective */
    uint32_t realUserId;
    uint32_t loginUserId; /* 4294967295: unset */
    uint32_t sessionId;   /* audit session; 4294967295: unset */
    uint64_t imageInode;
    uint32_t imageDeviceMajor; /* of the file system, as stat(2) tells it */
    uint32_t imageDeviceMinor;
    int64_t imageModifiedNs; /* its times, nanoseconds since 1970; 0: not known */
    int64_t imageChangedNs;
    uint64_t argumentsSize; /* bytes of all arguments, NULs included, even where cut */
} SYSMON_PROCESS_CREATE;

enum SysmonProcessCreateExtension {
    ProcessCreateImage,            /* path */
    ProcessCreateCurrentDirectory, /* path */
    ProcessCreateArguments,        /* each argument with its NUL */
};

/*
 * A process begins as a copy of another (fork, vfork, clone without CLONE_THREAD). No event of its
 * own: keeps the process cache true. header.process is the new process.
 */
typedef struct {
    SYSMON_EVENT_HEADER header;
    SYSMON_PROCESS_KEY parent; /* the process that called */
} SYSMON_PROCESS_FORK;

/* An IPv4 address a.b.c.d is written as ::ffff:a.b.c.d, whatever kind of socket it was used with.
 */
typedef struct {
    uint8_t address[16]; /* in network byte order */
    uint16_t port;       /* in the machine's byte order */
    uint16_t reserved[3];
} SYSMON_NETWORK_END;

/*
 * A TCP connection was established, or a datagram of a UDP flow sent or received. `local` is the
 * end of the process.
 */
typedef struct {
    SYSMON_EVENT_HEADER header;
    SYSMON_NETWORK_END local;
    SYSMON_NETWORK_END remote;
    uint16_t protocol;  /* 6 TCP, 17 UDP */
    uint16_t initiated; /* 1: by the process: it connected or sent; 0: it accepted or received */
    uint32_t reserved;
} SYSMON_NETWORK_CONNECT;

/* The last thread of a process ended. header.process.endCode and argStart are 0 by then. */
typedef struct {
    SYSMON_EVENT_HEADER header;
} SYSMON_PROCESS_TERMINATE;

/*
 * Files: where a program saw the dentry, ...Target is its whole path and ...Name is absent. Else
 * ...Name is what the caller passed and ...Target the directory that the kernel resolved it from:
 * the current or the given one, for an absolute name the process's root.
 */
typedef struct {
    SYSMON_EVENT_HEADER header;
    uint32_t fileMode; /* type and permissions; 0: not known, user space looks */
    uint32_t reserved;
} SYSMON_FILE_CREATE;

enum SysmonFileCreateExtension {
    FileCreateTarget, /* path */
    FileCreateName,   /* text with its NUL */
};

typedef struct {
    SYSMON_EVENT_HEADER header;
    uint32_t fileMode;    /* likewise, but nobody can look any more */
    uint32_t deviceMajor; /* of the file system, as stat(2) tells it */
    uint64_t inode;       /* 0: not known, or nobody has the file open */
    uint32_t deviceMinor;
    uint32_t reserved;
} SYSMON_FILE_DELETE;

enum SysmonFileDeleteExtension {
    FileDeleteTarget, /* path */
    FileDeleteName,   /* text with its NUL */
};

typedef struct {
    SYSMON_EVENT_HEADER header;
    /* Of a character device whose number was given at run time: user space finds out whether it
     * gives raw access. 0: it does. */
    uint32_t characterMajor;
    uint32_t reserved;
} SYSMON_RAW_ACCESS_READ;

enum SysmonRawAccessReadExtension {
    RawAccessReadDevice, /* path */
};

/*
 * header.process got access to another process. `target` is that process where the kernel's
 * structures lead to it; else its processId is 0, and `targetId` is the process or thread id that
 * was asked for, as the pid namespace of the caller numbers it.
 */
typedef struct {
    SYSMON_EVENT_HEADER header;
    SYSMON_PROCESS_KEY target;
    uint32_t targetUserId; /* effective; only with `target` */
    uint32_t targetId;
    uint32_t grantedAccess;    /* a ptrace request or SYSMON_ACCESS_... */
    uint32_t fileSystemDevice; /* of an opened file "ID/mem", which may be none of procfs; else 0 */
} SYSMON_PROCESS_ACCESS;

#define SYSMON_ACCESS_VM_READ 0x10000
#define SYSMON_ACCESS_VM_WRITE 0x20000
#define SYSMON_ACCESS_MEMORY_READ 0x40000
#define SYSMON_ACCESS_MEMORY_WRITE 0x80000
#define SYSMON_ACCESS_DESCRIPTOR 0x100000

/* A BPF program was loaded. All but `command` is zero if its descriptor was gone at once. */
typedef struct {
    SYSMON_EVENT_HEADER header;
    uint32_t command; /* of bpf(2) */
    uint32_t programType;
    uint32_t programId;
    uint32_t reserved;
    char programName[16];
} SYSMON_EBPF_EVENT;

#endif
