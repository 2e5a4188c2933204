// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"

#include <cstddef>
#include <cstdint>
#include <linux/bpf.h>
#include <string>

namespace sysinternals {

/// A loaded BPF program that does nothing and of which everything is known.
class KnownProgram {
public:
    /// `instructions` is its length, 2 at least. Throws Failure.
    KnownProgram(bpf_prog_type type, const std::string& name, size_t instructions);

    int descriptor() const { return descriptor_.get(); }
    uint32_t type() const { return type_; }
    uint32_t id() const { return id_; }
    const std::string& name() const { return name_; }

private:
    bpf_prog_type type_;
    std::string name_;
    FileDescriptor descriptor_;
    uint32_t id_;
};

} // namespace sysinternals
