// SPDX-License-Identifier: MIT
#include "sharedArray.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <sys/mman.h>

namespace sysinternals {

namespace {

constexpr size_t kWord = sizeof(uint64_t);

/// The kernel lays each value on a word's boundary.
size_t wordsOf(size_t valueBytes)
{
    return (valueBytes + kWord - 1) / kWord;
}

} // namespace

void SharedArray::Unmap::operator()(uint64_t* words) const
{
    munmap(words, bytes);
}

SharedArray::SharedArray(int map, size_t count, size_t valueBytes)
    : map_(map), count_(count), valueBytes_(valueBytes)
{
    const size_t bytes = count * wordsOf(valueBytes) * kWord;
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
    if (memory != MAP_FAILED) words_ = {static_cast<uint64_t*>(memory), Unmap{bytes}};
}

bool SharedArray::read(uint32_t index, void* ret_value) const
{
    if (!words_) return bpf_map_lookup_elem(map_, &index, ret_value) == 0;
    if (index >= count_) return false;
    uint64_t* from = words_.get() + index * wordsOf(valueBytes_);
    for (size_t done = 0; done < valueBytes_; done += kWord, from++) {
        const uint64_t word = std::atomic_ref(*from).load(std::memory_order_relaxed);
        memcpy(static_cast<std::byte*>(ret_value) + done, &word,
               std::min(kWord, valueBytes_ - done));
    }
    return true;
}

bool SharedArray::write(uint32_t index, const void* value)
{
    if (!words_) return bpf_map_update_elem(map_, &index, value, BPF_ANY) == 0;
    if (index >= count_) return false;
    uint64_t* to = words_.get() + index * wordsOf(valueBytes_);
    for (size_t done = 0; done < valueBytes_; done += kWord, to++) {
        uint64_t word = 0;
        memcpy(&word, static_cast<const std::byte*>(value) + done,
               std::min(kWord, valueBytes_ - done));
        std::atomic_ref(*to).store(word, std::memory_order_relaxed);
    }
    return true;
}

} // namespace sysinternals
