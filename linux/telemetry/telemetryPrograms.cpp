// SPDX-License-Identifier: MIT
#include "telemetryPrograms.h"

#include "ioctlcmd.h"
#include "linuxTypes.h"
#include "schema.h"

#include <sys/syscall.h>

static_assert(PseudoProcessCreate == TELEMETRY_PSEUDO_CALL);

namespace sysmon {

namespace {

// Calls that only some architectures have natively.
#ifdef __NR_open
constexpr uint32_t kOpen = __NR_open;
constexpr uint32_t kCreat = __NR_creat;
constexpr uint32_t kUnlink = __NR_unlink;
constexpr uint32_t kMknod = __NR_mknod;
constexpr uint32_t kLink = __NR_link;
constexpr uint32_t kSymlink = __NR_symlink;
constexpr uint32_t kRename = __NR_rename;
#else
constexpr uint32_t kOpen = TELEMETRY_NO_CALL;
constexpr uint32_t kCreat = TELEMETRY_NO_CALL;
constexpr uint32_t kUnlink = TELEMETRY_NO_CALL;
constexpr uint32_t kMknod = TELEMETRY_NO_CALL;
constexpr uint32_t kLink = TELEMETRY_NO_CALL;
constexpr uint32_t kSymlink = TELEMETRY_NO_CALL;
constexpr uint32_t kRename = TELEMETRY_NO_CALL;
#endif
#ifdef __NR_renameat
constexpr uint32_t kRenameAt = __NR_renameat;
#else
constexpr uint32_t kRenameAt = TELEMETRY_NO_CALL;
#endif

// Numbers of 32-bit programs' calls: i386 on x86-64, arm on arm64.
constexpr uint32_t kCompatOpen = 5;
constexpr uint32_t kCompatCreat = 8;
constexpr uint32_t kCompatUnlink = 10;
constexpr uint32_t kCompatMknod = 14;
constexpr uint32_t kCompatLink = 9;
constexpr uint32_t kCompatSymlink = 83;
constexpr uint32_t kCompatRename = 38;
constexpr uint32_t kCompatPtrace = 26;
#if defined(__x86_64__)
constexpr uint32_t kCompatOpenAt = 295;
constexpr uint32_t kCompatUnlinkAt = 301;
constexpr uint32_t kCompatMknodAt = 297;
constexpr uint32_t kCompatRenameAt = 302;
constexpr uint32_t kCompatLinkAt = 303;
constexpr uint32_t kCompatSymlinkAt = 304;
constexpr uint32_t kCompatRenameAt2 = 353;
constexpr uint32_t kCompatVmRead = 347;
constexpr uint32_t kCompatVmWrite = 348;
constexpr uint32_t kCompatBpf = 357;
#else
constexpr uint32_t kCompatOpenAt = 322;
constexpr uint32_t kCompatUnlinkAt = 328;
constexpr uint32_t kCompatMknodAt = 324;
constexpr uint32_t kCompatRenameAt = 329;
constexpr uint32_t kCompatLinkAt = 330;
constexpr uint32_t kCompatSymlinkAt = 331;
constexpr uint32_t kCompatRenameAt2 = 382;
constexpr uint32_t kCompatVmRead = 376;
constexpr uint32_t kCompatVmWrite = 377;
constexpr uint32_t kCompatBpf = 386;
#endif
constexpr uint32_t kCompatOpenAt2 = 437;
#if defined(__x86_64__)
constexpr uint32_t kCompatAccept = 102; // socketcall: i386 has no accept of its own
constexpr uint32_t kCompatAccept4 = 364;
#else
constexpr uint32_t kCompatAccept = 285;
constexpr uint32_t kCompatAccept4 = 366;
#endif

constexpr telemetrySyscall kRawSyscalls[] = {
    {"sysmonFileOpen_rawtp", kOpen, kCompatOpen},
    {"sysmonFileCreat_rawtp", kCreat, kCompatCreat},
    {"sysmonFileOpenAt_rawtp", __NR_openat, kCompatOpenAt},
    {"sysmonFileOpenAt2_rawtp", __NR_openat2, kCompatOpenAt2},
    {"sysmonFileUnlink_rawtp", kUnlink, kCompatUnlink},
    {"sysmonFileUnlinkAt_rawtp", __NR_unlinkat, kCompatUnlinkAt},
    {"sysmonFileMknod_rawtp", kMknod, kCompatMknod},
    {"sysmonFileMknodAt_rawtp", __NR_mknodat, kCompatMknodAt},
    {"sysmonFileLink_rawtp", kLink, kCompatLink},
    {"sysmonFileLinkAt_rawtp", __NR_linkat, kCompatLinkAt},
    {"sysmonFileSymlink_rawtp", kSymlink, kCompatSymlink},
    {"sysmonFileSymlinkAt_rawtp", __NR_symlinkat, kCompatSymlinkAt},
    {"sysmonFileRename_rawtp", kRename, kCompatRename},
    {"sysmonFileRenameAt_rawtp", kRenameAt, kCompatRenameAt},
    {"sysmonFileRenameAt2_rawtp", __NR_renameat2, kCompatRenameAt2},
    {"sysmonProcPtrace_rawtp", __NR_ptrace, kCompatPtrace},
    {"sysmonProcVmRead_rawtp", __NR_process_vm_readv, kCompatVmRead},
    {"sysmonProcVmWrite_rawtp", __NR_process_vm_writev, kCompatVmWrite},
    {"sysmonEbpfEvent_rawtp", __NR_bpf, kCompatBpf},
    {"sysmonTCPaccept_rawtp", __NR_accept, kCompatAccept},
    {"sysmonTCPaccept4_rawtp", __NR_accept4, kCompatAccept4},
};

constexpr telemetryTracepoint kRawTracepoints[] = {
    {"sysmonProcFork_rawtp", "sched", "sched_process_fork", PseudoProcessFork},
    {"sysmonProcCreate_rawtp", "sched", "sched_process_exec", PseudoProcessCreate},
    {"sysmonProcTerminated_rawtp", "sched", "sched_process_exit", PseudoProcessTerminate},
    {"sysmonTCPstate_rawtp", "sock", "inet_sock_set_state", PseudoTcpState},
};

constexpr telemetryProbe kDeleteFentry[] = {
    {"sysmonDentryDeleted_fentry", "d_delete"},
    {"sysmonUnlinkBegins_fentry", "security_path_unlink"},
};
constexpr telemetryProbe kDeleteKprobe[] = {
    {"sysmonDentryDeleted_kprobe", "d_delete"},
    {"sysmonUnlinkBegins_kprobe", "security_path_unlink"},
};
constexpr telemetryProbe kRenameFentry[] = {
    {"sysmonDentryMoved_fentry", "d_move"},
    {"sysmonDentriesExchanged_fentry", "d_exchange"},
    {"sysmonRenameBegins_fentry", "security_path_rename"},
};
constexpr telemetryProbe kRenameKprobe[] = {
    {"sysmonDentryMoved_kprobe", "d_move"},
    {"sysmonDentriesExchanged_kprobe", "d_exchange"},
    {"sysmonRenameBegins_kprobe", "security_path_rename"},
};
// Without CONFIG_SECURITY_PATH the mount is noted beside the hooks of inodes.
constexpr telemetryProbe kDeleteInode[] = {
    {"sysmonDentryDeleted_kprobe", "d_delete"},
    {"sysmonInodeUnlink_kprobe", "security_inode_unlink"},
    {"sysmonWritingBegins_kprobe", "mnt_want_write"},
    {"sysmonWritingEnds_kprobe", "mnt_drop_write"},
};
constexpr telemetryProbe kRenameInode[] = {
    {"sysmonDentryMoved_kprobe", "d_move"},
    {"sysmonDentriesExchanged_kprobe", "d_exchange"},
    {"sysmonInodeRename_kprobe", "security_inode_rename"},
    {"sysmonWritingBegins_kprobe", "mnt_want_write"},
    {"sysmonWritingEnds_kprobe", "mnt_drop_write"},
};
// What is noted there is reported when the function that does it returns.
constexpr telemetryProbe kGivenFentry[] = {
    {"sysmonFileMade_fexit", "vfs_create"},
    {"sysmonObjectMade_fexit", "vfs_mkobj"},
    {"sysmonSymlinkMade_fexit", "vfs_symlink"},
    {"sysmonLinkMade_fexit", "vfs_link"},
    {"sysmonMknodBegins_fentry", "security_path_mknod"},
    {"sysmonSymlinkBegins_fentry", "security_path_symlink"},
    {"sysmonLinkBegins_fentry", "security_path_link"},
};
constexpr telemetryProbe kGivenKprobe[] = {
    {"sysmonFileMade_kretprobe", "vfs_create"},
    {"sysmonFileIsMade_kprobe", "vfs_create"},
    {"sysmonSymlinkMade_kretprobe", "vfs_symlink"},
    {"sysmonSymlinkIsMade_kprobe", "vfs_symlink"},
    {"sysmonLinkMade_kretprobe", "vfs_link"},
    {"sysmonLinkIsMade_kprobe", "vfs_link"},
    {"sysmonMknodBegins_kprobe", "security_path_mknod"},
    {"sysmonSymlinkBegins_kprobe", "security_path_symlink"},
    {"sysmonLinkBegins_kprobe", "security_path_link"},
    {"sysmonObjectMade_kretprobe", "vfs_mkobj"}, // these two: since 4.16
    {"sysmonObjectIsMade_kprobe", "vfs_mkobj"},
};
constexpr telemetryProbe kGivenInode[] = {
    {"sysmonFileMade_kretprobe", "vfs_create"},
    {"sysmonSymlinkMade_kretprobe", "vfs_symlink"},
    {"sysmonLinkMade_kretprobe", "vfs_link"},
    {"sysmonCreatingBegins_kprobe", "vfs_create"},
    {"sysmonInodeCreate_kprobe", "security_inode_create"},
    {"sysmonInodeSymlink_kprobe", "security_inode_symlink"},
    {"sysmonInodeLink_kprobe", "security_inode_link"},
    {"sysmonWritingBegins_kprobe", "mnt_want_write"},
    {"sysmonWritingEnds_kprobe", "mnt_drop_write"},
    {"sysmonObjectMade_kretprobe", "vfs_mkobj"}, // these two: since 4.16
    {"sysmonPinningBegins_kprobe", "vfs_mkobj"},
};
// Until 6.3, opens that make their file and refuse it then.
constexpr telemetryProbe kRefusedFentry[] = {
    {"sysmonNamedIsMade_fentry", "d_instantiate"},
    {"sysmonNamedIsMadeNew_fentry", "d_instantiate_new"},
    {"sysmonOpenRefused_fexit", "do_filp_open"},
};
constexpr telemetryProbe kRefusedKprobe[] = {
    {"sysmonNamedIsMade_kprobe", "d_instantiate"},
    {"sysmonNamedIsMadeNew_kprobe", "d_instantiate_new"},
    {"sysmonOpenRefused_kretprobe", "do_filp_open"},
};
constexpr telemetryHookForm kRefusedForms[] = {
    {"fentry", kRefusedFentry, std::size(kRefusedFentry)},
    {"kprobe", kRefusedKprobe, std::size(kRefusedKprobe)},
};
constexpr telemetryHookForm kDeleteForms[] = {
    {"fentry", kDeleteFentry, std::size(kDeleteFentry)},
    {"kprobe", kDeleteKprobe, std::size(kDeleteKprobe)},
    {"kprobe without paths", kDeleteInode, std::size(kDeleteInode)},
};
constexpr telemetryHookForm kRenameForms[] = {
    {"fentry", kRenameFentry, std::size(kRenameFentry)},
    {"kprobe", kRenameKprobe, std::size(kRenameKprobe)},
    {"kprobe without paths", kRenameInode, std::size(kRenameInode)},
};
constexpr telemetryHookForm kGivenForms[] = {
    {"fentry", kGivenFentry, std::size(kGivenFentry)},
    {"kprobe", kGivenKprobe, std::size(kGivenKprobe)},
    {"kprobe without paths", kGivenInode, std::size(kGivenInode)},
};
constexpr const char* kNameAtExits[] = {"sysmonFileMknod_rawtp",   "sysmonFileMknodAt_rawtp",
                                        "sysmonFileLink_rawtp",    "sysmonFileLinkAt_rawtp",
                                        "sysmonFileSymlink_rawtp", "sysmonFileSymlinkAt_rawtp"};

constexpr telemetryProbe kOpenFentry[] = {
    {"sysmonFileOpens_fentry", "security_file_open"},
    {"sysmonFileOpenEnded_fexit", "vfs_open"},
    {"sysmonFileCut_fexit", "do_truncate"},
};
constexpr telemetryProbe kOpenKprobe[] = {
    {"sysmonFileOpens_kprobe", "security_file_open"},
    {"sysmonFileOpenBegins_kprobe", "vfs_open"},
    {"sysmonFileOpenEnded_kretprobe", "vfs_open"},
    {"sysmonCharacterOpened_kretprobe", "chrdev_open"},
    {"sysmonCharacterOpens_kprobe", "chrdev_open"},
    {"sysmonBlockOpened_kretprobe", "blkdev_open"},
    {"sysmonBlockOpens_kprobe", "blkdev_open"},
    {"sysmonFileCut_kretprobe", "do_truncate"},
    {"sysmonFileCutBegins_kprobe", "do_truncate"},
};
constexpr telemetryProbe kAccessFentry[] = {
    {"sysmonAccessDecided_fexit", "security_ptrace_access_check"},
    {"sysmonTraceDecided_fexit", "security_ptrace_traceme"},
};
constexpr telemetryProbe kAccessKprobe[] = {
    {"sysmonAccessAsked_kprobe", "security_ptrace_access_check"},
    {"sysmonAccessDecided_kretprobe", "security_ptrace_access_check"},
    {"sysmonTraceAsked_kprobe", "security_ptrace_traceme"},
    {"sysmonTraceDecided_kretprobe", "security_ptrace_traceme"},
};
constexpr telemetryHookForm kOpenForms[] = {
    {"fentry", kOpenFentry, std::size(kOpenFentry)},
    {"kprobe", kOpenKprobe, std::size(kOpenKprobe)},
};
constexpr telemetryHookForm kAccessForms[] = {
    {"fentry", kAccessFentry, std::size(kAccessFentry)},
    {"kprobe", kAccessKprobe, std::size(kAccessKprobe)},
};
constexpr telemetryProbe kAcceptFentry[] = {{"sysmonTCPaccepted_fexit", "inet_csk_accept"}};
constexpr telemetryProbe kAcceptKprobe[] = {
    {"sysmonTCPaccepts_kprobe", "inet_csk_accept"},
    {"sysmonTCPaccepted_kprobe", "security_sock_graft"},
};
constexpr telemetryProbe kLoadFentry[] = {{"sysmonEbpfEvent_fentry", "perf_event_bpf_event"}};
constexpr telemetryProbe kLoadKprobe[] = {{"sysmonEbpfEvent_kprobe", "perf_event_bpf_event"}};
constexpr telemetryHookForm kAcceptForms[] = {
    {"fentry", kAcceptFentry, std::size(kAcceptFentry)},
    {"kprobe", kAcceptKprobe, std::size(kAcceptKprobe)},
};
// Kernels before 5.1 do not tell perf, and others may allow no kprobe where they do.
constexpr telemetryProbe kLoadKprobeBySymbol[] = {
    {"sysmonEbpfEventBySymbol_kprobe", "bpf_prog_kallsyms_add"},
};
constexpr telemetryHookForm kLoadForms[] = {
    {"fentry", kLoadFentry, std::size(kLoadFentry)},
    {"kprobe", kLoadKprobe, std::size(kLoadKprobe)},
    {"kprobe by symbol", kLoadKprobeBySymbol, std::size(kLoadKprobeBySymbol)},
};
// Sockets have storage for programs at tracepoints since 5.11.
constexpr telemetryProbe kTcpStateBtf[] = {{"sysmonTCPstate_btf", "inet_sock_set_state"}};
constexpr telemetryProbe kTcpStateRaw[] = {{"sysmonTCPstate_rawtp", "inet_sock_set_state"}};
// Knows the state before from BTF only: for kernels that preempt programs of tracepoints.
constexpr telemetryProbe kTcpStateKprobe[] = {{"sysmonTCPstate_kprobe", "tcp_set_state"}};
constexpr telemetryHookForm kTcpStateForms[] = {
    {"tp_btf", kTcpStateBtf, std::size(kTcpStateBtf)},
    {"raw_tracepoint", kTcpStateRaw, std::size(kTcpStateRaw)},
    {"kprobe", kTcpStateKprobe, std::size(kTcpStateKprobe)},
};
constexpr const char* kTcpStateAtTracepoint[] = {"sysmonTCPstate_rawtp"};
constexpr const char* kAcceptAtExits[] = {"sysmonTCPaccept_rawtp", "sysmonTCPaccept4_rawtp"};
constexpr const char* kLoadAtExits[] = {"sysmonEbpfEvent_rawtp"};
constexpr const char* kOpenAtExits[] = {"sysmonFileOpen_rawtp", "sysmonFileCreat_rawtp",
                                        "sysmonFileOpenAt_rawtp", "sysmonFileOpenAt2_rawtp"};
constexpr const char* kAccessAtExits[] = {"sysmonProcPtrace_rawtp", "sysmonProcVmRead_rawtp",
                                          "sysmonProcVmWrite_rawtp"};

constexpr const char* kDeleteAtExits[] = {"sysmonFileUnlink_rawtp", "sysmonFileUnlinkAt_rawtp"};
constexpr const char* kRenameAtExits[] = {"sysmonFileRename_rawtp", "sysmonFileRenameAt_rawtp",
                                          "sysmonFileRenameAt2_rawtp"};

// Tracepoints of sockets are there since 6.3.
constexpr telemetryProbe kUdpSendBtf[] = {
    {"sysmonUDPleaves_btf", "net_dev_queue"},
    {"sysmonUDPsend_btf", "sock_send_length"},
};
constexpr telemetryProbe kUdpSendRaw[] = {
    {"sysmonUDPleaves_rawtp", "net_dev_queue"},
    {"sysmonUDPsend_rawtp", "sock_send_length"},
};
constexpr telemetryProbe kUdpSendFentry[] = {
    {"sysmonUDPsend_fentry", "ip_send_skb"},
    {"sysmonUDPv6send_fentry", "ip6_send_skb"},
};
constexpr telemetryProbe kUdpSendKprobe[] = {
    {"sysmonUDPsend_kprobe", "ip_send_skb"},
    {"sysmonUDPv6send_kprobe", "ip6_send_skb"},
};
constexpr telemetryProbe kUdpReceiveFentry[] = {{"sysmonUDPreceive_fentry", "skb_consume_udp"}};
constexpr telemetryProbe kUdpReceiveKprobe[] = {{"sysmonUDPreceive_kprobe", "skb_consume_udp"}};
constexpr telemetryProbe kUdpReceiveBtf[] = {
    {"sysmonUDParrives_btf", "sk_data_ready"},
    {"sysmonUDPreceive_btf", "sock_recv_length"},
};
constexpr telemetryProbe kUdpReceiveRaw[] = {
    {"sysmonUDParrives_rawtp", "sk_data_ready"},
    {"sysmonUDPreceive_rawtp", "sock_recv_length"},
};
constexpr telemetryHookForm kUdpSendForms[] = {
    {"fentry", kUdpSendFentry, std::size(kUdpSendFentry)},
    {"kprobe", kUdpSendKprobe, std::size(kUdpSendKprobe)},
    {"kprobe without IPv6", kUdpSendKprobe, std::size(kUdpSendKprobe) - 1},
    {"tp_btf", kUdpSendBtf, std::size(kUdpSendBtf)},
    {"raw_tracepoint", kUdpSendRaw, std::size(kUdpSendRaw)},
};
constexpr telemetryHookForm kUdpReceiveForms[] = {
    {"fentry", kUdpReceiveFentry, std::size(kUdpReceiveFentry)},
    {"kprobe", kUdpReceiveKprobe, std::size(kUdpReceiveKprobe)},
    {"tp_btf", kUdpReceiveBtf, std::size(kUdpReceiveBtf)},
    {"raw_tracepoint", kUdpReceiveRaw, std::size(kUdpReceiveRaw)},
};

constexpr telemetryHook kHooks[] = {
    {PseudoFileMade, kRefusedForms, std::size(kRefusedForms), nullptr, 0},
    {PseudoUdpSend, kUdpSendForms, std::size(kUdpSendForms), nullptr, 0},
    {PseudoUdpReceive, kUdpReceiveForms, std::size(kUdpReceiveForms), nullptr, 0},
    {PseudoFileDelete, kDeleteForms, std::size(kDeleteForms), kDeleteAtExits,
     std::size(kDeleteAtExits)},
    {PseudoFileRename, kRenameForms, std::size(kRenameForms), kRenameAtExits,
     std::size(kRenameAtExits)},
    {PseudoFileName, kGivenForms, std::size(kGivenForms), kNameAtExits, std::size(kNameAtExits)},
    {PseudoFileOpen, kOpenForms, std::size(kOpenForms), kOpenAtExits, std::size(kOpenAtExits)},
    {PseudoProcessAccess, kAccessForms, std::size(kAccessForms), kAccessAtExits,
     std::size(kAccessAtExits)},
    {PseudoTcpAccept, kAcceptForms, std::size(kAcceptForms), kAcceptAtExits,
     std::size(kAcceptAtExits)},
    {PseudoTcpState, kTcpStateForms, std::size(kTcpStateForms), kTcpStateAtTracepoint,
     std::size(kTcpStateAtTracepoint)},
    {PseudoProgramLoad, kLoadForms, std::size(kLoadForms), kLoadAtExits, std::size(kLoadAtExits)},
};

// Beside tracepoints, where the kernel preempts their programs.
constexpr telemetryProbe kCreatedKprobe[] = {{"sysmonProcCreated_kprobe", "finalize_exec"}};
constexpr telemetryProbe kForkedKprobe[] = {{"sysmonProcFork_kprobe", "wake_up_new_task"}};
constexpr telemetryProbe kEndedKprobe[] = {{"sysmonProcTerminated_kprobe", "exit_files"}};
constexpr telemetryHookForm kCreatedForms[] = {
    {"kprobe", kCreatedKprobe, std::size(kCreatedKprobe)}};
constexpr telemetryHookForm kForkedForms[] = {{"kprobe", kForkedKprobe, std::size(kForkedKprobe)}};
constexpr telemetryHookForm kEndedForms[] = {{"kprobe", kEndedKprobe, std::size(kEndedKprobe)}};
constexpr const char* kCreatedAtTracepoint[] = {"sysmonProcCreate_rawtp"};
constexpr const char* kForkedAtTracepoint[] = {"sysmonProcFork_rawtp"};
constexpr const char* kEndedAtTracepoint[] = {"sysmonProcTerminated_rawtp"};
constexpr telemetryHook kUnskippedHooks[] = {
    {PseudoProcessCreate, kCreatedForms, std::size(kCreatedForms), kCreatedAtTracepoint,
     std::size(kCreatedAtTracepoint)},
    {PseudoProcessFork, kForkedForms, std::size(kForkedForms), kForkedAtTracepoint,
     std::size(kForkedAtTracepoint)},
    {PseudoProcessTerminate, kEndedForms, std::size(kEndedForms), kEndedAtTracepoint,
     std::size(kEndedAtTracepoint)},
};

// On arm64 a helper of 5.15 finds the registers that tell which call asks for access.
#if defined(__x86_64__)
constexpr size_t kStagedAccessForms = 1;
#else
constexpr size_t kStagedAccessForms = 0;
#endif

// Kernels before 4.19 do not tell in an open whether it made the file.
constexpr telemetryProbe kMadeKprobe[] = {
    {"sysmonFileMayBeMade_kprobe", "security_inode_create"},
    {"sysmonDentryGetsInode_kprobe", "d_instantiate"},
    {"sysmonDentryGetsNewInode_kprobe", "d_instantiate_new"},
};
constexpr telemetryHookForm kMadeForms[] = {
    {"kprobe", kMadeKprobe, std::size(kMadeKprobe)},
    {"kprobe before 4.16.11", kMadeKprobe, std::size(kMadeKprobe) - 1},
};

// Programs of kernels before 5.6 jump to the stages of their own kind: kprobes only. The first is
// for kernels before 4.19.
constexpr telemetryHook kStagedHooks[] = {
    {PseudoFileMade, kMadeForms, std::size(kMadeForms), nullptr, 0},
    {PseudoUdpSend, &kUdpSendForms[1], 2, nullptr, 0},
    {PseudoUdpReceive, &kUdpReceiveForms[1], 1, nullptr, 0},
    {PseudoFileDelete, &kDeleteForms[1], 2, kDeleteAtExits, std::size(kDeleteAtExits)},
    {PseudoFileRename, &kRenameForms[1], 2, kRenameAtExits, std::size(kRenameAtExits)},
    {PseudoFileName, &kGivenForms[1], 2, kNameAtExits, std::size(kNameAtExits)},
    {PseudoFileOpen, &kOpenForms[1], 1, kOpenAtExits, std::size(kOpenAtExits)},
    {PseudoProcessAccess, &kAccessForms[1], kStagedAccessForms, kAccessAtExits,
     std::size(kAccessAtExits)},
    {PseudoTcpAccept, &kAcceptForms[1], 1, kAcceptAtExits, std::size(kAcceptAtExits)},
    {PseudoProgramLoad, &kLoadForms[1], 2, kLoadAtExits, std::size(kLoadAtExits)},
};

// Kernels 4.15 and 4.16: classic tracepoints.
constexpr const char* kGenericEntry = "sysmonGenericEntry_tp";
constexpr telemetryClassicSyscall kClassicSyscalls[] = {
    {"sysmonFileOpen_tp", kGenericEntry, "open", kOpen},
    {"sysmonFileCreat_tp", kGenericEntry, "creat", kCreat},
    {"sysmonFileOpenAt_tp", kGenericEntry, "openat", __NR_openat},
    {"sysmonFileUnlink_tp", kGenericEntry, "unlink", kUnlink},
    {"sysmonFileUnlinkAt_tp", kGenericEntry, "unlinkat", __NR_unlinkat},
    {"sysmonFileMknod_tp", kGenericEntry, "mknod", kMknod},
    {"sysmonFileMknodAt_tp", kGenericEntry, "mknodat", __NR_mknodat},
    {"sysmonFileLink_tp", kGenericEntry, "link", kLink},
    {"sysmonFileLinkAt_tp", kGenericEntry, "linkat", __NR_linkat},
    {"sysmonFileSymlink_tp", kGenericEntry, "symlink", kSymlink},
    {"sysmonFileSymlinkAt_tp", kGenericEntry, "symlinkat", __NR_symlinkat},
    {"sysmonFileRename_tp", kGenericEntry, "rename", kRename},
    {"sysmonFileRenameAt_tp", kGenericEntry, "renameat", kRenameAt},
    {"sysmonFileRenameAt2_tp", kGenericEntry, "renameat2", __NR_renameat2},
    {"sysmonProcPtrace_tp", kGenericEntry, "ptrace", __NR_ptrace},
    {"sysmonProcVmRead_tp", kGenericEntry, "process_vm_readv", __NR_process_vm_readv},
    {"sysmonProcVmWrite_tp", kGenericEntry, "process_vm_writev", __NR_process_vm_writev},
    {"sysmonEbpfEvent_tp", kGenericEntry, "bpf", __NR_bpf},
    {"sysmonTCPaccept_tp", kGenericEntry, "accept", __NR_accept},
    {"sysmonTCPaccept4_tp", kGenericEntry, "accept4", __NR_accept4},
};

constexpr telemetryProbe kForkKprobe[] = {{"sysmonProcFork_kprobe", "wake_up_new_task"}};
constexpr telemetryHookForm kForkForms[] = {{"kprobe", kForkKprobe, std::size(kForkKprobe)}};
constexpr const char* kClassicDeleteAtExits[] = {"sysmonFileUnlink_tp", "sysmonFileUnlinkAt_tp"};
constexpr const char* kClassicRenameAtExits[] = {"sysmonFileRename_tp", "sysmonFileRenameAt_tp",
                                                 "sysmonFileRenameAt2_tp"};
constexpr const char* kClassicNameAtExits[] = {"sysmonFileMknod_tp",   "sysmonFileMknodAt_tp",
                                               "sysmonFileLink_tp",    "sysmonFileLinkAt_tp",
                                               "sysmonFileSymlink_tp", "sysmonFileSymlinkAt_tp"};
constexpr const char* kClassicOpenAtExits[] = {"sysmonFileOpen_tp", "sysmonFileCreat_tp",
                                               "sysmonFileOpenAt_tp"};
constexpr const char* kClassicAccessAtExits[] = {"sysmonProcPtrace_tp", "sysmonProcVmRead_tp",
                                                 "sysmonProcVmWrite_tp"};
constexpr const char* kClassicAcceptAtExits[] = {"sysmonTCPaccept_tp", "sysmonTCPaccept4_tp"};
constexpr const char* kClassicLoadAtExits[] = {"sysmonEbpfEvent_tp"};
constexpr telemetryProbe kExecKprobe[] = {
    {"sysmonProcCreate_kprobe", "start_thread"},
    {"sysmonProcCreateCompat_kprobe", "compat_start_thread"},
};
constexpr telemetryHookForm kExecForms[] = {
    {"kprobe", kExecKprobe, std::size(kExecKprobe)},
    {"kprobe without 32-bit programs", kExecKprobe, std::size(kExecKprobe) - 1},
};
constexpr const char* kExecTracepoint[] = {"sysmonProcCreate_tp"};
constexpr telemetryHookForm kClassicGivenForms[] = {
    kGivenForms[1],
    {"kprobe before 4.16", kGivenKprobe, std::size(kGivenKprobe) - 2},
    kGivenForms[2],
    {"kprobe without paths before 4.16", kGivenInode, std::size(kGivenInode) - 2},
};
constexpr telemetryHook kClassicHooks[] = {
    {PseudoFileMade, kMadeForms, std::size(kMadeForms), nullptr, 0},
    {PseudoProcessCreate, kExecForms, std::size(kExecForms), kExecTracepoint,
     std::size(kExecTracepoint)},
    {PseudoUdpSend, &kUdpSendForms[1], 2, nullptr, 0},
    {PseudoUdpReceive, &kUdpReceiveForms[1], 1, nullptr, 0},
    {PseudoProcessFork, kForkForms, std::size(kForkForms), nullptr, 0},
    {PseudoFileDelete, &kDeleteForms[1], 2, kClassicDeleteAtExits,
     std::size(kClassicDeleteAtExits)},
    {PseudoFileRename, &kRenameForms[1], 2, kClassicRenameAtExits,
     std::size(kClassicRenameAtExits)},
    {PseudoFileName, kClassicGivenForms, std::size(kClassicGivenForms), kClassicNameAtExits,
     std::size(kClassicNameAtExits)},
    {PseudoFileOpen, &kOpenForms[1], 1, kClassicOpenAtExits, std::size(kClassicOpenAtExits)},
    {PseudoProcessAccess, &kAccessForms[1], kStagedAccessForms, kClassicAccessAtExits,
     std::size(kClassicAccessAtExits)},
    {PseudoTcpAccept, &kAcceptForms[1], 1, kClassicAcceptAtExits, std::size(kClassicAcceptAtExits)},
    {PseudoProgramLoad, &kLoadForms[2], 1, kClassicLoadAtExits, std::size(kClassicLoadAtExits)},
};

constexpr telemetryTracepoint kClassicTracepoints415[] = {
    {"sysmonProcCreate_tp", "sched", "sched_process_exec", PseudoProcessCreate},
    {"sysmonProcTerminated_tp", "sched", "sched_process_exit", PseudoProcessTerminate},
    {"sysmonTCPstate_tp", "tcp", "tcp_set_state", PseudoTcpState},
};
constexpr telemetryTracepoint kClassicTracepoints416[] = {
    {"sysmonProcCreate_tp", "sched", "sched_process_exec", PseudoProcessCreate},
    {"sysmonProcTerminated_tp", "sched", "sched_process_exit", PseudoProcessTerminate},
    {"sysmonTCPstate_tp", "sock", "inet_sock_set_state", PseudoTcpState},
};

// The enumeration of ebpfKern/network/sysmonTCPconnection_tp.c.
constexpr telemetryField kFields415[] = {
    {"tcp", "tcp_set_state", "skaddr"},
    {"tcp", "tcp_set_state", "oldstate"},
    {"tcp", "tcp_set_state", "newstate"},
};
constexpr telemetryField kFields416[] = {
    {"sock", "inet_sock_set_state", "skaddr"},
    {"sock", "inet_sock_set_state", "oldstate"},
    {"sock", "inet_sock_set_state", "newstate"},
};

// ebpfKern/common/sysmonCopyStages.c
constexpr telemetryTailCall kCopyStages[] = {
    {"sysmonCopyNextTracepoint", "telemetryCopyTracepoint", 0},
    {"sysmonCopyWalkTracepoint", "telemetryCopyTracepoint", 1},
    {"sysmonCopyNextProbe", "telemetryCopyProbe", 0},
    {"sysmonCopyWalkProbe", "telemetryCopyProbe", 1},
    {"sysmonFileExchanged_tracepoint", "telemetryCopyTracepoint", 2},
    {"sysmonFileMovedNext_kprobe", "telemetryCopyProbe", 2},
};

// Where sockets have no storage, ebpfKern/network/sysmonTCPconnection.c
constexpr telemetryPending kPending[] = {{"tcpConnecting", PseudoTcpState}};

constexpr telemetryObject latestObject(uint64_t from, uint64_t before,
                                       std::span<const telemetryHook> hooks)
{
    telemetryObject object{};
    object.file = "sysmonEBPFkern5.6-_core.o";
    object.fromKernel = from;
    object.beforeKernel = before;
    object.abi = SYSMON_RECORD_ABI;
    object.pending = kPending;
    object.pendingCount = std::size(kPending);
    object.needsOffsets = true;
    object.syscallExitBtf = "syscallExit_btf";
    object.syscallExitRaw = "syscallExit_rawtp";
    object.syscalls = kRawSyscalls;
    object.syscallCount = std::size(kRawSyscalls);
    object.tracepoints = kRawTracepoints;
    object.tracepointCount = std::size(kRawTracepoints);
    object.hooks = hooks.data();
    object.hookCount = hooks.size();
    object.unskippedHooks = kUnskippedHooks;
    object.unskippedHookCount = std::size(kUnskippedHooks);
    return object;
}

/// Kernels without functions that are verified once: programs jump to stages that copy.
constexpr telemetryObject stagedObject(const char* file, uint64_t from, uint64_t before)
{
    telemetryObject object{};
    object.file = file;
    object.fromKernel = from;
    object.beforeKernel = before;
    object.abi = SYSMON_RECORD_ABI;
    object.pending = kPending;
    object.pendingCount = std::size(kPending);
    object.needsOffsets = true;
    object.tailCalls = kCopyStages;
    object.tailCallCount = std::size(kCopyStages);
    return object;
}

constexpr telemetryObject rawObject(const char* file, uint64_t from, uint64_t before,
                                    std::span<const telemetryHook> hooks)
{
    telemetryObject object = stagedObject(file, from, before);
    object.syscallExitRaw = "syscallExit_rawtp";
    object.syscalls = kRawSyscalls;
    object.syscallCount = std::size(kRawSyscalls);
    object.tracepoints = kRawTracepoints;
    object.tracepointCount = std::size(kRawTracepoints);
    object.hooks = hooks.data();
    object.hookCount = hooks.size();
    return object;
}

constexpr telemetryObject classicObject(const char* file, uint64_t from, uint64_t before,
                                        std::span<const telemetryTracepoint> tracepoints,
                                        std::span<const telemetryField> fields)
{
    telemetryObject object = stagedObject(file, from, before);
    object.classicSyscalls = kClassicSyscalls;
    object.classicSyscallCount = std::size(kClassicSyscalls);
    object.tracepoints = tracepoints.data();
    object.tracepointCount = tracepoints.size();
    object.fields = fields.data();
    object.fieldCount = fields.size();
    object.hooks = kClassicHooks;
    object.hookCount = std::size(kClassicHooks);
    return object;
}

constexpr uint64_t k415 = TELEMETRY_KERNEL(4, 15, 0);
constexpr uint64_t k416 = TELEMETRY_KERNEL(4, 16, 0);
constexpr uint64_t k417 = TELEMETRY_KERNEL(4, 17, 0);
constexpr uint64_t k419 = TELEMETRY_KERNEL(4, 19, 0);
constexpr uint64_t k52 = TELEMETRY_KERNEL(5, 2, 0);
constexpr uint64_t k53 = TELEMETRY_KERNEL(5, 3, 0);
constexpr uint64_t k56 = TELEMETRY_KERNEL(5, 6, 0);
constexpr uint64_t k64 = TELEMETRY_KERNEL(6, 4, 0);

constexpr telemetryObject kObjects[] = {
    latestObject(k64, TELEMETRY_KERNEL_ANY, std::span(kHooks).subspan(1)),
    latestObject(k56, k64, kHooks),
    rawObject("sysmonEBPFkern5.3-5.5_core.o", k53, k56, std::span(kStagedHooks).subspan(1)),
    rawObject("sysmonEBPFkern5.2_core.o", k52, k53, std::span(kStagedHooks).subspan(1)),
    rawObject("sysmonEBPFkern4.17-5.1_core.o", k419, k52, std::span(kStagedHooks).subspan(1)),
    rawObject("sysmonEBPFkern4.17-5.1_core.o", k417, k419, kStagedHooks),
    classicObject("sysmonEBPFkern4.16_core.o", k416, k417, kClassicTracepoints416, kFields416),
    classicObject("sysmonEBPFkern4.15_core.o", k415, k416, kClassicTracepoints415, kFields415),
};

void activate(ActiveCalls& active, std::initializer_list<uint32_t> calls)
{
    for (uint32_t call : calls)
        if (call != TELEMETRY_NO_CALL) active[call] = true;
}

} // namespace

std::span<const telemetryObject> telemetryObjects()
{
    return kObjects;
}

ActiveCalls SetActiveSyscalls(const RuleSet& rules)
{
    ActiveCalls active{};
    // Every event names its process, so the process cache must follow all of them.
    activate(active, {PseudoProcessFork, PseudoProcessCreate, PseudoProcessTerminate});
    for (const SchemaEvent& event : currentSchema().events) {
        if (!rules.canInclude(event.id)) continue;
        switch (event.id) {
        case eventId::FileCreate:
            activate(active, {kOpen, kCreat, __NR_openat, __NR_openat2});
            activate(active, {kMknod, __NR_mknodat, kLink, __NR_linkat, kSymlink, __NR_symlinkat});
            activate(active, {__NR_bpf, PseudoFileName, PseudoFileMade, PseudoFileOpen});
            activate(active, {kRename, kRenameAt, __NR_renameat2, PseudoFileRename});
            break;
        case eventId::RawaccessRead:
            activate(active, {kOpen, kCreat, __NR_openat, __NR_openat2, PseudoFileOpen});
            break;
        case eventId::AccessProcess:
            activate(active, {kOpen, kCreat, __NR_openat, __NR_openat2, PseudoFileOpen});
            activate(active, {__NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev});
            activate(active, {PseudoProcessAccess});
            break;
        case eventId::EbpfEvent:
            activate(active, {__NR_bpf, PseudoProgramLoad});
            break;
        case eventId::FileDelete:
            // What a rename replaces only the hook sees.
            activate(active, {kUnlink, __NR_unlinkat, PseudoFileDelete, PseudoFileRename});
            break;
        case eventId::NetworkConnect:
            activate(active, {PseudoTcpState, __NR_accept, __NR_accept4, PseudoTcpAccept,
                              PseudoUdpSend, PseudoUdpReceive});
            break;
        }
    }
    return active;
}

} // namespace sysmon
