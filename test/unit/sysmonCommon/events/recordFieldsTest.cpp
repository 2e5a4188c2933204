// SPDX-License-Identifier: MIT
#include "recordFields.h"

#include "pipelineFixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>

namespace sysmon {
namespace {

using test::child;
using test::fileCreateRecord;
using test::makeRecord;
using test::networkConnect;
using test::pathExtension;
using test::processCreate;
using test::processCreateRecord;
using test::processKey;
using test::shell;
using test::simpleRecord;
using testing::SizeIs;

SYSMON_PROCESS_ACCESS processAccess(uint32_t targetId, uint32_t access)
{
    SYSMON_PROCESS_ACCESS record{};
    record.header.timeNs = 300'000'000'000;
    record.header.process = shell;
    record.header.process.threadId = 51;
    record.header.userId = 1000;
    record.targetId = targetId;
    record.grantedAccess = access;
    return record;
}

class RecordFieldsTest : public test::EventPipelineTest {};

TEST_F(RecordFieldsTest, EveryFieldOfNetworkConnect)
{
    dispatch(makeRecord(networkConnect(true), NetworkConnect));
    ASSERT_THAT(output.events, SizeIs(1));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"ProcessGuid", guidText(shell)},
        {"ProcessId", "50"},
        {"Image", "/bin/bash"},
        {"User", "alice"},
        {"Protocol", "tcp"},
        {"Initiated", "true"},
        {"SourceIsIpv6", "false"},
        {"SourceIp", "127.0.0.1"},
        {"SourceHostname", "-"},
        {"SourcePort", "40000"},
        {"SourcePortName", "-"},
        {"DestinationIsIpv6", "true"},
        {"DestinationIp", "2001:db8:0:0:0:0:0:1"},
        {"DestinationHostname", "-"},
        {"DestinationPort", "443"},
        {"DestinationPortName", "https/tcp"},
    };
    EXPECT_EQ(output.events[0].id, eventId::NetworkConnect);
    EXPECT_EQ(output.events[0].fields, expected);
}

TEST_F(RecordFieldsTest, TheSourceOfWhatWasAcceptedIsThePeer)
{
    SYSMON_NETWORK_CONNECT record = networkConnect(false);
    record.protocol = 17;
    dispatch(makeRecord(record, NetworkConnect));
    ASSERT_THAT(output.events, SizeIs(1));
    const test::WrittenEvent& event = output.events[0];
    EXPECT_EQ(event["Protocol"], "udp");
    EXPECT_EQ(event["Initiated"], "false");
    EXPECT_EQ(event["SourceIsIpv6"], "true");
    EXPECT_EQ(event["SourceIp"], "2001:db8:0:0:0:0:0:1");
    EXPECT_EQ(event["SourcePort"], "443");
    EXPECT_EQ(event["SourcePortName"], "https/udp");
    EXPECT_EQ(event["DestinationIsIpv6"], "false");
    EXPECT_EQ(event["DestinationIp"], "127.0.0.1");
    EXPECT_EQ(event["DestinationPort"], "40000");
    EXPECT_EQ(event["DestinationPortName"], "-");
}

TEST_F(RecordFieldsTest, EveryFieldOfProcessCreate)
{
    dispatch(processCreateRecord());
    ASSERT_THAT(output.events, SizeIs(1));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:10:00.123"},
        {"ProcessGuid", guidText(child)},
        {"ProcessId", "60"},
        {"Image", "/usr/bin/ls"},
        {"FileVersion", "-"},
        {"Description", "-"},
        {"Product", "-"},
        {"Company", "-"},
        {"OriginalFileName", "-"},
        {"CommandLine", "ls -l /tmp"},
        {"CurrentDirectory", "/home/alice"},
        {"User", "root"},
        {"LogonGuid", output.events[0]["LogonGuid"]}, // below
        {"LogonId", "1001"},
        {"TerminalSessionId", "5"},
        {"IntegrityLevel", "no level"},
        {"Hashes", "SHA256=4711"},
        {"ParentProcessGuid", guidText(shell)},
        {"ParentProcessId", "50"},
        {"ParentImage", "/bin/bash"},
        {"ParentCommandLine", "bash -i"},
        {"ParentUser", "alice"},
    };
    EXPECT_EQ(output.events[0].fields, expected);
    char logon[Guid::textSize];
    EXPECT_EQ(output.events[0]["LogonGuid"],
              makeLogonGuid({platform.machineId(), platform.bootUtcNs()}, 1001, 5).text(logon));
    ASSERT_THAT(platform.hashed, SizeIs(1));
    EXPECT_EQ(platform.hashed[0].processId, 60U);
    EXPECT_EQ(platform.hashed[0].file.deviceMajor, 8U);
    EXPECT_EQ(platform.hashed[0].file.deviceMinor, 1U);
    EXPECT_EQ(platform.hashed[0].userId, 1000U)
        << "who executes what gives root's rights has his share";
}

