// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"
#include "offsets.h"

#include <cstddef>
#include <string>
#include <vector>

namespace sysinternals {

/// BTF of the structures of the list as they are laid out on this kernel, as far as `offsets`
/// knows. libbpf relocates CO-RE objects in user space, against any BTF: with this one the same
/// objects serve kernels that have none. Members that the kernel does not have, or whose place is
/// unknown, are left out, so bpf_core_field_exists() says so. Throws Failure.
std::vector<std::byte> makeSyntheticBtf(const Offsets& offsets);

/// A file in memory with that content, for interfaces that want a path; it lives as long as this.
class MemoryFile {
public:
    /// Throws Failure.
    explicit MemoryFile(const std::vector<std::byte>& content);
    /// "/proc/self/fd/N"
    const std::string& path() const { return path_; }

private:
    FileDescriptor file_;
    std::string path_;
};

} // namespace sysinternals
