/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The one list of the kernel's struct members whose places BPF programs need. Everything that deals
 * with offsets is made from it: the names in conf files and in the database, the resolver for BTF,
 * the synthetic BTF, discovery, the self-test, getOffsets and the tests. C, so that a kernel module
 * can include it, too.
 *
 * An entry is one step: a member and its place in its structure. A chain of dereferences, such as
 * task_struct.mm, mm_struct.exe_file, file.f_path, path.dentry, is put together from steps.
 *
 *     OFFSET(structure, member, kind, detail, presence)
 *
 * kind      Number    an integer of `detail` bytes, or a bit field within one
 *           Pointer   to `detail`
 *           Wrapped   a structure around one integer of `detail` bytes (kuid_t, atomic_t)
 *           Struct    an embedded structure `detail`
 *           Enum      an enumeration `detail`, 4 bytes
 *           Bytes     an array of `detail` bytes
 *           Words     an array of `detail` unsigned longs
 * presence  Always    every kernel from 4.15 on has it
 *           Packed    likewise, on some as a bit field
 *           Varies    by version, configuration or architecture
 *           Useful    every kernel has it, but not every source knows it: programs ask whether it
 *                     is there (bpf_core_field_exists) and do without
 *
 *     ALIAS(structure, member, otherName): what other versions call the same member.
 */
#ifndef SYSINTERNALS_EBPF_OFFSET_LIST_H
#define SYSINTERNALS_EBPF_OFFSET_LIST_H

#if defined(__x86_64__)
#define TELEMETRY_REGISTER_OFFSETS(OFFSET)                                                         \
    OFFSET(pt_regs, bp, Number, 8, Always)                                                         \
    OFFSET(pt_regs, bx, Number, 8, Always)                                                         \
    OFFSET(pt_regs, r10, Number, 8, Always)                                                        \
    OFFSET(pt_regs, r9, Number, 8, Always)                                                         \
    OFFSET(pt_regs, r8, Number, 8, Always)                                                         \
    OFFSET(pt_regs, ax, Number, 8, Always)                                                         \
    OFFSET(pt_regs, cx, Number, 8, Always)                                                         \
    OFFSET(pt_regs, dx, Number, 8, Always)                                                         \
    OFFSET(pt_regs, si, Number, 8, Always)                                                         \
    OFFSET(pt_regs, di, Number, 8, Always)                                                         \
    OFFSET(pt_regs, orig_ax, Number, 8, Always)
#elif defined(__aarch64__)
#define TELEMETRY_REGISTER_OFFSETS(OFFSET)                                                         \
    OFFSET(pt_regs, regs, Words, 31, Always)                                                       \
    OFFSET(pt_regs, pstate, Number, 8, Always)                                                     \
    OFFSET(pt_regs, orig_x0, Number, 8, Always)                                                    \
    OFFSET(pt_regs, syscallno, Number, 4, Always)
#else
#error "pt_regs of this architecture is not described"
#endif

