// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace sysinternals {

/// An array map that BPF programs share with us. It is mapped where the kernel can (5.5), else read
/// and written by system calls: they keep all programs of kprobes on their processor from running,
/// and a kernel that preempts programs can preempt them, too.
class SharedArray {
public:
    /// `map` is the descriptor of an array of `count` values of `valueBytes`, and must outlive
    /// this.
    SharedArray(int map, size_t count, size_t valueBytes);

    /// Returns whether that worked.
    [[nodiscard]] bool read(uint32_t index, void* ret_value) const;
    [[nodiscard]] bool write(uint32_t index, const void* value);

    bool isMapped() const { return words_ != nullptr; }

private:
    struct Unmap {
        size_t bytes;
        void operator()(uint64_t* words) const;
    };

    const int map_;
    const size_t count_;
    const size_t valueBytes_;
    std::unique_ptr<uint64_t[], Unmap> words_{nullptr, Unmap{0}}; ///< none: not mapped
};

} // namespace sysinternals
