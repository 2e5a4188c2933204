/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The kernel's structures as far as BPF programs read them. Only names and types of members matter:
 * with EBPF_CO_RE the loader moves each access to where the running kernel has that member, so
 * nothing here copies a layout, and members of other kernels stand here side by side.
 *
 * A structure with ___SUFFIX is the same structure on kernels that name or type a member otherwise.
 * One with ___typed has members that are read on kernels that describe them only:
 * no other source of offsets has to know them.
 */
#ifndef SYSINTERNALS_EBPF_KERNEL_TYPES_H
#define SYSINTERNALS_EBPF_KERNEL_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t __u32;
typedef uint64_t __u64;
typedef uint16_t __u16;
typedef uint8_t __u8;
typedef int32_t __s32;
typedef int64_t __s64;
typedef uint16_t __be16;
typedef uint32_t __be32;
typedef uint32_t __wsum;

enum {
    BPF_ANY = 0,
    BPF_NOEXIST = 1,
    BPF_F_MMAPABLE = 1 << 10,
    BPF_MAP_TYPE_HASH = 1,
    BPF_MAP_TYPE_ARRAY = 2,
    BPF_MAP_TYPE_PROG_ARRAY = 3,
    BPF_MAP_TYPE_PERF_EVENT_ARRAY = 4,
    BPF_MAP_TYPE_PERCPU_ARRAY = 6,
    BPF_MAP_TYPE_LRU_HASH = 9,
    BPF_MAP_TYPE_STACK = 23,      /* 4.20 */
    BPF_MAP_TYPE_SK_STORAGE = 24, /* 5.2; 5.11 for programs at tracepoints and functions */
    BPF_MAP_TYPE_RINGBUF = 27,    /* 5.8 */
    BPF_MAP_TYPE_TASK_STORAGE = 29,
    BPF_F_NO_PREALLOC = 1,
    BPF_SK_STORAGE_GET_F_CREATE = 1,
    BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
    BPF_RB_AVAIL_DATA = 0,
    BPF_RB_FORCE_WAKEUP = 2,
};
#define BPF_F_CURRENT_CPU 0xffffffffULL

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct qstr {
    const unsigned char* name;
};

struct super_block {
    uint32_t s_dev;        /* 12 bits major, 20 bits minor */
    unsigned long s_magic; /* which file system; not every source of offsets knows it */
};

struct timespec64 {
    int64_t tv_sec;
    long tv_nsec;
};

struct inode {
    uint16_t i_mode;
    unsigned int i_nlink;
    unsigned long i_ino;
    uint32_t i_rdev; /* of a device: 12 bits major, 20 bits minor */
    struct super_block* i_sb;
    struct timespec64 i_mtime; /* until 6.6 and 6.5; see inode___typed */
    struct timespec64 i_ctime;
    int64_t i_mtime_sec; /* these four since 6.11 */
    int64_t i_ctime_sec;
    uint32_t i_mtime_nsec;
    uint32_t i_ctime_nsec;
};

/* Some bits of i_ctime_nsec (since 6.13) say who has asked for the time. */
#define INODE_NSEC_MASK 0x3fffffff

struct inode___typed {
    struct timespec64 __i_mtime; /* until 6.10 */
    struct timespec64 __i_ctime;
};

struct hlist_bl_node {
    struct hlist_bl_node** pprev;
};

struct dentry {
    struct hlist_bl_node d_hash;
    struct dentry* d_parent;
    struct qstr d_name;
    struct inode* d_inode;
};

/* A name that is short lies within its dentry. */
struct dentry___typed {
    struct {
        struct {
            unsigned int sequence; /* odd, or another one: the name or the place is being changed */
        } seqcount;
    } d_seq; /* 5.10 */
    struct {
        uint32_t len;
    } d_name;
    struct {
        int count;
    } d_lockref; /* who uses it: the one who removes it, and each that has the file open */
    unsigned char d_iname[1]; /* until 6.13 */
    struct {
        unsigned char string[1];
    } d_shortname;
};

struct vfsmount {
    struct dentry* mnt_root;
};

struct mount {
    struct mount* mnt_parent;
    struct dentry* mnt_mountpoint;
    struct vfsmount mnt;
};

struct path {
    struct vfsmount* mnt;
    struct dentry* dentry;
};

struct file {
    struct path f_path;
    struct inode* f_inode;
    unsigned int f_flags;
    unsigned int f_mode;
    void* private_data; /* of a socket: its struct socket; of a BPF program: its bpf_prog */
};

