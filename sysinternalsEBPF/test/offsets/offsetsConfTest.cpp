// SPDX-License-Identifier: MIT
#include "offsetsConf.h"

#include "offsetSamples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

using namespace sysinternals;
using sysinternals::test::failureOf;
using sysinternals::test::kKernel;
using sysinternals::test::someOffsets;
using testing::HasSubstr;

namespace {

TEST(OffsetsConf, ReadsWhatItWrites)
{
    Offsets offsets = someOffsets();
    std::string text = writeOffsetsConf(offsets, kKernel);
    EXPECT_THAT(text, HasSubstr("sock.sk_protocol = 497:8\n"));
    EXPECT_THAT(text, HasSubstr("inode.i_ctime_sec = -\n"));
    EXPECT_EQ(readOffsetsConf(text, "conf", kKernel), offsets);
}

TEST(OffsetsConf, NamesLineEntryAndMistake)
{
    struct {
        const char* text;
        const char* expected;
    } cases[] = {
        {"task_struct.pid = -4", "line 1: the offset of task_struct.pid is '-4'"},
        {"# c\ntask_struct.pid = 99999999", "line 2: the offset of task_struct.pid is '99999999'"},
        {"task_struct.pid = 99999999999999999999", "'99999999999999999999'"},
        {"task_struct.pid =", "the offset of task_struct.pid is ''"},
        {"task_struct.pid = 8x", "text after the number"},
        {"task_struct.pid = 8:0", "not a bit field"},
        {"task_struct.pid = 8:65", "not a bit field"},
        {"task_struct.pid = 8.8:1", "no bit from 0 to 7"},
        {"task_struct.real_parent = 8:4", "not a bit field"},
        {"task_struct.pid = -", "every kernel has it"},
        {"task_struct.nobody = 4", "no offset named 'task_struct.nobody'"},
        {"task_struct.pid", "not 'name = value'"},
        {"task_struct.pid = 4\ntask_struct.pid = 4", "line 2: task_struct.pid appears twice"},
        {"kernel = 5.4.0", "made for the kernel '5.4.0', and this one is '6.1.0-test'"},
        {"version = #2", "made for the kernel '#2'"},
    };
    for (const auto& each : cases)
        EXPECT_THAT(failureOf([&] { readOffsetsConf(each.text, "conf", kKernel); }),
                    testing::AllOf(HasSubstr("cannot use conf"), HasSubstr(each.expected)));
}

TEST(OffsetsConf, KnowsOnlyWhatItSays)
{
    Offsets offsets = readOffsetsConf("task_struct.pid = 12\n", "conf", kKernel);
    EXPECT_EQ(offsets.byte(OffsetId::task_struct_pid), 12u);
    EXPECT_FALSE(offsets.isKnown(OffsetId::task_struct_tgid));
    EXPECT_THAT(failureOf([&] { offsets.byte(OffsetId::task_struct_tgid); }),
                HasSubstr("task_struct.tgid is not known"));
}

} // namespace
