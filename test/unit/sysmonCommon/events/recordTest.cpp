// SPDX-License-Identifier: MIT
#include "record.h"

#include "recordBuilder.h"
#include "textArena.h"

#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

using test::argumentsExtension;
using test::makeRecord;
using test::pathExtension;

std::string pathText(std::string_view extension, DeletedMark mark = DeletedMark::Append)
{
    TextArena arena;
    return std::string(recordPath(extension, mark, arena));
}

std::string argumentsText(std::string_view extension, bool cut = false)
{
    TextArena arena;
    return std::string(recordArguments(extension, cut, arena));
}

TEST(RecordPath, NamesComeFromTheLeafUp)
{
    using namespace std::string_literals;
    EXPECT_EQ(pathText("\0passwd\0etc\0"s), "/etc/passwd");
    EXPECT_EQ(pathText(pathExtension("/a b/ü/\n")), "/a b/ü/\n");
}

TEST(RecordPath, RootAndNothing)
{
    EXPECT_EQ(pathText(std::string(1, '\0')), "/");
    EXPECT_EQ(pathText(""), "");
}

TEST(RecordPath, FortyLevels)
{
    std::string path;
    for (int level = 0; level < 40; ++level)
        path += "/directory" + std::to_string(level);
    EXPECT_EQ(pathText(pathExtension(path)), path);
}

TEST(RecordPath, FlagsShowAsInProc)
{
    EXPECT_EQ(pathText(pathExtension("/tmp/x", SYSMON_PATH_DELETED)), "/tmp/x (deleted)");
    EXPECT_EQ(pathText(pathExtension("/tmp/x", SYSMON_PATH_DELETED), DeletedMark::Omit), "/tmp/x");
    EXPECT_EQ(pathText(pathExtension("memfd:name", SYSMON_PATH_PSEUDO)), "/memfd:name (deleted)");
    EXPECT_EQ(pathText(pathExtension("c/d", SYSMON_PATH_CUT)), ".../c/d");
}

TEST(RecordPath, BytesThatNoKernelWrites)
{
    using namespace std::string_literals;
    EXPECT_EQ(pathText("\0passwd\0etc"s), "/etc/passwd") << "last NUL missing";
    EXPECT_EQ(pathText("\0\0\0\0"s), "/") << "empty names";
    EXPECT_EQ(pathText("\xff"s), ".../ (deleted)") << "only flags, all of them";
    const std::string longName(60'000, 'n');
    EXPECT_EQ(pathText('\0' + longName), '/' + longName);
}

TEST(RecordArguments, JoinedByABlank)
{
    EXPECT_EQ(argumentsText(argumentsExtension({"ls", "-l", "a b"})), "ls -l a b");
    EXPECT_EQ(argumentsText(argumentsExtension({"x", "", ""})), "x  ");
    EXPECT_EQ(argumentsText(argumentsExtension({""})), "");
    EXPECT_EQ(argumentsText(""), "");
    EXPECT_EQ(argumentsText("no end"), "no end");
}

TEST(RecordArguments, MissingRestIsMarked)
{
    EXPECT_EQ(argumentsText("echo aaa", true), "echo aaa...");
    EXPECT_EQ(argumentsText(std::string("echo\0", 5), true), "echo...");
}

TEST(RecordArguments, CutBetweenCharacters)
{
    EXPECT_EQ(argumentsText("\xc3\xa4\xc3", true), "\xc3\xa4...");
    EXPECT_EQ(argumentsText("a\xf0\x9f\x90", true), "a...");
    EXPECT_EQ(argumentsText("a\xf0\x9f\x90\xa7", true), "a\xf0\x9f\x90\xa7...");
    // Bytes that are not characters are left to the output.
    EXPECT_EQ(argumentsText("a\x80\x80\x80\x80", true), "a\x80\x80\x80\x80...");
    EXPECT_EQ(argumentsText("", true), "...");
}

TEST(RecordFault, GoodRecordHasNone)
{
    auto record = makeRecord(SYSMON_FILE_CREATE{}, FileCreate, {pathExtension("/tmp/x")});
    EXPECT_EQ(recordFault(*record.header(), sizeof(SYSMON_FILE_CREATE)), nullptr);
    EXPECT_EQ(recordExtension(*record.header(), FileCreateTarget), pathExtension("/tmp/x"));
}

TEST(RecordFault, ExtensionsFollowEachOther)
{
    auto record = makeRecord(SYSMON_PROCESS_CREATE{}, ProcessCreate,
                             {pathExtension("/bin/ls"), "", argumentsExtension({"ls"})});
    EXPECT_EQ(recordExtension(*record.header(), ProcessCreateImage), pathExtension("/bin/ls"));
    EXPECT_EQ(recordExtension(*record.header(), ProcessCreateCurrentDirectory), "");
    EXPECT_EQ(recordExtension(*record.header(), ProcessCreateArguments),
              argumentsExtension({"ls"}));
}

class HostileRecord : public testing::Test {
protected:
    const char* fault() { return recordFault(*record.header(), sizeof(SYSMON_FILE_CREATE)); }

    test::RecordBytes record =
        makeRecord(SYSMON_FILE_CREATE{}, FileCreate, {pathExtension("/tmp/x")});
};

TEST_F(HostileRecord, UnknownType)
{
    EXPECT_STREQ(recordFault(*record.header(), recordStructSize(4711)), "unknown event type");
}

TEST_F(HostileRecord, ShorterThanItsStruct)
{
    record.header()->eventSize = sizeof(SYSMON_FILE_CREATE) - 1;
    EXPECT_STREQ(fault(), "shorter than its event");
}

TEST_F(HostileRecord, LongerThanAny)
{
    record.header()->eventSize = SYSMON_RECORD_MAX + 1;
    EXPECT_STREQ(fault(), "longer than a record can be");
}

TEST_F(HostileRecord, ExtensionBeyondTheEnd)
{
    record.header()->extensionSizes[0] += 1;
    EXPECT_STREQ(fault(), "its parts do not add up to its size");
}

TEST_F(HostileRecord, ExtensionSizesThatOverflowTogether)
{
    record.header()->extensionSizes[0] += 0x80000000;
    record.header()->extensionSizes[1] += 0x80000000;
    EXPECT_STREQ(fault(), "its parts do not add up to its size");
}

TEST_F(HostileRecord, BytesThatNoExtensionOwns)
{
    record.header()->extensionSizes[0] -= 1;
    EXPECT_STREQ(fault(), "its parts do not add up to its size");
}

} // namespace
} // namespace sysmon
