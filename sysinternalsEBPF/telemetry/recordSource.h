// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace sysinternals {

/// Takes what a source has.
class RecordTaker {
public:
    virtual void takeRecord(const void* bytes, size_t size) = 0;
    /// Records that the kernel says are lost and that no program could count.
    virtual void takeLost(uint64_t count) = 0;

protected:
    ~RecordTaker() = default;
};

/// Where records come out of the kernel: the ring buffer, or perf rings where there is none.
class RecordSource {
public:
    virtual ~RecordSource() = default;

    /// For an edge-triggered epoll: the kernel wakes the reader.
    virtual int descriptor() const = 0;

    /// Hands over what was sent before the call. Returns false if something that was begun before
    /// may still be missing.
    virtual bool drain(RecordTaker& taker) = 0;

    /// So much was handed over and not given back that the kernel may need the room.
    virtual bool needsRoom() const = 0;

    /// Gives the room of what was handed over back to the kernel. Returns whether there is more
    /// already, for which nobody wakes the reader.
    virtual bool giveBack() = 0;

    /// How long the reader may wait for being woken when all is read; -1: for ever.
    virtual int idleTimeoutMs() const = 0;

    virtual size_t ringCount() const = 0;
    virtual size_t ringBytes() const = 0; ///< of each
};

} // namespace sysinternals
