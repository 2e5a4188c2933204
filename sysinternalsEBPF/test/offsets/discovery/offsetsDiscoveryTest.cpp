// SPDX-License-Identifier: MIT
//
// Struct offsets on the running kernel: what discovery finds against BTF, the self-test against
// wrong offsets. As root only.
#include "offsetsDiscovery.h"
#include "btfOffsets.h"
#include "failure.h"
#include "handle.h"
#include "offsetsSelfTest.h"
#include "offsetsSource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <set>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace sysinternals;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr const char* kKernelBtf = "/sys/kernel/btf/vmlinux";

class OffsetsOnThisKernel : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "loading BPF programs needs root";
        if (access(kKernelBtf, R_OK) != 0) GTEST_SKIP() << "this kernel has no BTF to compare with";
    }

    static Offsets truth()
    {
        std::vector<std::byte> bytes = readBtfFile(kKernelBtf);
        return offsetsFromBtf(BtfReader(bytes, kKernelBtf));
    }
};

TEST_F(OffsetsOnThisKernel, DiscoveryFindsExactlyWhatBtfSays)
{
    Offsets expected = truth();
    auto start = std::chrono::steady_clock::now();
    Discovered discovered = discoverOffsets();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    for (const OffsetEntry& entry : offsetEntries()) {
        EXPECT_TRUE(discovered.offsets.isKnown(entry.id)) << entry.name();
        EXPECT_EQ(placeText(discovered.offsets, entry.id), placeText(expected, entry.id))
            << entry.name();
    }
}

/// Processes that come and go, allocate, and open files, while it searches.
TEST_F(OffsetsOnThisKernel, DiscoveryFindsTheSameUnderLoad)
{
    std::atomic<bool> stop{false};
    std::vector<std::thread> load;
    for (unsigned i = 0; i < 2 * std::thread::hardware_concurrency(); i++)
        load.emplace_back([&] {
            while (!stop) {
                pid_t child = fork();
                if (child == 0) {
                    for (int file = 0; file < 50; file++)
                        close(open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
                    _exit(0);
                }
                waitpid(child, nullptr, 0);
            }
        });
    Offsets expected = truth();
    for (int i = 0; i < 10; i++) {
        try {
            Offsets found = discoverOffsets().offsets;
            for (const OffsetEntry& entry : offsetEntries())
                EXPECT_EQ(placeText(found, entry.id), placeText(expected, entry.id))
                    << entry.name() << " in run " << i;
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what(); // the threads have to be stopped
        }
    }
    stop = true;
    for (std::thread& each : load)
        each.join();
}

/// What they leave behind in memory has the times of now, as the files that discovery makes have.
TEST_F(OffsetsOnThisKernel, DiscoveryFindsTheSameAmongFilesInMemoryThatWereJustDeleted)
{
    Offsets expected = truth();
    for (int i = 0; i < 10; i++) {
        std::vector<FileDescriptor> files(800);
        for (FileDescriptor& file : files)
            file = FileDescriptor(memfd_create("gone", MFD_CLOEXEC));
        files.clear();
        Offsets found = discoverOffsets().offsets;
        for (const OffsetEntry& entry : offsetEntries())
            EXPECT_EQ(placeText(found, entry.id), placeText(expected, entry.id))
                << entry.name() << " in run " << i;
    }
}

/// What chooseOffsets() makes of a discovery that finds all but one member.
class DiscoveryWithAGap : public OffsetsOnThisKernel {
protected:
    ChosenOffsets choose(OffsetId gap, const std::set<OffsetId>& needed)
    {
        OffsetsSources sources;
        sources.allowed = TELEMETRY_OFFSETS_FROM(TELEMETRY_OFFSETS_DISCOVERY);
        sources.report = [this](const std::string& text) { reported_ += text; };
        sources.note = [this](const std::string& text) { noted_ += text; };
        sources.discover = [gap] {
            Discovered found{truth(), {}};
            found.offsets.forget(gap);
            return found;
        };
        return chooseOffsets(sources, needed);
    }

    std::string reported_;
    std::string noted_;
};

TEST_F(DiscoveryWithAGap, IsGoodEnoughIfNothingReadsTheMember)
{
    ChosenOffsets chosen = choose(OffsetId::sk_buff_head, {OffsetId::task_struct_pid});
    EXPECT_EQ(chosen.source, TELEMETRY_OFFSETS_DISCOVERY);
    EXPECT_EQ(chosen.offsets.byte(OffsetId::task_struct_pid),
              truth().byte(OffsetId::task_struct_pid));
    EXPECT_THAT(noted_, HasSubstr("which nothing reads: sk_buff.head"));
    EXPECT_THAT(reported_, IsEmpty());
}

TEST_F(DiscoveryWithAGap, IsRefusedByNameIfSomethingReadsTheMember)
{
    try {
        choose(OffsetId::sk_buff_head, {OffsetId::task_struct_pid, OffsetId::sk_buff_head});
        FAIL() << "it was taken";
    } catch (const Failure& failure) {
        EXPECT_THAT(failure.what(),
                    HasSubstr("discovery lacks these struct offsets: sk_buff.head\n"));
    }
}

TEST(Discovery, RequiresWhatEveryKernelHas)
{
    Discovered discovered;
    for (const OffsetEntry& entry : offsetEntries())
        if (entry.presence != Presence::Varies && entry.presence != Presence::Useful)
            discovered.offsets.setByte(entry.id, 8);
    EXPECT_NO_THROW(requireEveryMember(discovered));
    discovered.offsets.forget(OffsetId::cred_uid);
    EXPECT_THAT([&] { requireEveryMember(discovered); },
                testing::ThrowsMessage<Failure>(HasSubstr("did not find these struct offsets: "
                                                          "cred.uid")));
}

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
