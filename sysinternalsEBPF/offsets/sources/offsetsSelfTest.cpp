// SPDX-License-Identifier: MIT
#include "offsetsSelfTest.h"

#include "failure.h"
#include "kernelMemory.h"
#include "kernelView.h"
#include "knownProgram.h"
#include "procFacts.h"

#include <arpa/inet.h>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <future>
#include <netinet/in.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace sysinternals {

namespace {

// tv_nsec of newer kernels has a flag in the top bit.
constexpr uint64_t kNanosecondBits = 0x7fffffff;
constexpr uint32_t kFlagsThatFcntlKnows = O_ACCMODE | O_APPEND | O_NONBLOCK;
// PF_FORKNOEXEC, PF_KTHREAD and PF_RANDOMIZE; others come and go.
constexpr uint64_t kLastingFlags = 0x40 | 0x200000 | 0x400000;
constexpr uint64_t kModeRead = 1;  // FMODE_READ
constexpr uint64_t kModeWrite = 2; // FMODE_WRITE

/// A kernel's dev_t, which is not that of stat(2).
uint64_t kernelDevice(dev_t device)
{
    return (static_cast<uint64_t>(major(device)) << 20) | minor(device);
}

std::string readLink(const char* link)
{
    char text[PATH_MAX];
    ssize_t length = readlink(link, text, sizeof(text));
    return {text, length > 0 ? static_cast<size_t>(length) : 0};
}

class SelfTest {
public:
    SelfTest(KernelMemory& memory, const Offsets& offsets)
        : offsets_(offsets), view_(memory, offsets), identity_(memory.self()),
          facts_(readProcFacts("thread-self"))
    {
    }

    std::vector<std::string> run()
    {
        testTask();
        testParent();
        testUser();
        testMemory();
        testAudit();
        testFolders();
        testFile();
        testLinks();
        testSocket();
        testProgram();
        return std::move(problems_);
    }

private:
    using Id = OffsetId;

    /// Notes a problem unless `found` is `expected`. `ids` is the way that leads to the value.
    template <typename T>
    void expect(const std::vector<Id>& ids, const T& expected, const T& found)
    {
        // What cannot be read is zero, which may happen to be right.
        bool unreadable = view_.takeUnreadable();
        if (expected == found && !unreadable) return;
        std::string way;
        for (Id id : ids)
            way += (way.empty() ? "" : " -> ") + offsetEntry(id).name() + " (" +
                   placeText(offsets_, id) + ")";
        problems_.push_back(way + " gives '" + asText(found) + "', expected '" + asText(expected) +
                            "'");
    }

    static std::string asText(uint64_t number) { return std::to_string(number); }
    static const std::string& asText(const std::string& text) { return text; }

    /// `way` leads to the structure.
    void expectMember(uint64_t structure, Id id, uint64_t expected, std::vector<Id> way = {})
    {
        if (!offsets_.find(id)) return;
        way.push_back(id);
        expect(way, expected, view_.value(structure, id));
    }

    bool has(std::initializer_list<Id> ids) const
    {
        for (Id id : ids)
            if (!offsets_.find(id)) return false;
        return true;
    }

    void testTask()
    {
        expectMember(identity_.task, Id::task_struct_pid, identity_.threadId);
        expectMember(identity_.task, Id::task_struct_tgid, identity_.processId);
        if (has({Id::task_struct_flags}))
            expect({Id::task_struct_flags}, facts_.flags & kLastingFlags,
                   view_.value(identity_.task, Id::task_struct_flags) & kLastingFlags);
        if (has({Id::task_struct_comm}))
            expect({Id::task_struct_comm}, facts_.comm,
                   view_.text(identity_.task, Id::task_struct_comm));
        if (has({Id::task_struct_group_leader, Id::task_struct_start_boottime})) {
            uint64_t leader = view_.value(identity_.task, Id::task_struct_group_leader);
            uint64_t start = view_.value(leader, Id::task_struct_start_boottime);
            expect({Id::task_struct_group_leader, Id::task_struct_start_boottime},
                   readProcFacts("self").startTicks, start / nsPerTick());
        }
        if (has({Id::task_struct_group_leader, Id::task_struct_pid}))
            expect({Id::task_struct_group_leader, Id::task_struct_pid},
                   uint64_t{identity_.processId},
                   view_.value(view_.value(identity_.task, Id::task_struct_group_leader),
                               Id::task_struct_pid));
        if (has({Id::task_struct_signal, Id::signal_struct_live}))
            expect({Id::task_struct_signal, Id::signal_struct_live}, facts_.threads,
                   view_.value(view_.value(identity_.task, Id::task_struct_signal),
                               Id::signal_struct_live));
    }