TEST_F(RecordFieldsTest, ProcessThatNobodyLoggedInTo)
{
    SYSMON_PROCESS_CREATE record = processCreate();
    record.loginUserId = record.sessionId = 4294967295;
    dispatch(processCreateRecord(record));
    EXPECT_EQ(output.events.at(0)["LogonId"], "1000") << "the real uid";
    EXPECT_EQ(output.events.at(0)["TerminalSessionId"], "4294967295");
}

TEST_F(RecordFieldsTest, ProcessWithoutParentOrAnyText)
{
    SYSMON_PROCESS_CREATE record = processCreate();
    record.parent = {};
    dispatch(makeRecord(record, ProcessCreate));
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["ParentProcessGuid"], zeroGuidText);
    for (const char* const name :
         {"Image", "CommandLine", "CurrentDirectory", "ParentImage", "ParentCommandLine"})
        EXPECT_EQ(output.events[0][name], "-") << name;
}

TEST_F(RecordFieldsTest, UnknownUserIsItsNumber)
{
    SYSMON_PROCESS_CREATE record = processCreate();
    record.header.userId = 65533;
    dispatch(processCreateRecord(record));
    EXPECT_EQ(output.events.at(0)["User"], "65533");
}

TEST_F(RecordFieldsTest, CutArgumentsAreMarked)
{
    SYSMON_PROCESS_CREATE record = processCreate();
    record.header.flags = SYSMON_RECORD_ARGUMENTS_CUT;
    dispatch(processCreateRecord(record));
    EXPECT_EQ(output.events.at(0)["CommandLine"], "ls -l /tmp...");
}

TEST_F(RecordFieldsTest, EveryFieldOfFileCreate)
{
    dispatch(fileCreateRecord(shell, "/tmp/new"));
    ASSERT_THAT(output.events, SizeIs(1));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"ProcessGuid", guidText(shell)},
        {"ProcessId", "50"},
        {"Image", "/bin/bash"},
        {"TargetFilename", "/tmp/new"},
        {"CreationUtcTime", "2025-11-22 00:11:40.000"},
        {"User", "alice"},
    };
    EXPECT_EQ(output.events[0].fields, expected);
}

TEST_F(RecordFieldsTest, EveryFieldOfFileDelete)
{
    dispatch(simpleRecord<SYSMON_FILE_DELETE>(FileDelete, shell,
                                              {pathExtension("/tmp/x", SYSMON_PATH_DELETED)}));
    ASSERT_THAT(output.events, SizeIs(1));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"ProcessGuid", guidText(shell)},
        {"ProcessId", "50"},
        {"User", "alice"},
        {"Image", "/bin/bash"},
        {"TargetFilename", "/tmp/x"},
        {"Hashes", "-"},
        {"IsExecutable", "false"},
        {"Archived", "-"},
    };
    EXPECT_EQ(output.events[0].fields, expected);
}

TEST_F(RecordFieldsTest, DeletedFileThatTheKernelKnewIsHashed)
{
    SYSMON_FILE_DELETE record{};
    record.header.process = shell;
    record.inode = 4711;
    dispatch(makeRecord(record, FileDelete, {pathExtension("/tmp/x", SYSMON_PATH_DELETED)}));
    EXPECT_EQ(output.events.at(0)["Hashes"], "SHA256=4711 of /tmp/x");
}

