// SPDX-License-Identifier: MIT
//
// The list of struct offsets, its texts and sources, as far as they need no privilege.
#include "btfOffsets.h"
#include "elfReader.h"
#include "embeddedFiles.h"
#include "failure.h"
#include "offsetsConf.h"
#include "offsetsDatabase.h"
#include "privilege.h"
#include "search.h"
#include "syntheticBtf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <set>

using namespace sysinternals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const KernelName kKernel{"6.1.0-test", "#1 SMP Test"};

/// Every member somewhere else, and bit fields and absent members among them.
Offsets someOffsets()
{
    Offsets offsets;
    uint32_t byte = 8;
    for (const OffsetEntry& entry : offsetEntries()) {
        offsets.setByte(entry.id, byte);
        byte += 64;
    }
    addArchitectureFacts(offsets);
    offsets.set(OffsetId::sock_sk_protocol, {497 * 8, 8});
    offsets.set(OffsetId::sock_sk_type, {498 * 8, 16});
    offsets.setAbsent(OffsetId::inode_i_ctime_sec);
    return offsets;
}

std::string failureOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Failure& failure) {
        return failure.what();
    }
    return "";
}

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

TEST(OffsetList, EveryEntryIsWellFormed)
{
    std::set<std::string> names;
    std::set<std::string> structures;
    for (const OffsetEntry& entry : offsetEntries())
        structures.insert(entry.structure);
    for (const OffsetEntry& entry : offsetEntries()) {
        SCOPED_TRACE(entry.name());
        EXPECT_TRUE(names.insert(entry.name()).second) << "stands there twice";
        EXPECT_EQ(findOffsetEntry(entry.name()), &entry);
        EXPECT_EQ(&offsetEntry(entry.id), &entry);
        if (entry.kind == MemberKind::Struct)
            EXPECT_TRUE(structures.contains(entry.detail) ||
                        entry.detail == std::string("in6_addr"));
        else
            EXPECT_GT(entry.bytes(), 0u);
    }
    EXPECT_EQ(findOffsetEntry("task_struct"), nullptr);
    EXPECT_EQ(findOffsetEntry("task_struct.pi"), nullptr);
}

/// getOffsets.c wants an answer for each of them, or it does not compile.
TEST(OffsetList, TheCompilerIsAskedAboutEveryMemberThatVaries)
{
    // "false" as the compiler refuses everything; what is asked is printed all the same.
    std::unique_ptr<FILE, int (*)(FILE*)> probe(popen("sh " GET_OFFSETS "/probeMembers false", "r"),
                                                pclose);
    ASSERT_NE(probe, nullptr);
    std::set<std::string> asked;
    for (char line[256]; fgets(line, sizeof(line), probe.get());)
        asked.insert(line);
    for (const OffsetEntry& entry : offsetEntries()) {
        if (entry.presence == Presence::Always || entry.presence == Presence::Useful) continue;
        EXPECT_THAT(
            asked, Contains("-DHAS_" + std::string(entry.structure) + "_" + entry.member + "=0\n"));
    }
}

TEST(SyntheticBtf, SaysWhatItWasMadeOf)
{
    Offsets offsets = someOffsets();
    std::vector<std::byte> bytes = makeSyntheticBtf(offsets);
    BtfReader btf(bytes, "synthetic");
    Offsets read = offsetsFromBtf(btf);
    for (const OffsetEntry& entry : offsetEntries())
        EXPECT_EQ(placeText(read, entry.id), placeText(offsets, entry.id)) << entry.name();
}

TEST(SyntheticBtf, HasOtherNamesOfMembersAndNoAbsentOnes)
{
    std::vector<std::byte> bytes = makeSyntheticBtf(someOffsets());
    BtfReader btf(bytes, "synthetic");
    auto task = btf.findStruct("task_struct");
    auto inode = btf.findStruct("inode");
    ASSERT_TRUE(task && inode);
    EXPECT_TRUE(btf.findMember(*task, "start_boottime"));
    EXPECT_TRUE(btf.findMember(*task, "real_start_time"));
    EXPECT_TRUE(btf.findMember(*inode, "__i_ctime"));
    EXPECT_FALSE(btf.findMember(*inode, "i_ctime_sec"));
}

TEST(BtfReader, RefusesEveryTruncation)
{
    std::vector<std::byte> bytes = makeSyntheticBtf(someOffsets());
    for (size_t size = 0; size < bytes.size(); size++)
        EXPECT_THROW(BtfReader(std::span(bytes).first(size), "cut"), Failure) << size;
}

TEST(BtfReader, SurvivesDamage)
{
    std::vector<std::byte> good = makeSyntheticBtf(someOffsets());
    size_t refused = 0;
    for (size_t at = 0; at < good.size(); at++) {
        std::vector<std::byte> bad = good;
        bad[at] ^= std::byte{0xff};
        try {
            offsetsFromBtf(BtfReader(bad, "damaged"));
        } catch (const Failure& failure) {
            EXPECT_THAT(failure.what(), HasSubstr("damaged"));
            refused++;
        }
    }
    EXPECT_GT(refused, 0u);
}

