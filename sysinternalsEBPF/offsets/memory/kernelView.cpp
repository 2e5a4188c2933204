// SPDX-License-Identifier: MIT
#include "kernelView.h"

#include <algorithm>

namespace sysinternals {

namespace {

// A wrong offset can make a chain of dentries endless.
constexpr int kMaxPathSteps = 256;

} // namespace

uint64_t KernelView::address(uint64_t structure, OffsetId id) const
{
    return structure + offsets_.byte(id);
}

uint64_t KernelView::number(uint64_t address, size_t bytes)
{
    auto found = memory_.number(address, bytes);
    if (!found) unreadable_ = true;
    return found.value_or(0);
}

uint64_t KernelView::value(uint64_t structure, OffsetId id)
{
    uint64_t from = address(structure, id);
    Place place = *offsets_.find(id);
    if (place.bitSize == 0) return number(from, offsetEntry(id).bytes());
    uint64_t word = number(from) >> (place.bit % 8);
    return place.bitSize >= 64 ? word : word & ((1ull << place.bitSize) - 1);
}

std::string KernelView::text(uint64_t structure, OffsetId id)
{
    return memory_.text(address(structure, id), offsetEntry(id).bytes());
}

KernelPath KernelView::pathAt(uint64_t address)
{
    return {value(address, OffsetId::path_mnt), value(address, OffsetId::path_dentry)};
}

std::string KernelView::pathText(KernelPath path)
{
    uint64_t dentry = path.dentry;
    uint64_t mount = path.mount - offsets_.byte(OffsetId::mount_mnt);
    std::string names;
    for (int i = 0; i < kMaxPathSteps; i++) {
        uint64_t parent = value(dentry, OffsetId::dentry_d_parent);
        uint64_t root = value(address(mount, OffsetId::mount_mnt), OffsetId::vfsmount_mnt_root);
        if (dentry == root || dentry == parent) {
            uint64_t above = value(mount, OffsetId::mount_mnt_parent);
            if (above == mount || above == 0) break;
            dentry = value(mount, OffsetId::mount_mnt_mountpoint);
            mount = above;
            continue;
        }
        uint64_t name = value(address(dentry, OffsetId::dentry_d_name), OffsetId::qstr_name);
        names.insert(0, "/" + memory_.text(name));
        dentry = parent;
    }
    return names.empty() ? "/" : names;
}

uint64_t KernelView::file(uint64_t task, int descriptor)
{
    uint64_t files = value(task, OffsetId::task_struct_files);
    uint64_t table = value(files, OffsetId::files_struct_fdt);
    uint64_t slots = value(table, OffsetId::fdtable_fd);
    return number(slots + static_cast<uint64_t>(descriptor) * 8);
}

uint64_t KernelView::sock(uint64_t file)
{
    return value(value(file, OffsetId::file_private_data), OffsetId::socket_sk);
}

} // namespace sysinternals