TEST_F(RecordFieldsTest, DeletedNameIsResolvedFromItsDirectory)
{
    using namespace std::string_literals;
    dispatch(simpleRecord<SYSMON_FILE_DELETE>(FileDelete, shell,
                                              {pathExtension("/home/alice"), "../x\0"s}));
    EXPECT_EQ(output.events.at(0)["TargetFilename"], "resolved:/home/alice:../x");
}

TEST_F(RecordFieldsTest, NameThatWasGivenByACallIsResolvedAndItsTypeLookedUp)
{
    using namespace std::string_literals;
    const auto named = [this](uint32_t mode) {
        platform.resolvedMode = mode;
        output.events.clear();
        dispatch(simpleRecord<SYSMON_FILE_CREATE>(FileCreate, shell,
                                                  {pathExtension("/home/alice"), "new\0"s}));
        return output.events.size();
    };
    EXPECT_EQ(named(0040755), 0u) << "directory";
    EXPECT_EQ(named(0010644), 0u) << "fifo";
    EXPECT_EQ(named(0120777), 1u) << "symbolic link";
    EXPECT_EQ(named(0), 1u) << "gone already";
    EXPECT_EQ(named(0100644), 1u) << "regular file";
    EXPECT_EQ(output.events.at(0)["TargetFilename"], "resolved:/home/alice:new");
}

TEST_F(RecordFieldsTest, DeletedFileThatWasExecutable)
{
    const auto deleted = [this](uint32_t mode) {
        SYSMON_FILE_DELETE record{};
        record.header.process = shell;
        record.fileMode = mode;
        dispatch(makeRecord(record, FileDelete, {pathExtension("/tmp/x")}));
        return output.events.back()["IsExecutable"];
    };
    EXPECT_EQ(deleted(0100755), "true");
    EXPECT_EQ(deleted(0100610), "true");
    EXPECT_EQ(deleted(0100644), "false");
    EXPECT_EQ(deleted(0120777), "false") << "a link's bits mean nothing";
    EXPECT_EQ(deleted(0), "false");
}

TEST_F(RecordFieldsTest, EveryFieldOfRawAccessRead)
{
    dispatch(
        simpleRecord<SYSMON_RAW_ACCESS_READ>(RawAccessRead, shell, {pathExtension("/dev/sda")}));
    ASSERT_THAT(output.events, SizeIs(1));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"ProcessGuid", guidText(shell)},
        {"ProcessId", "50"},
        {"Image", "/bin/bash"},
        {"Device", "/dev/sda"},
        {"User", "alice"},
    };
    EXPECT_EQ(output.events[0].fields, expected);
}

TEST_F(RecordFieldsTest, ADeviceOfANumberThatWasGivenIsAnEventIfItIsRaw)
{
    SYSMON_RAW_ACCESS_READ record{};
    record.header.process = shell;
    for (const uint32_t major : {platform.rawMajor, platform.rawMajor + 1}) {
        record.characterMajor = major;
        dispatch(makeRecord(record, RawAccessRead, {pathExtension("/dev/bsg/0:0:0:0")}));
    }
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(pipeline.counters().of(RawAccessRead).excluded, 1u);
    EXPECT_EQ(output.events[0]["Device"], "/dev/bsg/0:0:0:0");
}

TEST_F(RecordFieldsTest, EveryFieldOfProcessAccess)
{
    dispatch(processCreateRecord());
    output.events.clear();
    dispatch(makeRecord(processAccess(60, 0x4206), ProcessAccess));
    ASSERT_THAT(output.events, SizeIs(1));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"SourceProcessGUID", guidText(shell)},
        {"SourceProcessId", "50"},
        {"SourceThreadId", "51"},
        {"SourceImage", "/bin/bash"},
        {"TargetProcessGUID", guidText(child)},
        {"TargetProcessId", "60"},
        {"TargetImage", "/usr/bin/ls"},
        {"GrantedAccess", "0x4206"},
        {"CallTrace", "-"},
        {"SourceUser", "alice"},
        {"TargetUser", "root"},
    };
    EXPECT_EQ(output.events[0].fields, expected);
}

