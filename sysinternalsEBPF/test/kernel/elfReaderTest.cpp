// SPDX-License-Identifier: MIT
#include "elfReader.h"

#include "embeddedFiles.h"
#include "failure.h"

#include <gtest/gtest.h>

using namespace sysinternals;

namespace {

TEST(ElfReader, RefusesWhatIsCutOff)
{
    auto object = memoryDumpObject();
    EXPECT_TRUE(findElfSection(object, "perf_event", "memoryDump"));
    EXPECT_FALSE(findElfSection(object, ".nothing", "memoryDump"));
    for (size_t size = 0; size < object.size(); size += 7)
        EXPECT_THROW(readElfSections(object.first(size), "cut"), Failure) << size;
}

} // namespace
