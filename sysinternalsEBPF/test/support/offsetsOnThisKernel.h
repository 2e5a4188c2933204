// SPDX-License-Identifier: MIT
#pragma once

#include "btfOffsets.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <unistd.h>
#include <vector>

namespace sysinternals::test {

inline constexpr const char* kKernelBtf = "/sys/kernel/btf/vmlinux";

/// Tests that compare with the BTF of the running kernel.
class OffsetsOnThisKernel : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "loading BPF programs needs root";
        if (access(kKernelBtf, R_OK) != 0) GTEST_SKIP() << "this kernel has no BTF to compare with";
    }

    static Offsets truth()
    {
        std::vector<std::byte> bytes = readBtfFile(kKernelBtf);
        return offsetsFromBtf(BtfReader(bytes, kKernelBtf));
    }
};

} // namespace sysinternals::test
