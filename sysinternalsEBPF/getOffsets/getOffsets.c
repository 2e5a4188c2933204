/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * A kernel module that is compiled and never loaded: its sections say where this kernel's
 * structures have their members. The Makefile beside it explains.
 */
#include <generated/utsrelease.h>
#include <linux/bpf.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fdtable.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/net.h>
#include <linux/path.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/skbuff.h>
#include <linux/time64.h>
#include <linux/tty.h>
#include <net/sock.h>

#include "getOffsetsRecord.h"
#include "offsetList.h"

#ifdef PROBE_FAILED
#error "probeMembers could not compile a header of this kernel, so what is absent is not known."
#endif

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Carries struct offsets; not for loading");

/*
 * struct mount is private to the file system core, so no header has it. What comes before `mnt` has
 * been the same since Linux 3.13: the node of a hash table, which is two pointers, the parent mount
 * and the dentry that the mount covers there. Discovery and BTF agree on all kernels that were
 * tried.
 */
struct mount {
    struct hlist_node mnt_hash;
    struct mount* mnt_parent;
    struct dentry* mnt_mountpoint;
    struct vfsmount mnt;
};

#define SECTION(name) __used __attribute__((section(name)))

static const char kernelRelease[] SECTION(SECTION_RELEASE) = UTS_RELEASE;

/* Members that are bit fields on some kernels: all their bits are set in an image of the whole. */
static const struct sock protocolImage SECTION(SECTION_IMAGE "sock.sk_protocol") = {
    .sk_protocol = (typeof(((struct sock*)0)->sk_protocol + 0))-1};
static const struct sock typeImage SECTION(SECTION_IMAGE "sock.sk_type") = {
    .sk_type = (typeof(((struct sock*)0)->sk_type + 0))-1};

/*
 * HAS_STRUCTURE_MEMBER is 0 or 1 for what not every kernel has: probeMembers asked the compiler.
 * What is there under another name gets the name that the list has.
 */
#if !HAS_task_struct_start_boottime
#define start_boottime real_start_time
#endif
#if HAS_inode___i_atime
#define i_atime __i_atime
#undef HAS_inode_i_atime
#define HAS_inode_i_atime 1
#endif
#if HAS_inode___i_mtime
#define i_mtime __i_mtime
#undef HAS_inode_i_mtime
#define HAS_inode_i_mtime 1
#endif
#if HAS_inode___i_ctime
#define i_ctime __i_ctime
#undef HAS_inode_i_ctime
#define HAS_inode_i_ctime 1
#endif

#define AT(structure, member) GET_OFFSETS_PRESENT, offsetof(struct structure, member)
#define NOWHERE(structure, member) GET_OFFSETS_ABSENT, 0

#define IF_0(structure, member) NOWHERE(structure, member)
#define IF_1(structure, member) AT(structure, member)
#define IF_(has) IF_##has
#define IF(has) IF_(has)

/* A bit field has no size that can be asked for. */
#define WHOLE_0(structure, member) GET_OFFSETS_IMAGE, 0
#define WHOLE_1(structure, member) AT(structure, member)
#define WHOLE_(has) WHOLE_##has
#define WHOLE(has) WHOLE_(has)

#define AS_Always(structure, member, has) AT(structure, member)
#define AS_Useful(structure, member, has) AT(structure, member)
#define AS_Packed(structure, member, has) WHOLE(has)(structure, member)
#define AS_Varies(structure, member, has) IF(has)(structure, member)

#define AS_RECORD(structure, member, kind, detail, presence)                                       \
    {#structure "." #member, AS_##presence(structure, member, HAS_##structure##_##member)},

static const struct getOffsetsRecord records[] SECTION(SECTION_OFFSETS) = {
    TELEMETRY_OFFSETS(AS_RECORD)};