    void testParent()
    {
        // The kernel has ids of the initial PID namespace, /proc those of its own.
        bool sameNamespace = identity_.processId == static_cast<uint32_t>(getpid());
        if (!sameNamespace || !has({Id::task_struct_real_parent, Id::task_struct_tgid})) return;
        uint64_t parent = view_.value(identity_.task, Id::task_struct_real_parent);
        expect({Id::task_struct_real_parent, Id::task_struct_tgid},
               static_cast<uint64_t>(getppid()), view_.value(parent, Id::task_struct_tgid));
    }

    void testUser()
    {
        if (!has({Id::task_struct_cred})) return;
        uid_t user[3];
        gid_t group[3];
        getresuid(&user[0], &user[1], &user[2]);
        getresgid(&group[0], &group[1], &group[2]);
        uint64_t cred = view_.value(identity_.task, Id::task_struct_cred);
        expectMember(cred, Id::cred_uid, user[0], {Id::task_struct_cred});
        expectMember(cred, Id::cred_euid, user[1], {Id::task_struct_cred});
        expectMember(cred, Id::cred_suid, user[2], {Id::task_struct_cred});
        expectMember(cred, Id::cred_fsuid, static_cast<uint32_t>(setfsuid(-1u)),
                     {Id::task_struct_cred});
        expectMember(cred, Id::cred_gid, group[0], {Id::task_struct_cred});
        expectMember(cred, Id::cred_egid, group[1], {Id::task_struct_cred});
        expectMember(cred, Id::cred_sgid, group[2], {Id::task_struct_cred});
        expectMember(cred, Id::cred_fsgid, static_cast<uint32_t>(setfsgid(-1u)),
                     {Id::task_struct_cred});
    }

    void testMemory()
    {
        if (!has({Id::task_struct_mm})) return;
        uint64_t memory = view_.value(identity_.task, Id::task_struct_mm);
        expectMember(memory, Id::mm_struct_start_code, facts_.startCode, {Id::task_struct_mm});
        expectMember(memory, Id::mm_struct_end_code, facts_.endCode, {Id::task_struct_mm});
        expectMember(memory, Id::mm_struct_arg_start, facts_.argStart, {Id::task_struct_mm});
        expectMember(memory, Id::mm_struct_arg_end, facts_.argEnd, {Id::task_struct_mm});
        expectMember(memory, Id::mm_struct_env_start, facts_.envStart, {Id::task_struct_mm});
        expectMember(memory, Id::mm_struct_env_end, facts_.envEnd, {Id::task_struct_mm});
        if (!has({Id::mm_struct_exe_file, Id::file_f_inode, Id::inode_i_mode})) return;
        uint64_t file = view_.value(memory, Id::mm_struct_exe_file);
        struct stat status {};
        stat("/proc/self/exe", &status);
        expect({Id::mm_struct_exe_file, Id::file_f_inode, Id::inode_i_mode},
               uint64_t{status.st_mode},
               view_.value(view_.value(file, Id::file_f_inode), Id::inode_i_mode));
    }

    void testAudit()
    {
        if (facts_.loginUser)
            expectMember(identity_.task, Id::task_struct_loginuid, *facts_.loginUser);
        if (facts_.auditSession)
            expectMember(identity_.task, Id::task_struct_sessionid, *facts_.auditSession);
    }

    void testFolders()
    {
        if (!has({Id::task_struct_fs, Id::fs_struct_pwd, Id::fs_struct_root, Id::path_mnt,
                  Id::path_dentry, Id::dentry_d_parent, Id::dentry_d_name, Id::qstr_name,
                  Id::mount_mnt, Id::mount_mnt_parent, Id::mount_mnt_mountpoint,
                  Id::vfsmount_mnt_root}))
            return;
        uint64_t folders = view_.value(identity_.task, Id::task_struct_fs);
        std::string root = pathOf(view_.address(folders, Id::fs_struct_root));
        std::string here = pathOf(view_.address(folders, Id::fs_struct_pwd));
        // Seen from the kernel, a chroot's paths begin with the way to it.
        std::string expected = readLink("/proc/self/cwd");
        if (root != "/") expected = expected == "/" ? root : root + expected;
        expect({Id::task_struct_fs, Id::fs_struct_pwd, Id::path_mnt, Id::path_dentry,
                Id::dentry_d_parent, Id::dentry_d_name, Id::qstr_name, Id::mount_mnt,
                Id::mount_mnt_parent, Id::mount_mnt_mountpoint, Id::vfsmount_mnt_root},
               expected, here);
        // Through one mount and several folders, and on most systems through two mounts.
        testMountedFile(root, "/proc/sys/kernel/ostype");
        testMountedFile(root, "/dev/pts/ptmx");
    }