TEST_F(RecordFieldsTest, AccessedProcessIsFoundByWhatTheSourceCallsIt)
{
    platform.numbers[{50, 2}] = 70;
    platform.processes[70] = {.key = processKey(70),
                              .parent = {},
                              .userId = 0,
                              .image = "/sbin/init",
                              .commandLine = "init"};
    dispatch(makeRecord(processAccess(2, 0x10), ProcessAccess));
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["TargetProcessId"], "70");
    EXPECT_EQ(output.events[0]["TargetImage"], "/sbin/init");
    EXPECT_EQ(output.events[0]["TargetProcessGUID"], guidText(processKey(70)));
}

TEST_F(RecordFieldsTest, AccessedProcessOfWhichOnlyTheIdIsKnown)
{
    dispatch(makeRecord(processAccess(99, 0x10000), ProcessAccess));
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["TargetProcessId"], "99");
    EXPECT_EQ(output.events[0]["TargetProcessGUID"], "{00000000-0000-0000-0000-000000000000}");
    EXPECT_EQ(output.events[0]["TargetImage"], "-");
    EXPECT_EQ(output.events[0]["TargetUser"], "-");
}

TEST_F(RecordFieldsTest, AccessedProcessThatTheRecordNames)
{
    SYSMON_PROCESS_ACCESS record = processAccess(0, 0);
    record.target = child;
    record.targetUserId = 1000;
    dispatch(processCreateRecord());
    dispatch(makeRecord(record, ProcessAccess));
    EXPECT_EQ(output.events.back()["TargetProcessGUID"], guidText(child));
    EXPECT_EQ(output.events.back()["TargetUser"], "alice");
    EXPECT_EQ(output.events.back()["GrantedAccess"], "0x0");
}

TEST_F(RecordFieldsTest, AccessToItselfAndToNoProcessIsNotAnEvent)
{
    dispatch(makeRecord(processAccess(50, 0x40000), ProcessAccess));
    SYSMON_PROCESS_ACCESS file = processAccess(60, 0x40000);
    file.fileSystemDevice = platform.procDevice + 1;
    dispatch(makeRecord(file, ProcessAccess));
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(ProcessAccess).excluded, 2u);
    file.fileSystemDevice = platform.procDevice;
    dispatch(makeRecord(file, ProcessAccess));
    EXPECT_THAT(output.events, SizeIs(1));
}

TEST_F(RecordFieldsTest, EveryFieldOfEbpfEvent)
{
    SYSMON_EBPF_EVENT record{};
    record.header.timeNs = 300'000'000'000;
    record.header.process = shell;
    record.header.userId = 1000;
    record.command = 5;
    record.programType = 2;
    record.programId = 17;
    std::memcpy(record.programName, "sixteen_letters!", sizeof record.programName);
    dispatch(makeRecord(record, EbpfEvent));
    ASSERT_THAT(output.events, SizeIs(1));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"ProcessGuid", guidText(shell)},
        {"ProcessId", "50"},
        {"Image", "/bin/bash"},
        {"User", "alice"},
        {"BpfCommand", "BPF_PROG_LOAD"},
        {"BpfProgramType", "BPF_PROG_TYPE_KPROBE"},
        {"BpfProgramId", "17"},
        {"BpfProgramName", "sixteen_letters!"},
    };
    EXPECT_EQ(output.events[0].fields, expected);
}

TEST_F(RecordFieldsTest, EbpfProgramWithoutANameOrOfANewerType)
{
    SYSMON_EBPF_EVENT record{};
    record.header.process = shell;
    record.command = 5;
    record.programType = 1000;
    record.programId = 18;
    dispatch(makeRecord(record, EbpfEvent));
    record.programType = record.programId = 0;
    dispatch(makeRecord(record, EbpfEvent));
    ASSERT_THAT(output.events, SizeIs(2));
    EXPECT_EQ(output.events[0]["BpfProgramType"], "1000");
    EXPECT_EQ(output.events[0]["BpfProgramName"], "-");
    EXPECT_EQ(output.events[1]["BpfProgramType"], "-");
}

} // namespace
} // namespace sysmon