TEST(ElfReader, RefusesWhatIsCutOff)
{
    auto object = memoryDumpObject();
    EXPECT_TRUE(findElfSection(object, "perf_event", "memoryDump"));
    EXPECT_FALSE(findElfSection(object, ".nothing", "memoryDump"));
    for (size_t size = 0; size < object.size(); size += 7)
        EXPECT_THROW(readElfSections(object.first(size), "cut"), Failure) << size;
}

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
        {"task_struct.pid = 8x", "something behind the number"},
        {"task_struct.pid = 8:0", "no bit field"},
        {"task_struct.pid = 8:65", "no bit field"},
        {"task_struct.pid = 8.8:1", "no bit from 0 to 7"},
        {"task_struct.real_parent = 8:4", "no bit field"},
        {"task_struct.pid = -", "every kernel has it"},
        {"task_struct.nobody = 4", "no offset of the name 'task_struct.nobody'"},
        {"task_struct.pid", "not 'name = value'"},
        {"task_struct.pid = 4\ntask_struct.pid = 4", "line 2: task_struct.pid stands there twice"},
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

constexpr std::string_view kDatabase = R"({
    "members": {"task_struct": ["pid", "tgid", "loginuid"], "sock": ["sk_protocol"]},
    "layouts": {"task_struct": [[100, 104, "-"], [200, 204, 300]], "sock": [["497:8"]]},
    "kernels": {"6.1.0-test": {"#1 SMP Test": [1, 0], "#2": [0, 0], "#3": [7, 0]}}})";

TEST(OffsetsDatabase, FindsAKernelByReleaseAndVersion)
{
    auto first = findInDatabase(bytesOf(kDatabase), "db", kKernel);
    ASSERT_TRUE(first);
    EXPECT_EQ(placeText(*first, OffsetId::task_struct_tgid), "204");
    EXPECT_EQ(placeText(*first, OffsetId::sock_sk_protocol), "497:8");
    auto second = findInDatabase(bytesOf(kDatabase), "db", {"6.1.0-test", "#2"});
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->isAbsent(OffsetId::task_struct_loginuid));
    EXPECT_FALSE(findInDatabase(bytesOf(kDatabase), "db", {"6.1.0-test", "#9"}));
    EXPECT_FALSE(findInDatabase(bytesOf(kDatabase), "db", {"6.2", "#2"}));
}

TEST(OffsetsDatabase, NamesWhatIsWrongWithIt)
{
    auto failure = [](std::string_view json, const char* version) {
        return failureOf([&] { findInDatabase(bytesOf(json), "db", {"6.1.0-test", version}); });
    };
    EXPECT_THAT(failure(kDatabase, "#3"), HasSubstr("cannot read db"));
    EXPECT_THAT(failure("{", "#1"), HasSubstr("cannot read db"));
    EXPECT_THAT(failure("[]", "#1"), HasSubstr("cannot read db"));
    EXPECT_THAT(failure("", "#1"), HasSubstr("cannot read db"));
    EXPECT_THAT(failure("{\"kernels\": 7}", "#1"), HasSubstr("cannot read db"));
    std::string absurd(kDatabase);
    absurd.replace(absurd.find("204"), 3, "999999");
    EXPECT_THAT(failure(absurd, "#1 SMP Test"),
                HasSubstr("the offset of task_struct.tgid is '999999'"));
}

TEST(OffsetsDatabase, TheBuiltInOneIsSmallAndQuick)
{
    auto database = offsetsDatabase();
    EXPECT_LT(database.size(), 1u << 20);
    auto start = std::chrono::steady_clock::now();
    constexpr int kTimes = 10;
    for (int i = 0; i < kTimes; i++)
        EXPECT_FALSE(findInDatabase(database, "built in", kKernel));
    auto each = (std::chrono::steady_clock::now() - start) / kTimes;
    RecordProperty(
        "microseconds",
        static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(each).count()));
    EXPECT_LT(each, std::chrono::milliseconds(10));
}

Dump dumpOf(std::initializer_list<uint32_t> words)
{
    Dump dump(words.size() * sizeof(uint32_t));
    memcpy(dump.data(), std::data(words), dump.size());
    return dump;
}

TEST(Search, TakesWhatEveryWitnessHas)
{
    Dump one = dumpOf({1, 7, 7, 4});
    Dump two = dumpOf({7, 8, 9, 8});
    EXPECT_THAT(offsetsWithValues({{&one, 7}}, 4), ElementsAre(4, 8));
    EXPECT_THAT(offsetsWithValues({{&one, 7}, {&two, 8}}, 4), ElementsAre(4));
    EXPECT_THAT(offsetsWithValues({{&one, 7}, {&two, 1}}, 4), IsEmpty());
}

TEST(Search, NeverReadsOverTheEndOfADump)
{
    Dump one = dumpOf({5, 5, 5});
    Dump shorter = dumpOf({5});
    EXPECT_THAT(offsetsWithValues({{&one, 5}, {&shorter, 5}}, 4), ElementsAre(0));
    EXPECT_EQ(wordAt(shorter, 0), 0u);
}

TEST(Privilege, ReadsTheLockdownThatIsActive)
{
    EXPECT_EQ(activeLockdown("none integrity [confidentiality]\n"), "confidentiality");
    EXPECT_EQ(activeLockdown("none [integrity] confidentiality\n"), "integrity");
    EXPECT_EQ(activeLockdown("[none] integrity confidentiality\n"), "");
    EXPECT_EQ(activeLockdown(""), "");
}

} // namespace
