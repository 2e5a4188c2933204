// SPDX-License-Identifier: MIT
#include "tracepointFormat.h"
#include "failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sysinternals;
using testing::HasSubstr;

namespace {

// With the longer common header of RHEL 9.
constexpr const char* kFormat =
    "name: sys_enter_openat\n"
    "ID: 651\n"
    "format:\n"
    "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
    "\tfield:unsigned char common_preempt_lazy_count;\toffset:8;\tsize:1;\tsigned:0;\n"
    "\n"
    "\tfield:int __syscall_nr;\toffset:12;\tsize:4;\tsigned:1;\n"
    "\tfield:const char * filename;\toffset:24;\tsize:8;\tsigned:0;\n"
    "\tfield:char comm[16];\toffset:32;\tsize:16;\tsigned:0;\n"
    "\tfield:__data_loc char[] path;\toffset:48;\tsize:4;\tsigned:0;\n"
    "\n"
    "print fmt: \"dfd: 0x%08lx\", ((unsigned long)(REC->dfd))\n";

TEST(TracepointFormat, ReadsFieldsOfEveryShape)
{
    TracepointFormat format = parseTracepointFormat(kFormat, "format");
    EXPECT_EQ(format.size(), 6u);
    EXPECT_EQ(format["path"].offset, 48u);
    EXPECT_EQ(format["__syscall_nr"].offset, 12u);
    EXPECT_TRUE(format["__syscall_nr"].isSigned);
    EXPECT_EQ(format["filename"].offset, 24u);
    EXPECT_EQ(format["comm"].size, 16u);
    EXPECT_EQ(format["common_preempt_lazy_count"].offset, 8u);
}

TEST(TracepointFormat, NamesWhatItCannotRead)
{
    auto failure = [](const char* text) -> std::string {
        try {
            parseTracepointFormat(text, "format");
        } catch (const Failure& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(failure(""), HasSubstr("describes no field"));
    EXPECT_THAT(failure("\tfield:int x;\toffset:y;\tsize:4;\n"), HasSubstr("is not a field"));
    EXPECT_THAT(failure("\tfield:int x;\toffset:4;\n"), HasSubstr("is not a field"));
    EXPECT_THAT(failure("\tfield:;\toffset:4;\tsize:4;\n"), HasSubstr("is not a field"));
}

TEST(TracepointFormat, ReadsThoseOfThisKernel)
{
    try {
        TracepointFormat format = readTracepointFormat("sched", "sched_process_exit");
        EXPECT_EQ(format["common_type"].offset, 0u);
        EXPECT_TRUE(format.contains("pid"));
    } catch (const Failure& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("tracefs is not mounted"));
    }
}

} // namespace
