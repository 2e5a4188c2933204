// SPDX-License-Identifier: MIT
//
// Discovery of what is in files_struct, fs_struct, file, dentry, inode and mount.
#include "discoveryContext.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

namespace sysinternals {

namespace {

using Id = OffsetId;

constexpr size_t kFoldersMost = 128;
constexpr uint32_t kPathBytes = 16;  ///< fs_struct has root and pwd one behind the other
constexpr size_t kStructBytes = 512; // more than file, dentry, fs_struct or mount have
constexpr size_t kInodeBytes = 1024;
constexpr size_t kSuperBytes = 256; ///< of super_block, as far as it is looked at
constexpr size_t kMmMost = 2048;
constexpr int kFirstDescriptor = 200; // so that the table is one that grew
constexpr int kLaterDescriptor = 600;
constexpr uint64_t kNanosecondBits = 0x7fffffff;
// FMODE_LSEEK, _PREAD and _PWRITE, which files in memory have; with them _READ and _WRITE
constexpr uint64_t kReads = 0x1c | 1;
constexpr uint64_t kWrites = 0x1c | 2;
constexpr uint64_t kReadsAndWrites = 0x1c | 3;
constexpr uint64_t kOnlyPath = 0x4000; // FMODE_PATH

uint64_t kernelDevice(dev_t device)
{
    return (static_cast<uint64_t>(major(device)) << 20) | minor(device);
}

/// A file that is open here, and what is known of it.
struct OpenFile {
    FileDescriptor descriptor;
    struct stat status;
    uint64_t flags;
    uint64_t address = 0; ///< of its struct file
};

OpenFile keep(FileDescriptor opened)
{
    OpenFile file{FileDescriptor(fcntl(opened.get(), F_DUPFD_CLOEXEC, kFirstDescriptor)), {}, 0};
    if (file.descriptor.get() < 0)
        throw Failure(TELEMETRY_NO_OFFSETS, "cannot open a file for discovery");
    fstat(file.descriptor.get(), &file.status);
    file.flags = static_cast<uint64_t>(fcntl(file.descriptor.get(), F_GETFL));
    return file;
}

OpenFile openFile(const char* path, int flags)
{
    return keep(FileDescriptor(open(path, flags | O_CLOEXEC)));
}

/// A file in memory of which everything is chosen; `salt` makes it unlike others.
OpenFile memoryFile(uint32_t salt)
{
    FileDescriptor file(memfd_create(("witness" + std::to_string(salt)).c_str(), MFD_CLOEXEC));
    fchmod(file.get(), 0600 + salt);
    if (fchown(file.get(), 61000 + salt, 62000 + salt) != 0) {
        // the user that it has then is as good, if it is not root's
    }
    timespec times[] = {{1'000'000'000 + salt, 123'456'000 + salt},
                        {1'100'000'000 + salt, 654'321'000 + salt}};
    futimens(file.get(), times);
    return keep(std::move(file));
}

class FileSearch {
public:
    explicit FileSearch(DiscoveryContext& context)
        : context_(context), one_(memoryFile(17)), two_(memoryFile(42)),
          oneReadOnly_(openFile(again(one_).c_str(), O_RDONLY)),
          oneWriteOnly_(openFile(again(one_).c_str(), O_WRONLY | O_APPEND | O_NONBLOCK)),
          kernelFolder_(openFile("/proc/sys/kernel", O_PATH)),
          sysFolder_(openFile("/proc/sys", O_PATH)), procFolder_(openFile("/proc", O_PATH)),
          rootFolder_(openFile("/", O_PATH)), ownFolder_(openFile("/proc/self/", O_PATH)),
          descriptors_(openFile("/proc/self/fd", O_PATH)),
          program_(openFile("/proc/self/exe", O_RDONLY)), null_(openFile("/dev/null", O_RDONLY)),
          zero_(openFile("/dev/zero", O_RDONLY))
    {
        fstat(one_.descriptor.get(), &one_.status);
    }

    void run()
    {
        context_.forgetMemory(); // what was opened since may lie where something else was
        findTable();
        for (OpenFile* file :
             {&one_, &two_, &oneReadOnly_, &oneWriteOnly_, &kernelFolder_, &sysFolder_,
              &procFolder_, &rootFolder_, &ownFolder_, &descriptors_, &program_, &null_, &zero_})
            file->address = context_.file(file->descriptor.get());
        attempt([&] { findFlags(); });
        attempt([&] { findInode(); });
        attempt([&] { findInodeMembers(); });
        findTimes();
        attempt([&] { findSuperBlock(); });
        attempt([&] { findPath(); });
        attempt([&] { findDentry(); });
        attempt([&] { findMount(); });
        attempt([&] { findFolders(); });
        attempt([&] { findProgram(); });
    }

private:
    static std::string again(const OpenFile& file)
    {
        return "/proc/self/fd/" + std::to_string(file.descriptor.get());
    }

    const Dump& dumpOf(const OpenFile& file)
    {
        return context_.at(file.address, context_.bytesOf("filp", kStructBytes));
    }
    uint64_t word(const OpenFile& file, uint32_t offset) { return wordAt(dumpOf(file), offset); }
    const Dump& inodeOf(const OpenFile& file)
    {
        return context_.at(word(file, context_.place(Id::file_f_inode)), kInodeBytes);
    }
    uint64_t dentryAddress(const OpenFile& file)
    {
        return word(file, context_.place(Id::file_f_path) + context_.place(Id::path_dentry));
    }
    const Dump& dentryOf(const OpenFile& file)
    {
        return context_.at(dentryAddress(file), context_.bytesOf("dentry", kStructBytes));
    }
    uint64_t mountAddress(const OpenFile& file)
    {
        return word(file, context_.place(Id::file_f_path) + context_.place(Id::path_mnt));
    }

    /// task → files_struct → fdtable → slots: the room of the table is known, and two descriptors
    /// of one file have the same pointer there. Searched twice, before and after the table has
    /// grown: what an old table left behind somewhere does not grow.
    void findTable()
    {
        std::set<std::vector<uint32_t>> found = tables(kFirstDescriptor);
        std::set<std::vector<uint32_t>> later = tables(kLaterDescriptor);
        std::erase_if(found, [&](const auto& each) { return !later.contains(each); });
        if (found.size() != 1) throw NotFound{Id::files_struct_fdt, found.size()};
        const std::vector<uint32_t>& places = *found.begin();
        context_.offsets.setByte(Id::task_struct_files, places[0]);
        context_.offsets.setByte(Id::files_struct_fdt, places[1]);
        context_.offsets.setByte(Id::fdtable_max_fds, places[2]);
        context_.offsets.setByte(Id::fdtable_fd, places[3]);
    }

    std::set<std::vector<uint32_t>> tables(int descriptor)
    {
        FileDescriptor same(fcntl(one_.descriptor.get(), F_DUPFD_CLOEXEC, descriptor));
        context_.forgetMemory();
        uint64_t room = readProcFacts("self").descriptors;
        const Dump task = context_.task(context_.self());
        std::set<std::vector<uint32_t>> found;
        for (uint32_t files = 0; files + 8 <= task.size(); files += 8) {
            uint64_t filesAddress = wordAt(task, files);
            if (isKernelPointer(filesAddress))
                tablesIn(files, filesAddress, room, same.get(), found);
        }
        return found;
    }

    void tablesIn(uint32_t files, uint64_t filesAddress, uint64_t room, int same,
                  std::set<std::vector<uint32_t>>& ret_found)
    {
        constexpr size_t kFilesBytes = 128;
        constexpr size_t kTableBytes = 64;
        const Dump filesDump = context_.at(filesAddress, kFilesBytes);
        for (uint32_t fdt = 0; fdt + 8 <= kFilesBytes; fdt += 8) {
            uint64_t tableAddress = wordAt(filesDump, fdt);
            if (!isKernelPointer(tableAddress)) continue;
            const Dump table = context_.at(tableAddress, kTableBytes);
            for (uint32_t max : offsetsWithValues({{&table, room}}, 4))
                for (uint32_t fd = 0; fd + 8 <= kTableBytes; fd += 8)
                    if (isKernelPointer(wordAt(table, fd)) && areSlots(wordAt(table, fd), same))
                        ret_found.insert({files, fdt, max, fd});
        }
    }

    bool areSlots(uint64_t address, int same)
    {
        auto at = [&](int descriptor) {
            return context_.memory().number(address + static_cast<uint64_t>(descriptor) * 8);
        };
        auto one = at(one_.descriptor.get());
        return one && isKernelPointer(*one) && one == at(same) &&
               one != at(two_.descriptor.get()) && at(two_.descriptor.get()).value_or(0) != 0;
    }

    void findFlags()
    {
        std::vector<OpenFile*> files = {&one_,          &oneReadOnly_, &oneWriteOnly_,
                                        &kernelFolder_, &rootFolder_,  &two_};
        // Behind the members there is room that nobody has emptied, and some members of a file that
        // only names a path are not set: few bits would be found there by chance.
        constexpr uint64_t kModes[] = {kReadsAndWrites, kReads,    kWrites,
                                       kOnlyPath,       kOnlyPath, kReadsAndWrites};
        std::vector<Witness> flags;
        std::vector<Witness> modes;
        for (size_t i = 0; i < files.size(); i++) {
            flags.push_back({&dumpOf(*files[i]), files[i]->flags});
            modes.push_back({&dumpOf(*files[i]), kModes[i]});
        }
        attempt([&] { context_.takeOnly(Id::file_f_flags, offsetsWithValues(flags, 4)); });
        context_.takeOnly(Id::file_f_mode,
                          offsetsWithValues(modes, 4, kReadsAndWrites | kOnlyPath));
    }

    void findInode()
    {
        std::vector<OpenFile*> files = {&one_, &two_, &sysFolder_, &kernelFolder_};
        std::vector<const Dump*> dumps;
        for (OpenFile* file : files)
            dumps.push_back(&dumpOf(*file));
        std::set<std::pair<uint32_t, uint32_t>> found;
        for (uint32_t offset : offsetsWhere(dumps, 8, [&](size_t i, uint32_t at) {
                 return isKernelPointer(wordAt(*dumps[i], at));
             })) {
            if (word(one_, offset) != word(oneReadOnly_, offset)) continue;
            std::vector<Witness> numbers;
            for (OpenFile* file : files)
                numbers.push_back(
                    {&context_.at(word(*file, offset), kInodeBytes), file->status.st_ino});
            for (uint32_t number : offsetsWithValues(numbers, 8))
                found.emplace(offset, number);
        }
        if (found.size() != 1) throw NotFound{Id::file_f_inode, found.size()};
        context_.offsets.setByte(Id::file_f_inode, found.begin()->first);
        context_.offsets.setByte(Id::inode_i_ino, found.begin()->second);
    }

    void findInodeMembers()
    {
        auto member = [&](Id id, size_t bytes, const std::vector<OpenFile*>& files, auto value) {
            std::vector<Witness> witnesses;
            for (OpenFile* file : files)
                witnesses.push_back({&inodeOf(*file), value(file->status)});
            attempt([&] { context_.takeOnly(id, offsetsWithValues(witnesses, bytes)); });
        };
        member(Id::inode_i_mode, 2, {&one_, &two_, &kernelFolder_, &null_},
               [](const struct stat& each) { return each.st_mode; });
        member(Id::inode_i_uid, 4, {&one_, &two_, &kernelFolder_},
               [](const struct stat& each) { return each.st_uid; });
        member(Id::inode_i_gid, 4, {&one_, &two_, &kernelFolder_},
               [](const struct stat& each) { return each.st_gid; });
        // a file in memory has none
        member(Id::inode_i_nlink, 4, {&one_, &null_, &ownFolder_, &descriptors_},
               [](const struct stat& each) { return each.st_nlink; });
        member(Id::inode_i_rdev, 4, {&null_, &zero_, &one_},
               [](const struct stat& each) { return kernelDevice(each.st_rdev); });
    }

    void findTimes()
    {
        const std::vector<OpenFile*> chosen = {&one_, &two_};
        // Nobody chooses the time of a change: it is now, as it is in the files in memory that were
        // there a moment ago and may lie behind ours. Older files of other file systems tell.
        const std::vector<OpenFile*> older = {&one_, &two_, &null_, &kernelFolder_};
        attempt([&] {
            findTime(Id::inode_i_atime, Id::inode_i_atime_sec, Id::inode_i_atime_nsec,
                     &stat::st_atim, chosen);
        });
        attempt([&] {
            findTime(Id::inode_i_mtime, Id::inode_i_mtime_sec, Id::inode_i_mtime_nsec,
                     &stat::st_mtim, chosen);
        });
        attempt([&] {
            findTime(Id::inode_i_ctime, Id::inode_i_ctime_sec, Id::inode_i_ctime_nsec,
                     &stat::st_ctim, older);
        });
    }

    /// One structure until 6.10, then two members apart from each other.
    void findTime(Id whole, Id seconds, Id nanoseconds, timespec stat::*time,
                  const std::vector<OpenFile*>& files)
    {
        auto values = [&](long timespec::*part) {
            std::vector<Witness> witnesses;
            for (OpenFile* file : files)
                witnesses.push_back(
                    {&inodeOf(*file), static_cast<uint64_t>(file->status.*time.*part)});
            return witnesses;
        };
        auto fractions = offsetsWithValues(values(&timespec::tv_nsec), 4, kNanosecondBits);
        if (fractions.size() != 1) throw NotFound{nanoseconds, fractions.size()};
        auto places = offsetsWithValues(values(&timespec::tv_sec), 8);
        bool together = std::ranges::find(places, fractions[0] - 8) != places.end();
        if (together) {
            context_.offsets.setByte(whole, fractions[0] - 8);
            context_.offsets.setAbsent(seconds);
            context_.offsets.setAbsent(nanoseconds);
            return;
        }
        context_.takeOnly(seconds, places);
        context_.offsets.setByte(nanoseconds, fractions[0]);
        context_.offsets.setAbsent(whole);
    }

    void findSuperBlock()
    {
        std::set<std::pair<uint32_t, uint32_t>> found;
        std::vector<OpenFile*> files = {&one_, &kernelFolder_, &null_};
        std::vector<const Dump*> inodes;
        for (OpenFile* file : files)
            inodes.push_back(&inodeOf(*file));
        for (uint32_t offset : offsetsWhere(inodes, 8, [&](size_t i, uint32_t at) {
                 return isKernelPointer(wordAt(*inodes[i], at));
             })) {
            std::vector<Dump> blocks;
            for (const Dump* inode : inodes)
                blocks.push_back(context_.at(wordAt(*inode, offset), kSuperBytes));
            for (Dump& block : blocks)
                block.resize(kSuperBytes);
            std::vector<Witness> devices;
            for (size_t i = 0; i < files.size(); i++)
                devices.push_back({&blocks[i], kernelDevice(files[i]->status.st_dev)});
            for (uint32_t device : offsetsWithValues(devices, 4))
                found.emplace(offset, device);
        }
        if (found.size() != 1) throw NotFound{Id::inode_i_sb, found.size()};
        context_.offsets.setByte(Id::inode_i_sb, found.begin()->first);
        context_.offsets.setByte(Id::super_block_s_dev, found.begin()->second);
        findMagic(files, inodes);
    }

    void findMagic(const std::vector<OpenFile*>& files, const std::vector<const Dump*>& inodes)
    {
        std::vector<Dump> blocks;
        std::vector<Witness> magics;
        for (const Dump* inode : inodes) {
            const uint64_t block = wordAt(*inode, context_.place(Id::inode_i_sb));
            blocks.push_back(context_.at(block, kSuperBytes));
        }
        for (size_t i = 0; i < files.size(); i++) {
            struct statfs status {};
            fstatfs(files[i]->descriptor.get(), &status);
            magics.push_back({&blocks[i], static_cast<uint64_t>(status.f_type)});
        }
        context_.takeOnly(Id::super_block_s_magic, offsetsWithValues(magics, 8));
    }

    /// A dentry knows its inode, a mount's root is the dentry that was opened: together they are
    /// the two pointers of a path.
    void findPath()
    {
        std::vector<OpenFile*> files = {&one_, &two_, &procFolder_, &rootFolder_, &kernelFolder_};
        std::vector<const Dump*> dumps;
        for (OpenFile* file : files)
            dumps.push_back(&dumpOf(*file));
        uint32_t inode = context_.place(Id::file_f_inode);

        std::set<std::pair<uint32_t, uint32_t>> dentries; // in file, of d_inode
        for (uint32_t offset : offsetsWhere(dumps, 8, [&](size_t i, uint32_t at) {
                 // f_mapping points into the inode, and what is there points to its start
                 uint64_t pointer = wordAt(*dumps[i], at);
                 return isKernelPointer(pointer) &&
                        pointer - wordAt(*dumps[i], inode) >= kInodeBytes;
             })) {
            std::vector<Witness> inodes;
            for (OpenFile* file : files)
                inodes.push_back({&context_.at(word(*file, offset), 256), word(*file, inode)});
            for (uint32_t back : offsetsWithValues(inodes, 8))
                if (back < 128) dentries.emplace(offset, back);
        }
        if (dentries.size() != 1) throw NotFound{Id::path_dentry, dentries.size()};
        auto [dentry, back] = *dentries.begin();
        context_.offsets.setByte(Id::dentry_d_inode, back);

        std::set<std::pair<uint32_t, uint32_t>> mounts; // in file, of mnt_root
        for (uint32_t offset : {dentry - 8, dentry + 8})
            for (uint32_t root = 0; root < 64; root += 8)
                if (isRootAt(procFolder_, offset, root, dentry) &&
                    isRootAt(rootFolder_, offset, root, dentry))
                    mounts.emplace(offset, root);
        if (mounts.size() != 1) throw NotFound{Id::path_mnt, mounts.size()};
        auto [mount, root] = *mounts.begin();
        uint32_t path = std::min(mount, dentry);
        context_.offsets.setByte(Id::file_f_path, path);
        context_.offsets.setByte(Id::path_mnt, mount - path);
        context_.offsets.setByte(Id::path_dentry, dentry - path);
        context_.offsets.setByte(Id::vfsmount_mnt_root, root);
    }

    bool isRootAt(const OpenFile& folder, uint32_t mount, uint32_t root, uint32_t dentry)
    {
        uint64_t address = word(folder, mount);
        return isKernelPointer(address) &&
               context_.memory().number(address + root) == word(folder, dentry);
    }

    void findDentry()
    {
        std::vector<OpenFile*> files = {&kernelFolder_, &sysFolder_};
        const char* names[] = {"kernel", "sys"};
        std::vector<const Dump*> dumps = {&dentryOf(kernelFolder_), &dentryOf(sysFolder_)};
        uint32_t parent = context_.takeOnly(
            Id::dentry_d_parent, offsetsWithValues({{dumps[0], dentryAddress(sysFolder_)},
                                                    {dumps[1], dentryAddress(procFolder_)}},
                                                   8));
        auto found = offsetsWhere(dumps, 8, [&](size_t i, uint32_t offset) {
            uint64_t name = wordAt(*dumps[i], offset);
            // the length stands before it
            return isKernelAddress(name) && offset >= 8 && offset < 128 &&
                   wordAt(*dumps[i], offset - 4, 4) == strlen(names[i]) &&
                   context_.memory().text(name) == names[i];
        });
        if (found.size() != 1) throw NotFound{Id::dentry_d_name, found.size()};
        context_.offsets.setByte(Id::dentry_d_name, found[0] - 8);
        context_.offsets.setByte(Id::qstr_name, 8);
        findHash(dumps, parent);
    }

    /// A member of a list points to what points to it; a file in memory is in no list of names.
    void findHash(const std::vector<const Dump*>& dumps, uint32_t parent)
    {
        std::vector<uint64_t> addresses = {dentryAddress(kernelFolder_), dentryAddress(sysFolder_)};
        const Dump& unhashed = dentryOf(one_);
        auto found = offsetsWhere(dumps, 8, [&](size_t i, uint32_t offset) {
            uint64_t pointer = wordAt(*dumps[i], offset);
            // behind the parent come lists of another kind
            if (offset < 8 || offset >= parent || !isKernelPointer(pointer)) return false;
            uint64_t back = context_.memory().number(pointer).value_or(0) & ~uint64_t{1};
            return back == addresses[i] + offset - 8 && wordAt(unhashed, offset) == 0;
        });
        context_.takeOnly(Id::dentry_d_hash, found);
        context_.offsets.setByte(Id::dentry_d_hash, found[0] - 8);
        context_.offsets.setByte(Id::hlist_bl_node_pprev, 8);
    }

    /// struct mount is around vfsmount. The mount of files in memory is its own parent.
    void findMount()
    {
        constexpr uint32_t kBefore = 128;
        auto around = [&](const OpenFile& file) {
            return context_.at(mountAddress(file) - kBefore, 2 * kBefore);
        };
        Dump memory = around(one_);
        Dump proc = around(procFolder_);
        std::set<std::vector<uint32_t>> found;
        for (uint32_t parent = 0; parent < kBefore; parent += 8) {
            uint64_t inside = mountAddress(one_) - wordAt(memory, parent);
            if (inside >= kBefore || inside % 8 != 0) continue;
            if (wordAt(proc, parent) + inside != mountAddress(rootFolder_)) continue;
            for (uint32_t point = 0; point < kBefore; point += 8)
                if (isMountPoint(wordAt(proc, point), wordAt(memory, point)))
                    found.insert({static_cast<uint32_t>(inside), parent, point});
        }
        if (found.size() != 1) throw NotFound{Id::mount_mnt, found.size()};
        const std::vector<uint32_t>& places = *found.begin();
        context_.offsets.setByte(Id::mount_mnt, places[0]);
        context_.offsets.setByte(Id::mount_mnt_parent, places[1] + places[0] - kBefore);
        context_.offsets.setByte(Id::mount_mnt_mountpoint, places[2] + places[0] - kBefore);
    }

    bool isMountPoint(uint64_t proc, uint64_t memory)
    {
        if (!isKernelPointer(proc) || !isKernelPointer(memory) ||
            proc == dentryAddress(procFolder_))
            return false;
        uint64_t name =
            context_.memory()
                .number(proc + context_.place(Id::dentry_d_name) + context_.place(Id::qstr_name))
                .value_or(0);
        return context_.memory().text(name) == "proc";
    }

    void findFolders()
    {
        // Behind it there may be another process's, with the same root.
        const size_t foldersBytes = context_.bytesOf("fs_cache", kFoldersMost);
        auto processes = context_.processes();
        const OpenFile* current[] = {&kernelFolder_, &sysFolder_};
        std::vector<const Dump*> dumps;
        for (WitnessProcess* process : processes)
            dumps.push_back(&context_.task(process->first()));
        std::set<std::vector<uint32_t>> common;
        for (size_t i = 0; i < dumps.size(); i++) {
            std::set<std::vector<uint32_t>> here;
            for (uint32_t fs = 0; fs + 8 <= dumps[i]->size(); fs += 8) {
                uint64_t address = wordAt(*dumps[i], fs);
                if (!isKernelPointer(address)) continue;
                const Dump& folders = context_.at(address, foldersBytes);
                for (uint32_t pwd : pathsTo(folders, *current[i]))
                    for (uint32_t root : pathsTo(folders, rootFolder_))
                        if (root + kPathBytes == pwd) here.insert({fs, root, pwd});
            }
            if (i == 0) common = here;
            std::erase_if(common, [&](const auto& each) { return !here.contains(each); });
        }
        if (common.size() != 1) throw NotFound{Id::task_struct_fs, common.size()};
        const std::vector<uint32_t>& places = *common.begin();
        context_.offsets.setByte(Id::task_struct_fs, places[0]);
        context_.offsets.setByte(Id::fs_struct_root, places[1]);
        context_.offsets.setByte(Id::fs_struct_pwd, places[2]);
    }

    std::vector<uint32_t> pathsTo(const Dump& folders, const OpenFile& folder)
    {
        std::vector<uint32_t> found;
        for (uint32_t at = 0; at + 16 <= folders.size() && at < 128; at += 8)
            if (wordAt(folders, at + context_.place(Id::path_mnt)) == mountAddress(folder) &&
                wordAt(folders, at + context_.place(Id::path_dentry)) == dentryAddress(folder))
                found.push_back(at);
        return found;
    }

    void findProgram()
    {
        auto processes = context_.processes();
        std::vector<const Dump*> dumps;
        for (WitnessProcess* process : processes)
            dumps.push_back(&context_.at(
                wordAt(context_.task(process->first()), context_.place(Id::task_struct_mm)),
                context_.bytesOf("mm_struct", kMmMost)));
        uint32_t inode = context_.place(Id::file_f_inode);
        uint64_t expected = word(program_, inode);
        auto found = offsetsWhere(dumps, 8, [&](size_t i, uint32_t offset) {
            uint64_t file = wordAt(*dumps[i], offset);
            return isKernelPointer(file) && context_.memory().number(file + inode) == expected;
        });
        // Behind a small mm_struct may lie that of another process of the same program.
        if (found.empty()) throw NotFound{Id::mm_struct_exe_file, 0};
        context_.takeByOrder(Id::mm_struct_exe_file, found.front(), found.size());
    }

    DiscoveryContext& context_;
    OpenFile one_;
    OpenFile two_;
    OpenFile oneReadOnly_;
    OpenFile oneWriteOnly_;
    OpenFile kernelFolder_;
    OpenFile sysFolder_;
    OpenFile procFolder_;
    OpenFile rootFolder_;
    OpenFile ownFolder_;   ///< with several links,
    OpenFile descriptors_; ///< with two
    OpenFile program_;
    OpenFile null_;
    OpenFile zero_;
};

} // namespace

void discoverFiles(DiscoveryContext& context)
{
    attempt([&] { FileSearch(context).run(); });
}

} // namespace sysinternals