    void testMountedFile(const std::string& root, const char* path)
    {
        FileDescriptor file(open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
        if (file.get() < 0 || !hasFileChain()) return;
        uint64_t kernelFile = view_.file(identity_.task, file.get());
        expect(
            {Id::task_struct_files, Id::files_struct_fdt, Id::fdtable_fd, Id::file_f_path,
             Id::path_mnt, Id::path_dentry, Id::dentry_d_parent, Id::dentry_d_name, Id::qstr_name,
             Id::mount_mnt, Id::mount_mnt_parent, Id::mount_mnt_mountpoint, Id::vfsmount_mnt_root},
            (root == "/" ? "" : root) + path, pathOf(view_.address(kernelFile, Id::file_f_path)));
    }

    std::string pathOf(uint64_t address) { return view_.pathText(view_.pathAt(address)); }

    bool hasFileChain() const
    {
        return has({Id::task_struct_files, Id::files_struct_fdt, Id::fdtable_fd, Id::file_f_path,
                    Id::file_f_inode});
    }

    void testFile()
    {
        FileDescriptor file(memfd_create("offsets", MFD_CLOEXEC));
        if (file.get() < 0 || !hasFileChain()) return;
        constexpr timespec kTimes[] = {{1'000'000'007, 123'456'789}, {1'100'000'009, 987'654'321}};
        fcntl(file.get(), F_SETFL, O_APPEND | O_NONBLOCK);
        futimens(file.get(), kTimes);
        if (fchown(file.get(), 60123, 60124) != 0) { // what it is then is right as well
        }
        struct stat status {};
        fstat(file.get(), &status);

        uint64_t table =
            view_.value(view_.value(identity_.task, Id::task_struct_files), Id::files_struct_fdt);
        expectMember(table, Id::fdtable_max_fds, readProcFacts("self").descriptors);
        view_.takeUnreadable(); // what was read for no comparison
        uint64_t kernelFile = view_.file(identity_.task, file.get());
        uint64_t inode = view_.value(kernelFile, Id::file_f_inode);
        if (has({Id::file_f_flags}))
            expect({Id::file_f_flags}, uint64_t(fcntl(file.get(), F_GETFL)) & kFlagsThatFcntlKnows,
                   view_.value(kernelFile, Id::file_f_flags) & kFlagsThatFcntlKnows);
        if (has({Id::file_f_mode}))
            expect({Id::file_f_mode}, kModeRead | kModeWrite,
                   view_.value(kernelFile, Id::file_f_mode) & (kModeRead | kModeWrite));
        testInode(inode, status);
        struct statfs fileSystem {};
        fstatfs(file.get(), &fileSystem);
        if (has({Id::inode_i_sb}))
            expectMember(view_.value(inode, Id::inode_i_sb), Id::super_block_s_magic,
                         static_cast<uint64_t>(fileSystem.f_type), {Id::inode_i_sb});
        testDentry(view_.pathAt(view_.address(kernelFile, Id::file_f_path)).dentry, inode);
    }

    void testInode(uint64_t inode, const struct stat& status)
    {
        expectMember(inode, Id::inode_i_ino, status.st_ino);
        expectMember(inode, Id::inode_i_mode, status.st_mode);
        expectMember(inode, Id::inode_i_uid, status.st_uid);
        expectMember(inode, Id::inode_i_gid, status.st_gid);
        expectMember(inode, Id::inode_i_rdev, kernelDevice(status.st_rdev));
        if (has({Id::inode_i_sb}))
            expectMember(view_.value(inode, Id::inode_i_sb), Id::super_block_s_dev,
                         kernelDevice(status.st_dev), {Id::inode_i_sb});
        testTime(inode, Id::inode_i_atime, Id::inode_i_atime_sec, Id::inode_i_atime_nsec,
                 status.st_atim);
        testTime(inode, Id::inode_i_mtime, Id::inode_i_mtime_sec, Id::inode_i_mtime_nsec,
                 status.st_mtim);
        testTime(inode, Id::inode_i_ctime, Id::inode_i_ctime_sec, Id::inode_i_ctime_nsec,
                 status.st_ctim);
    }

    void testTime(uint64_t inode, Id whole, Id seconds, Id nanoseconds, timespec expected)
    {
        expectMember(inode, seconds, static_cast<uint64_t>(expected.tv_sec));
        if (has({nanoseconds}))
            expect({nanoseconds}, static_cast<uint64_t>(expected.tv_nsec),
                   view_.value(inode, nanoseconds) & kNanosecondBits);
        if (!has({whole, Id::timespec64_tv_sec, Id::timespec64_tv_nsec})) return;
        uint64_t time = view_.address(inode, whole);
        expect({whole, Id::timespec64_tv_sec}, static_cast<uint64_t>(expected.tv_sec),
               view_.value(time, Id::timespec64_tv_sec));
        expect({whole, Id::timespec64_tv_nsec}, static_cast<uint64_t>(expected.tv_nsec),
               view_.value(time, Id::timespec64_tv_nsec) & kNanosecondBits);
    }

    /// A file in memory has no link; the folder of a process's descriptors has two.
    void testLinks()
    {
        FileDescriptor folder(open("/proc/self/fd", O_PATH | O_CLOEXEC));
        if (folder.get() < 0 || !hasFileChain()) return;
        struct stat status {};
        fstat(folder.get(), &status);
        uint64_t file = view_.file(identity_.task, folder.get());
        expectMember(view_.value(file, Id::file_f_inode), Id::inode_i_nlink, status.st_nlink);
    }

    void testDentry(uint64_t dentry, uint64_t inode)
    {
        expectMember(dentry, Id::dentry_d_inode, inode);
        if (!has({Id::dentry_d_hash, Id::hlist_bl_node_pprev})) return;
        // A file in memory hangs in no folder; a file of /proc that is open does.
        expect({Id::dentry_d_hash, Id::hlist_bl_node_pprev}, uint64_t{0},
               view_.value(view_.address(dentry, Id::dentry_d_hash), Id::hlist_bl_node_pprev));
    }

    void testSocket()
    {
        if (!hasFileChain() || !has({Id::file_private_data, Id::socket_sk, Id::sock___sk_common}))
            return;
        FileDescriptor descriptor(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
        sockaddr_in here{AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
        sockaddr_in there{AF_INET, htons(40123), {htonl(INADDR_LOOPBACK + 0x10203)}, {}};
        socklen_t length = sizeof(here);
        if (bind(descriptor.get(), reinterpret_cast<sockaddr*>(&here), length) != 0 ||
            connect(descriptor.get(), reinterpret_cast<sockaddr*>(&there), length) != 0 ||
            getsockname(descriptor.get(), reinterpret_cast<sockaddr*>(&here), &length) != 0)
            return; // no loopback here, so nothing to compare with

        const std::vector<Id> way = {Id::file_private_data, Id::socket_sk, Id::sock___sk_common};
        uint64_t sock = view_.sock(view_.file(identity_.task, descriptor.get()));
        uint64_t common = view_.address(sock, Id::sock___sk_common);
        expectMember(sock, Id::sock_sk_protocol, IPPROTO_UDP, way);
        expectMember(sock, Id::sock_sk_type, SOCK_DGRAM, way);
        expectMember(common, Id::sock_common_skc_family, AF_INET, way);
        expectMember(common, Id::sock_common_skc_num, ntohs(here.sin_port), way);
        expectMember(common, Id::sock_common_skc_dport, there.sin_port, way);
        expectMember(common, Id::sock_common_skc_rcv_saddr, here.sin_addr.s_addr, way);
        expectMember(common, Id::sock_common_skc_daddr, there.sin_addr.s_addr, way);
        // TCP_ESTABLISHED: a datagram socket that is connected
        expectMember(common, Id::sock_common_skc_state, 1, way);
    }

    void testProgram()
    {
        if (!hasFileChain() || !has({Id::file_private_data})) return;
        KnownProgram known(BPF_PROG_TYPE_TRACEPOINT, "selfTest", 2);
        uint64_t program =
            view_.value(view_.file(identity_.task, known.descriptor()), Id::file_private_data);
        expectMember(program, Id::bpf_prog_type, known.type(), {Id::file_private_data});
        if (!has({Id::bpf_prog_aux})) return;
        const std::vector<Id> way = {Id::file_private_data, Id::bpf_prog_aux};
        uint64_t aux = view_.value(program, Id::bpf_prog_aux);
        expectMember(aux, Id::bpf_prog_aux_id, known.id(), way);
        if (has({Id::bpf_prog_aux_name}))
            expect({Id::file_private_data, Id::bpf_prog_aux, Id::bpf_prog_aux_name}, known.name(),
                   view_.text(aux, Id::bpf_prog_aux_name));
    }

    const Offsets& offsets_;
    KernelView view_;
    TaskIdentity identity_;
    ProcFacts facts_;
    std::vector<std::string> problems_;
};

} // namespace

std::vector<std::string> testOffsets(const Offsets& offsets)
{
    // In a thread of its own, whose id is not that of the process: else pid and tgid look the same.
    auto test = std::async(std::launch::async, [&] {
        KernelMemory memory;
        return SelfTest(memory, offsets).run();
    });
    return test.get();
}

} // namespace sysinternals
