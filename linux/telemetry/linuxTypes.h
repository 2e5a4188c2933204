/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What Sysmon has on Linux only: pseudo-events that BPF programs send and that no schema knows, and
 * pseudo system calls that stand for attachments which are no system call.
 */
#ifndef SYSMON_LINUX_TYPES_H
#define SYSMON_LINUX_TYPES_H

/* Pseudo-event types; they continue EventType of sysmonCommon/events/ioctlcmd.h. */
typedef enum {
    LinuxProcessFork = 256, /* SYSMON_PROCESS_FORK */
} LinuxEventType;

/* Pseudo system calls: numbers after those of the system calls, see TELEMETRY_PSEUDO_CALL. */
typedef enum {
    PseudoProcessCreate = 512,
    PseudoProcessFork,
    PseudoProcessTerminate,
    PseudoFileDelete,
    PseudoFileRename,
    PseudoFileName, /* mknod, link, symlink */
    PseudoTcpState, /* sock/inet_sock_set_state */
    PseudoUdpSend,
    PseudoUdpReceive,
    PseudoFileMade, /* opens that make files: before 4.19; from 5.7 to 6.3 those that fail then */
    PseudoFileOpen,
    PseudoProcessAccess,
    PseudoTcpAccept,
    PseudoProgramLoad,
} LinuxPseudoCall;

#endif