struct fdtable {
    unsigned int max_fds;
    struct file** fd;
};

struct files_struct {
    struct fdtable* fdt;
};

struct fs_struct {
    struct path root;
    struct path pwd;
};

struct mm_struct {
    unsigned long end_code;
    unsigned long arg_start;
    unsigned long arg_end;
    struct file* exe_file;
};

typedef struct {
    uint32_t val;
} kuid_t;

struct cred {
    kuid_t uid;
    kuid_t euid;
};

typedef struct {
    int counter;
} atomic_t;

struct signal_struct {
    atomic_t live;
};

struct thread_info {
    unsigned long flags;
    uint32_t status; /* x86 */
};

struct task_struct {
    struct thread_info thread_info;
    unsigned int flags;
    unsigned int ptrace; /* not every source of offsets knows it */
    int pid;
    int tgid;
    struct task_struct* real_parent;
    struct task_struct* parent; /* or tracer; not every source of offsets knows it */
    struct task_struct* group_leader;
    uint64_t start_boottime;
    struct mm_struct* mm;
    struct fs_struct* fs;
    struct files_struct* files;
    struct signal_struct* signal;
    struct cred* cred;
    kuid_t loginuid;        /* CONFIG_AUDIT */
    unsigned int sessionid; /* CONFIG_AUDIT */
};

/* start_boottime until 5.4 */
struct task_struct___real_start_time {
    uint64_t real_start_time;
};

struct in6_addr {
    uint8_t s6_addr[16];
};

struct sock_common {
    __be32 skc_daddr;
    __be32 skc_rcv_saddr;
    __be16 skc_dport;
    uint16_t skc_num; /* own port, in the machine's byte order */
    uint16_t skc_family;
    struct in6_addr skc_v6_daddr;     /* CONFIG_IPV6 */
    struct in6_addr skc_v6_rcv_saddr; /* CONFIG_IPV6 */
};

struct sock_common___typed {
    uint8_t skc_state;
};

struct sk_buff {
    struct sock* sk;
    unsigned char* head;
    uint16_t transport_header; /* both from `head` on */
    uint16_t network_header;
};

/* _nfct has also which way a packet of a connection goes, in its lowest bits (since 4.11). */
#define CONNECTION_INFO 7ull
#define CONNECTION_ANSWERS 3 /* IP_CT_IS_REPLY */

struct sk_buff___typed {
    unsigned long _nfct; /* CONFIG_NF_CONNTRACK */
};

struct nf_conntrack_tuple_hash {};

struct nf_conn___typed {
    struct nf_conntrack_tuple_hash tuplehash[2];
};

struct sk_buff_head {
    struct sk_buff* prev; /* the last one */
};

struct sock {
    struct sock_common __sk_common;
    struct sk_buff_head sk_receive_queue;
    uint16_t sk_protocol; /* a bit field until 5.5: see socketProtocol() */
};

struct sock___typed {
    struct socket* sk_socket; /* NULL: no program has it yet */
};

/* MPTCP: CONFIG_MPTCP, since 5.6. All of them begin with a struct sock. */
struct tcp_sock___typed {
    bool is_mptcp;
};

struct inet_connection_sock___typed {
    void* icsk_ulp_data;
};

struct list_head___typed {
    struct list_head___typed* next;
};

struct mptcp_subflow_context___typed {
    struct list_head___typed node;
    uint32_t request_join : 1;
    uint32_t mp_join : 1;
    struct sock* tcp_sock;
    struct sock* conn;
};

struct mptcp_sock___typed {
    uint32_t token;
    struct list_head___typed conn_list;
};

struct udp_sock___typed {
    struct sk_buff_head reader_queue;
};

struct socket {
    struct sock* sk;
};

/* the others are those of <linux/bpf.h> */
enum bpf_prog_type { BPF_PROG_TYPE_UNSPEC };

struct bpf_prog_aux {
    uint32_t id;
    char name[16];
};

struct bpf_prog {
    enum bpf_prog_type type;
    struct bpf_prog_aux* aux;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
    unsigned long bp;
    unsigned long bx;
    unsigned long r8;
    unsigned long r9;
    unsigned long r10;
    unsigned long ax;
    unsigned long cx;
    unsigned long dx;
    unsigned long si;
    unsigned long di;
    unsigned long orig_ax;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
    uint64_t regs[31];
    uint64_t pstate;
    uint64_t orig_x0;
    int32_t syscallno;
};
#else
#error "pt_regs of this architecture is not described"
#endif

#pragma clang attribute pop

#endif
