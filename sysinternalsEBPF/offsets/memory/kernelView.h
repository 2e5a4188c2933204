// SPDX-License-Identifier: MIT
#pragma once

#include "kernelMemory.h"
#include "offsets.h"

#include <string>
#include <utility>

namespace sysinternals {

/// A path as the kernel keeps it.
struct KernelPath {
    uint64_t mount;  ///< struct vfsmount
    uint64_t dentry; ///< struct dentry
    bool operator==(const KernelPath&) const = default;
};

/// The kernel's structures, read through offsets that may be wrong: nothing here crashes or loops,
/// it just reads zeros or nonsense.
class KernelView {
public:
    KernelView(KernelMemory& memory, const Offsets& offsets) : memory_(memory), offsets_(offsets) {}

    /// Address of a member. Throws Failure if its place is not known, as all of these.
    uint64_t address(uint64_t structure, OffsetId id) const;
    /// A number or a pointer; zero where it cannot be read.
    uint64_t value(uint64_t structure, OffsetId id);
    std::string text(uint64_t structure, OffsetId id);
    /// A struct path at `address`.
    KernelPath pathAt(uint64_t address);
    /// The names from the root of the mount namespace to `path`, "/" for the root.
    std::string pathText(KernelPath path);
    /// The open file behind a descriptor of `task`; 0 if there is none.
    uint64_t file(uint64_t task, int descriptor);
    /// The sock of an open socket.
    uint64_t sock(uint64_t file);

    /// Whether anything since the last call could not be read and is zero for that reason.
    bool takeUnreadable() { return std::exchange(unreadable_, false); }

private:
    uint64_t number(uint64_t address, size_t bytes = 8);

    KernelMemory& memory_;
    const Offsets& offsets_;
    bool unreadable_ = false;
};

} // namespace sysinternals
