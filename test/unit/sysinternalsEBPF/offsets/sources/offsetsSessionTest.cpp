// SPDX-License-Identifier: MIT
//
// Sysmon's BPF objects, relocated by each source of struct offsets. As root only.
#include "btfOffsets.h"
#include "coreRelocations.h"
#include "elfReader.h"
#include "failure.h"
#include "offsetsConf.h"
#include "offsetsOnThisKernel.h"
#include "openFileLimit.h"
#include "temporaryFolder.h"
#include "testSession.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace sysinternals;
using sysinternals::test::OffsetsOnThisKernel;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

std::vector<std::filesystem::path> bpfObjects()
{
    std::vector<std::filesystem::path> objects;
    for (const auto& file : std::filesystem::directory_iterator(BPF_OBJECTS))
        if (file.path().extension() == ".o") objects.push_back(file.path());
    return objects;
}

TEST(OffsetList, HasEveryMemberThatBpfObjectsRelocate)
{
    auto objects = bpfObjects();
    ASSERT_THAT(objects, testing::Not(IsEmpty())) << "no BPF objects in " << BPF_OBJECTS;
    size_t accesses = 0;
    for (const auto& path : objects) {
        CoreAccesses found = coreAccessesOf(readFile(path), path);
        EXPECT_THAT(found.notInList, IsEmpty()) << path;
        accesses += found.entries.size();
    }
    EXPECT_GT(accesses, 20u) << "the relocations were not read";
}

using sysmon::test::TestSession;

class OffsetsOfASession : public OffsetsOnThisKernel {
protected:
    void SetUp() override
    {
        OffsetsOnThisKernel::SetUp();
        if (!filesOfDiscovery_.isEnough()) GTEST_SKIP() << "discovery needs high descriptors";
    }

    std::string write(const std::string& name, const std::string& text)
    {
        return folder_.file(name, text);
    }

    /// Starts one with the sources that `adjust` allows; what happens meanwhile is `act`.
    static std::unique_ptr<TestSession> run(const TestSession::Adjust& adjust,
                                            const std::function<void()>& act = {})
    {
        auto session = std::make_unique<TestSession>(adjust);
        if (session->result == TELEMETRY_OK && act) {
            act();
            EXPECT_EQ(session->finish(), TELEMETRY_OK);
        }
        return session;
    }

    sysmon::test::TemporaryFolder folder_;
    const sysmon::test::OpenFileLimit filesOfDiscovery_{1024};
};

uint32_t only(telemetryOffsets source)
{
    return TELEMETRY_OFFSETS_FROM(source);
}

TEST_F(OffsetsOfASession, DiscoveryGivesTheSameRecordsAsTheKernelsBtf)
{
    // Both sessions see the same events: one runs while the other starts, acts and ends.
    std::unique_ptr<TestSession> inner;
    const std::string created = folder_ / "offsets.created";
    const auto runInner = [&] {
        inner = run(
            [](telemetryConfiguration& c) { c.offsetsSources = only(TELEMETRY_OFFSETS_DISCOVERY); },
            [&] {
                pid_t child = fork();
                if (child == 0) {
                    close(open(created.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600));
                    unlink(created.c_str());
                    execl("/bin/sh", "sh", "-c", ":", nullptr);
                    _exit(127);
                }
                waitpid(child, nullptr, 0);
            });
    };
    auto outer = run(
        [](telemetryConfiguration& c) { c.offsetsSources = only(TELEMETRY_OFFSETS_KERNEL_BTF); },
        runInner);
    ASSERT_EQ(outer->error, "");
    ASSERT_EQ(inner->error, "");
    EXPECT_EQ(telemetryOffsetsSource(outer->get()), TELEMETRY_OFFSETS_KERNEL_BTF);
    EXPECT_EQ(telemetryOffsetsSource(inner->get()), TELEMETRY_OFFSETS_DISCOVERY);
    EXPECT_THAT(inner->messages, IsEmpty());
    std::set<uint16_t> types;
    for (const auto& record : inner->records)
        types.insert(reinterpret_cast<const telemetryRecord*>(record.data())->type);
    ASSERT_GE(types.size(), 4u) << "file created and deleted, program executed, process ended";

    // Everything but the time of sending is equal, in every record that the shorter session saw.
    auto withoutTime = [](const std::vector<std::byte>& record) {
        std::string bytes(reinterpret_cast<const char*>(record.data()), record.size());
        memset(bytes.data() + offsetof(telemetryRecord, timeNs), 0, sizeof(uint64_t));
        return bytes;
    };
    std::map<std::string, int> seen;
    for (const auto& record : outer->records)
        seen[withoutTime(record)]++;
    for (const auto& record : inner->records)
        EXPECT_GT(seen[withoutTime(record)]--, 0)
            << "type " << reinterpret_cast<const telemetryRecord*>(record.data())->type;
}

TEST_F(OffsetsOfASession, AConfFileIsUsedAndNamed)
{
    std::string conf = write("good.conf", writeOffsetsConf(truth(), runningKernel()));
    auto session = run([&](telemetryConfiguration& c) {
        c.offsetsSources = only(TELEMETRY_OFFSETS_CONF_FILE);
        c.offsetsConf = conf.c_str();
    });
    ASSERT_EQ(session->error, "");
    EXPECT_EQ(telemetryOffsetsSource(session->get()), TELEMETRY_OFFSETS_CONF_FILE);
}

TEST_F(OffsetsOfASession, WrongSourcesAreNamedAndTheNextIsTaken)
{
    Offsets wrong = truth();
    wrong.setByte(OffsetId::task_struct_real_parent,
                  wrong.byte(OffsetId::task_struct_real_parent) + 16);
    std::string conf = write("wrong.conf", writeOffsetsConf(wrong, runningKernel()));
    std::string btf = write("cut.btf", std::string("\x9f\xeb\x01\x00\x18\x00\x00\x00", 8));
    std::string database = write("bad.json", "{\"kernels\": 7}");
    auto session = run([&](telemetryConfiguration& c) {
        c.offsetsSources = TELEMETRY_OFFSETS_FROM_ANYWHERE & ~only(TELEMETRY_OFFSETS_KERNEL_BTF);
        c.btfFile = btf.c_str();
        c.offsetsConf = conf.c_str();
        c.offsetsDatabase = database.c_str();
    });
    ASSERT_EQ(session->error, "");
    EXPECT_EQ(telemetryOffsetsSource(session->get()), TELEMETRY_OFFSETS_DISCOVERY);
    std::string messages;
    for (const std::string& message : session->messages)
        messages += message + "\n";
    EXPECT_THAT(messages, HasSubstr(btf + " as BTF: it is too short"));
    EXPECT_THAT(messages, HasSubstr(conf + " has wrong struct offsets: task_struct.real_parent"));
    EXPECT_THAT(messages, HasSubstr("cannot read " + database));
}

TEST_F(OffsetsOfASession, WithoutAnySourceTheErrorSaysWhatToDo)
{
    std::string conf = write("little.conf", "task_struct.pid = 4\n");
    auto session = run([&](telemetryConfiguration& c) {
        c.offsetsSources = only(TELEMETRY_OFFSETS_CONF_FILE);
        c.offsetsConf = conf.c_str();
    });
    EXPECT_THAT(session->error, HasSubstr(conf + " lacks these struct offsets:"));
    EXPECT_THAT(session->error, HasSubstr("getOffsets"));
    EXPECT_EQ(session->get(), nullptr);
}

} // namespace
