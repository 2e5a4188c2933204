// SPDX-License-Identifier: MIT
#include "ringBuffer.h"

#include "failure.h"
#include "libbpfLog.h"
#include "libsysinternalsEBPF.h"
#include "telemetryRecord.h"

#include <atomic>
#include <bit>
#include <cerrno>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

namespace sysinternals {

namespace {

/// The kernel wakes the reader whenever another part of so many waits for it.
constexpr size_t kWakeParts = 8;

size_t pageBytes()
{
    return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

/// A record with its header, as it lies in the ring.
uint64_t lengthInRing(uint32_t size)
{
    return (uint64_t{size} + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
}

std::atomic_ref<uint64_t> position(std::byte* page)
{
    return std::atomic_ref(*reinterpret_cast<uint64_t*>(page));
}

} // namespace

size_t ringBytesFor(size_t processors)
{
    constexpr size_t kMiB = 1u << 20;
    if (processors <= 1) return 8 * kMiB;
    return processors <= 8 ? 16 * kMiB : 32 * kMiB;
}

bool kernelHasRingBuffer()
{
    const LibbpfLog log; // that it has none is no failure
    return libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, nullptr) > 0;
}

void chooseRings(bpf_object* object, bool ringBuffer, size_t ringBytes)
{
    bpf_map* form = bpf_object__find_map_by_name(object, TELEMETRY_RING_SECTION);
    if (!form) return;
    const telemetryRingForm chosen{
        .used = ringBuffer,
        .wakeShift = static_cast<uint8_t>(std::countr_zero(ringBytes / kWakeParts)),
    };
    bpf_map__set_initial_value(form, &chosen, sizeof(chosen));
    for (const auto& [name, isRingBuffer] : {std::pair(TELEMETRY_RING, true),
                                             {TELEMETRY_PERF_RINGS, false},
                                             {TELEMETRY_PERF_KICKS, false}})
        if (isRingBuffer != ringBuffer)
            bpf_map__set_autocreate(bpf_object__find_map_by_name(object, name), false);
}

void RingBuffer::Unmap::operator()(std::byte* memory) const
{
    munmap(memory, bytes_);
}

RingBuffer::RingBuffer(int map, size_t bytes)
    : map_(map), bytes_(bytes), consumer_(mapMemory(pageBytes(), PROT_READ | PROT_WRITE, 0)),
      producer_(mapMemory(pageBytes() + 2 * bytes, PROT_READ, pageBytes())),
      data_(producer_.get() + pageBytes())
{
}

RingBuffer::Memory RingBuffer::mapMemory(size_t bytes, int protection, size_t offset) const
{
    void* memory = mmap(nullptr, bytes, protection, MAP_SHARED, map_, static_cast<off_t>(offset));
    if (memory == MAP_FAILED)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot map the ring buffer: " + errnoText(errno));
    return {static_cast<std::byte*>(memory), Unmap(bytes)};
}

uint64_t RingBuffer::produced() const
{
    return position(producer_.get()).load(std::memory_order_acquire);
}

bool RingBuffer::drain(RecordTaker& taker)
{
    const uint64_t end = produced();
    while (read_ < end) {
        std::byte* at = data_ + (read_ & (bytes_ - 1));
        const uint32_t header =
            std::atomic_ref(*reinterpret_cast<uint32_t*>(at)).load(std::memory_order_acquire);
        // Whoever sends it is not done; what comes behind it has to wait.
        if (header & BPF_RINGBUF_BUSY_BIT) return false;
        const uint32_t size = header & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
        if (!(header & BPF_RINGBUF_DISCARD_BIT)) taker.takeRecord(at + BPF_RINGBUF_HDR_SZ, size);
        read_ += lengthInRing(size);
    }
    return true;
}

bool RingBuffer::needsRoom() const
{
    return read_ - givenBack_ >= bytes_ / kWakeParts;
}

bool RingBuffer::giveBack()
{
    position(consumer_.get()).store(read_, std::memory_order_release);
    givenBack_ = read_;
    // The kernel completes a record and then looks at this position; we do it the other way round.
    // So one of both sees the other, and either it wakes us or we see the record.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    return produced() != read_;
}

} // namespace sysinternals
