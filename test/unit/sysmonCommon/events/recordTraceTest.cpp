// SPDX-License-Identifier: MIT
#include "recordTrace.h"

#include "recordBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sysmon {
namespace {

using test::RecordBytes;
using testing::HasSubstr;
using testing::Not;

RecordBytes fileCreate()
{
    SYSMON_FILE_CREATE record{};
    record.header.process.processId = 4711;
    record.header.timeNs = 123;
    record.header.userId = 1000;
    return test::makeRecord(record, FileCreate, {test::pathExtension("/tmp/new\n")});
}

std::string traceOf(const RecordBytes& record, bool verbose)
{
    return recordTrace(record.data(), record.size(), verbose);
}

TEST(RecordTrace, ShowsWhatWhenAndWho)
{
    const RecordBytes record = fileCreate();
    const std::string line = traceOf(record, false);
    EXPECT_EQ(line, "FileCreate at 123 by process 4711, user 1000, " +
                        std::to_string(record.size()) + " bytes");
    EXPECT_THAT(line, Not(HasSubstr("new")));
}

TEST(RecordTrace, ShowsExtensionsOnlyWhenVerboseAndOnOneLine)
{
    const std::string line = traceOf(fileCreate(), true);
    EXPECT_THAT(line, HasSubstr("new\\x0a\\x00tmp\\x00"));
    EXPECT_THAT(line, Not(HasSubstr("\n")));
}

TEST(RecordTrace, BelievesNoSize)
{
    RecordBytes record = fileCreate();
    EXPECT_EQ(recordTrace(record.data(), 8, true), "record of 8 bytes");
    record.header()->extensionSizes[0] = UINT32_MAX;
    EXPECT_THAT(traceOf(record, true), HasSubstr("do not fit"));
    record = fileCreate();
    record.header()->eventSize = 1;
    EXPECT_THAT(traceOf(record, true), HasSubstr("do not fit"));
    record.header()->eventSize = UINT32_MAX;
    EXPECT_THAT(traceOf(record, true), HasSubstr("new"));
}

TEST(RecordTrace, KnowsTypesThatAreNotEvents)
{
    RecordBytes record = fileCreate();
    record.header()->eventType = 256;
    EXPECT_THAT(traceOf(record, false), testing::StartsWith("type 256 at"));
}

} // namespace
} // namespace sysmon