#define TELEMETRY_OFFSETS(OFFSET)                                                                  \
    OFFSET(task_struct, thread_info, Struct, thread_info, Always)                                  \
    OFFSET(task_struct, flags, Number, 4, Always)                                                  \
    OFFSET(task_struct, ptrace, Number, 4, Useful)                                                 \
    OFFSET(task_struct, pid, Number, 4, Always)                                                    \
    OFFSET(task_struct, tgid, Number, 4, Always)                                                   \
    OFFSET(task_struct, real_parent, Pointer, task_struct, Always)                                 \
    OFFSET(task_struct, parent, Pointer, task_struct, Useful)                                      \
    OFFSET(task_struct, group_leader, Pointer, task_struct, Always)                                \
    OFFSET(task_struct, start_boottime, Number, 8, Always)                                         \
    OFFSET(task_struct, comm, Bytes, 16, Always)                                                   \
    OFFSET(task_struct, cred, Pointer, cred, Always)                                               \
    OFFSET(task_struct, mm, Pointer, mm_struct, Always)                                            \
    OFFSET(task_struct, fs, Pointer, fs_struct, Always)                                            \
    OFFSET(task_struct, files, Pointer, files_struct, Always)                                      \
    OFFSET(task_struct, signal, Pointer, signal_struct, Always)                                    \
    OFFSET(task_struct, loginuid, Wrapped, 4, Varies) /* CONFIG_AUDIT */                           \
    OFFSET(task_struct, sessionid, Number, 4, Varies) /* CONFIG_AUDIT */                           \
    OFFSET(thread_info, flags, Number, 8, Always)                                                  \
    OFFSET(thread_info, status, Number, 4, Varies) /* x86, since 4.16 and in 4.15.y */             \
    OFFSET(signal_struct, live, Wrapped, 4, Always)                                                \
    OFFSET(signal_struct, tty, Pointer, tty_struct, Varies) /* present in fact; needs devpts */    \
    OFFSET(tty_struct, name, Bytes, 64, Varies)                                                    \
    OFFSET(cred, uid, Wrapped, 4, Always)                                                          \
    OFFSET(cred, gid, Wrapped, 4, Always)                                                          \
    OFFSET(cred, suid, Wrapped, 4, Always)                                                         \
    OFFSET(cred, sgid, Wrapped, 4, Always)                                                         \
    OFFSET(cred, euid, Wrapped, 4, Always)                                                         \
    OFFSET(cred, egid, Wrapped, 4, Always)                                                         \
    OFFSET(cred, fsuid, Wrapped, 4, Always)                                                        \
    OFFSET(cred, fsgid, Wrapped, 4, Always)                                                        \
    OFFSET(mm_struct, start_code, Number, 8, Always)                                               \
    OFFSET(mm_struct, end_code, Number, 8, Always)                                                 \
    OFFSET(mm_struct, arg_start, Number, 8, Always)                                                \
    OFFSET(mm_struct, arg_end, Number, 8, Always)                                                  \
    OFFSET(mm_struct, env_start, Number, 8, Always)                                                \
    OFFSET(mm_struct, env_end, Number, 8, Always)                                                  \
    OFFSET(mm_struct, exe_file, Pointer, file, Always)                                             \
    OFFSET(fs_struct, root, Struct, path, Always)                                                  \
    OFFSET(fs_struct, pwd, Struct, path, Always)                                                   \
    OFFSET(path, mnt, Pointer, vfsmount, Always)                                                   \
    OFFSET(path, dentry, Pointer, dentry, Always)                                                  \
    OFFSET(files_struct, fdt, Pointer, fdtable, Always)                                            \
    OFFSET(fdtable, max_fds, Number, 4, Always)                                                    \
    OFFSET(fdtable, fd, Pointer, file, Always)                                                     \
    OFFSET(file, f_path, Struct, path, Always)                                                     \
    OFFSET(file, f_inode, Pointer, inode, Always)                                                  \
    OFFSET(file, f_flags, Number, 4, Always)                                                       \
    OFFSET(file, f_mode, Number, 4, Always)                                                        \
    OFFSET(file, private_data, Pointer, void, Always)                                              \
    OFFSET(dentry, d_hash, Struct, hlist_bl_node, Always)                                          \
    OFFSET(dentry, d_parent, Pointer, dentry, Always)                                              \
    OFFSET(dentry, d_name, Struct, qstr, Always)                                                   \
    OFFSET(dentry, d_inode, Pointer, inode, Always)                                                \
    OFFSET(hlist_bl_node, pprev, Pointer, void, Always)                                            \
    OFFSET(qstr, name, Pointer, char, Always)                                                      \
    OFFSET(inode, i_mode, Number, 2, Always)                                                       \
    OFFSET(inode, i_uid, Wrapped, 4, Always)                                                       \
    OFFSET(inode, i_gid, Wrapped, 4, Always)                                                       \
    OFFSET(inode, i_nlink, Number, 4, Always)                                                      \
    OFFSET(inode, i_sb, Pointer, super_block, Always)                                              \
    OFFSET(inode, i_ino, Number, 8, Always)                                                        \
    OFFSET(inode, i_rdev, Number, 4, Always)                                                       \
    OFFSET(inode, i_atime, Struct, timespec64, Varies)                                             \
    OFFSET(inode, i_mtime, Struct, timespec64, Varies)                                             \
    OFFSET(inode, i_ctime, Struct, timespec64, Varies)                                             \
    OFFSET(inode, i_atime_sec, Number, 8, Varies)                                                  \
    OFFSET(inode, i_mtime_sec, Number, 8, Varies)                                                  \
    OFFSET(inode, i_ctime_sec, Number, 8, Varies)                                                  \
    OFFSET(inode, i_atime_nsec, Number, 4, Varies)                                                 \
    OFFSET(inode, i_mtime_nsec, Number, 4, Varies)                                                 \
    OFFSET(inode, i_ctime_nsec, Number, 4, Varies)                                                 \
    OFFSET(timespec64, tv_sec, Number, 8, Always)                                                  \
    OFFSET(timespec64, tv_nsec, Number, 8, Always)                                                 \
    OFFSET(super_block, s_dev, Number, 4, Always)                                                  \
    OFFSET(super_block, s_magic, Number, 8, Useful)                                                \
    OFFSET(mount, mnt_parent, Pointer, mount, Always)                                              \
    OFFSET(mount, mnt_mountpoint, Pointer, dentry, Always)                                         \
    OFFSET(mount, mnt, Struct, vfsmount, Always)                                                   \
    OFFSET(vfsmount, mnt_root, Pointer, dentry, Always)                                            \
    OFFSET(socket, sk, Pointer, sock, Always)                                                      \
    OFFSET(sock, __sk_common, Struct, sock_common, Always)                                         \
    OFFSET(sock, sk_protocol, Number, 2, Packed) /* bit fields until 5.5 */                        \
    OFFSET(sock, sk_type, Number, 2, Packed)                                                       \
    OFFSET(sock_common, skc_daddr, Number, 4, Always)                                              \
    OFFSET(sock_common, skc_rcv_saddr, Number, 4, Always)                                          \
    OFFSET(sock_common, skc_dport, Number, 2, Always)                                              \
    OFFSET(sock_common, skc_num, Number, 2, Always)                                                \
    OFFSET(sock_common, skc_family, Number, 2, Always)                                             \
    OFFSET(sock_common, skc_state, Number, 1, Always)                                              \
    OFFSET(sock_common, skc_v6_daddr, Struct, in6_addr, Varies) /* CONFIG_IPV6 */                  \
    OFFSET(sock_common, skc_v6_rcv_saddr, Struct, in6_addr, Varies)                                \
    OFFSET(sock, sk_receive_queue, Struct, sk_buff_head, Always)                                   \
    OFFSET(sk_buff_head, prev, Pointer, sk_buff, Always)                                           \
    OFFSET(sk_buff, sk, Pointer, sock, Always)                                                     \
    OFFSET(sk_buff, head, Pointer, char, Always)                                                   \
    OFFSET(sk_buff, data, Pointer, char, Always)                                                   \
    OFFSET(sk_buff, len, Number, 4, Always)                                                        \
    OFFSET(sk_buff, transport_header, Number, 2, Always)                                           \
    OFFSET(sk_buff, network_header, Number, 2, Always)                                             \
    OFFSET(sk_buff, mac_header, Number, 2, Always)                                                 \
    OFFSET(bpf_prog, type, Enum, bpf_prog_type, Always)                                            \
    OFFSET(bpf_prog, aux, Pointer, bpf_prog_aux, Always)                                           \
    OFFSET(bpf_prog_aux, id, Number, 4, Always)                                                    \
    OFFSET(bpf_prog_aux, name, Bytes, 16, Always)                                                  \
    TELEMETRY_REGISTER_OFFSETS(OFFSET)

#define TELEMETRY_OFFSET_ALIASES(ALIAS)                                                            \
    ALIAS(task_struct, start_boottime, real_start_time) /* until 5.4 */                            \
    ALIAS(inode, i_atime, __i_atime)                    /* 6.7 to 6.10 */                          \
    ALIAS(inode, i_mtime, __i_mtime)                                                               \
    ALIAS(inode, i_ctime, __i_ctime) /* 6.6 to 6.10 */

#endif
