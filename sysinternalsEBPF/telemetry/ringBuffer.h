// SPDX-License-Identifier: MIT
#pragma once

#include "recordSource.h"

#include <bpf/libbpf.h>

#include <memory>

namespace sysinternals {

/// The kernel's ring buffer (BPF_MAP_TYPE_RINGBUF, 5.8): one for all processors.
///
/// It is read here, not by libbpf, since the reader leaves what it has read in the ring for a
/// while: the kernel wakes it for a record only if everything before that one was given back. So
/// programs pay for waking it once in a while, not with every record.
class RingBuffer final : public RecordSource {
public:
    /// `map` is the descriptor of the map, which must outlive this, and `bytes` its size.
    RingBuffer(int map, size_t bytes);

    int descriptor() const override { return map_; }
    bool drain(RecordTaker& taker) override;
    bool needsRoom() const override;
    bool giveBack() override;
    int idleTimeoutMs() const override { return -1; }
    size_t ringCount() const override { return 1; }
    size_t ringBytes() const override { return bytes_; }

private:
    class Unmap {
    public:
        explicit Unmap(size_t bytes = 0) : bytes_(bytes) {}
        void operator()(std::byte* memory) const;

    private:
        size_t bytes_;
    };
    using Memory = std::unique_ptr<std::byte, Unmap>;
    Memory mapMemory(size_t bytes, int protection, size_t offset) const;
    uint64_t produced() const;

    const int map_;
    const size_t bytes_;
    Memory consumer_; ///< a page that begins with how far was given back
    Memory producer_; ///< a page that begins with how far was reserved; then the data, twice
    std::byte* data_;
    uint64_t read_ = 0;      ///< how far records were handed over
    uint64_t givenBack_ = 0; ///< how far the kernel may write again
};

/// The size of the ring, and of all perf rings together, on a machine where so many processors are
/// online: enough for a burst between two looks.
size_t ringBytesFor(size_t processors);

/// Whether the kernel has it.
bool kernelHasRingBuffer();

/// Before `object` is loaded: its programs send into the ring buffer or into perf rings, and the
/// maps of the other kind are left out. An object that knows perf rings only stays as it is.
void chooseRings(bpf_object* object, bool ringBuffer, size_t ringBytes);

} // namespace sysinternals
