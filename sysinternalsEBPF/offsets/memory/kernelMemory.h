// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"
#include "memoryDump.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace sysinternals {

/// Memory of the kernel, copied; what could not be read is zero.
using Dump = std::vector<std::byte>;

uint64_t wordAt(const Dump& dump, size_t offset, size_t bytes = 8);

/// Whether that can be an address in the kernel's memory. Known once there is a KernelMemory.
bool isKernelAddress(uint64_t value);

/// What a thread says of itself when it runs the memory-dump program.
struct TaskIdentity {
    uint64_t task;      ///< address of its task_struct
    uint32_t processId; ///< in the initial PID namespace, as all ids in the kernel's structures
    uint32_t threadId;
};

/// A page whose first touch makes a page fault, as often as wanted.
class FaultPage {
public:
    FaultPage();
    ~FaultPage();
    FaultPage(const FaultPage&) = delete;
    FaultPage& operator=(const FaultPage&) = delete;

    /// Faults; async-signal-safe.
    void touch() const;
    /// An address that will fault when the kernel reads it for a system call.
    void* untouched() const;

private:
    void* page_;
};

/// Reads kernel memory with a BPF program that runs on page faults of the thread that made this
/// object; only that thread may use it.
class KernelMemory {
public:
    /// Loads the program. Throws Failure that says which right is missing.
    KernelMemory();

    TaskIdentity self();
    /// `bytes` from `address` on. All that was mapped; none if nothing was.
    std::optional<Dump> dump(uint64_t address, size_t bytes);
    /// One number; none if it is not mapped.
    std::optional<uint64_t> number(uint64_t address, size_t bytes = 8);
    /// A string of at most `limit` bytes without its NUL.
    std::string text(uint64_t address, size_t limit = 256);

    /// Lets the program run at page faults of `thread` as well while the handle lives.
    FileDescriptor watch(pid_t thread) const;
    /// Prepares for a thread that is watched: its next fault answers with its task.
    void expectOther();
    /// The identity of whichever thread ran last, with the start of its task.
    TaskIdentity lastIdentity(Dump* ret_task = nullptr);

private:
    void load();
    bool readPieces(uint64_t address, size_t pieces);
    void request(uint64_t address, size_t pieces);
    void fetch();

    BpfObject object_;
    int requestMap_ = -1;
    int responseMap_ = -1;
    int program_ = -1;
    FaultPage page_;
    FileDescriptor event_;
    memoryDumpResponse response_{};
};

} // namespace sysinternals
