// SPDX-License-Identifier: MIT
#include "offsetsSelfTest.h"

#include "offsetsOnThisKernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using namespace sysinternals;
using sysinternals::test::OffsetsOnThisKernel;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

TEST_F(OffsetsOnThisKernel, SelfTestAcceptsTheTruth)
{
    EXPECT_THAT(testOffsets(truth()), IsEmpty());
}

/// The entries that the self-test covers: each, moved by a little, is noticed by name. (What is
/// beside real_parent, mm, signal and live has the same values in a process like this one.)
TEST_F(OffsetsOnThisKernel, SelfTestNamesEachWrongOffset)
{
    const OffsetId covered[] = {
        OffsetId::task_struct_pid,
        OffsetId::task_struct_tgid,
        OffsetId::task_struct_flags,
        OffsetId::task_struct_group_leader,
        OffsetId::task_struct_start_boottime,
        OffsetId::task_struct_comm,
        OffsetId::task_struct_cred,
        OffsetId::task_struct_fs,
        OffsetId::task_struct_files,
        OffsetId::mm_struct_end_code,
        OffsetId::mm_struct_arg_start,
        OffsetId::mm_struct_exe_file,
        OffsetId::fs_struct_pwd,
        OffsetId::files_struct_fdt,
        OffsetId::fdtable_max_fds,
        OffsetId::fdtable_fd,
        OffsetId::file_f_path,
        OffsetId::file_f_inode,
        OffsetId::file_f_flags,
        OffsetId::file_private_data,
        OffsetId::dentry_d_parent,
        OffsetId::dentry_d_name,
        OffsetId::dentry_d_inode,
        OffsetId::inode_i_uid,
        OffsetId::inode_i_gid,
        OffsetId::inode_i_nlink,
        OffsetId::inode_i_sb,
        OffsetId::inode_i_ino,
        OffsetId::super_block_s_dev,
        OffsetId::super_block_s_magic,
        OffsetId::mount_mnt,
        OffsetId::mount_mnt_parent,
        OffsetId::mount_mnt_mountpoint,
        OffsetId::socket_sk,
        OffsetId::sock_sk_protocol,
        OffsetId::sock_sk_type,
        OffsetId::sock_common_skc_daddr,
        OffsetId::sock_common_skc_dport,
        OffsetId::sock_common_skc_num,
        OffsetId::sock_common_skc_family,
        OffsetId::sock_common_skc_state,
        OffsetId::bpf_prog_type,
        OffsetId::bpf_prog_aux,
        OffsetId::bpf_prog_aux_id,
        OffsetId::bpf_prog_aux_name,
    };
    for (OffsetId id : covered) {
        Offsets wrong = truth();
        wrong.setByte(id, wrong.byte(id) + 8);
        std::string problems;
        for (const std::string& problem : testOffsets(wrong))
            problems += problem + "\n";
        EXPECT_THAT(problems, HasSubstr(offsetEntry(id).name() + " ("));
    }
}

} // namespace
