// SPDX-License-Identifier: MIT
#pragma once

#include "btfOffsets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <sys/resource.h>
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
        // Discovery and these tests open more files than some shells allow.
        constexpr rlim_t kFiles = 1024;
        rlimit files{};
        ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
        files.rlim_cur = std::min(std::max(files.rlim_cur, kFiles), files.rlim_max);
        ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
        if (files.rlim_cur < kFiles) GTEST_SKIP() << "needs " << kFiles << " open files";
    }

    static Offsets truth()
    {
        std::vector<std::byte> bytes = readBtfFile(kKernelBtf);
        return offsetsFromBtf(BtfReader(bytes, kKernelBtf));
    }
};

} // namespace sysinternals::test
