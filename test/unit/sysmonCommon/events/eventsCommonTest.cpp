// SPDX-License-Identifier: MIT
#include "eventsCommon.h"

#include "configuration.h"
#include "fakePlatform.h"
#include "linuxTypes.h"
#include "recordBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace sysmon {
namespace {

using test::argumentsExtension;
using test::makeRecord;
using test::pathExtension;
using test::processKey;
using test::RecordBytes;
using test::withoutImage;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* everything = R"(
<Sysmon schemaversion="4.90"><EventFiltering>
  <ProcessCreate onmatch="exclude"/><ProcessTerminate onmatch="exclude"/>
  <FileCreate onmatch="exclude"/><FileDelete onmatch="exclude"/>
  <NetworkConnect onmatch="exclude"/>
  <RawAccessRead onmatch="exclude"/><ProcessAccess onmatch="exclude"/>
  <eBPFEvent onmatch="exclude"/>
</EventFiltering></Sysmon>)";

const SYSMON_PROCESS_KEY shell = processKey(50, 90, 7);
const SYSMON_PROCESS_KEY child = processKey(60, 100, 8);

SYSMON_PROCESS_CREATE processCreate()
{
    SYSMON_PROCESS_CREATE record{};
    record.header.timeNs = 200'123'456'789;
    record.header.process = child;
    record.header.userId = 0;
    record.parent = shell;
    record.parentUserId = 1000;
    record.realUserId = 1000;
    record.loginUserId = 1001;
    record.sessionId = 5;
    record.imageInode = 4711;
    record.imageDeviceMajor = 8;
    record.imageDeviceMinor = 1;
    return record;
}

RecordBytes processCreateRecord(const SYSMON_PROCESS_CREATE& record = processCreate())
{
    return makeRecord(record, ProcessCreate,
                      {pathExtension("/usr/bin/ls"), pathExtension("/home/alice"),
                       argumentsExtension({"ls", "-l", "/tmp"})});
}

template <typename Record>
RecordBytes simpleRecord(uint16_t eventType, const SYSMON_PROCESS_KEY& process,
                         const std::vector<std::string>& extensions = {})
{
    Record record{};
    record.header.timeNs = 300'000'000'000;
    record.header.process = process;
    record.header.userId = 1000;
    return makeRecord(record, eventType, extensions);
}

RecordBytes terminateRecord(const SYSMON_PROCESS_KEY& process)
{
    return simpleRecord<SYSMON_PROCESS_TERMINATE>(ProcessTerminate, withoutImage(process));
}

RecordBytes fileCreateRecord(const SYSMON_PROCESS_KEY& process, std::string_view path)
{
    return simpleRecord<SYSMON_FILE_CREATE>(FileCreate, process, {pathExtension(path)});
}

class EventPipelineTest : public testing::Test {
protected:
    EventPipelineTest()
    {
        platform.processes[50] = {.key = shell,
                                  .parent = {},
                                  .userId = 1000,
                                  .image = "/bin/bash",
                                  .commandLine = "bash -i"};
        configure(everything);
        pipeline.seed();
    }

    void configure(std::string_view xml)
    {
        const Configuration configuration = loadConfiguration(xml, "test.xml");
        pipeline.configure(std::make_shared<const PipelineConfiguration>(PipelineConfiguration{
            RuleSet::fromBlob(configuration.blob), FieldSizes(configuration.fieldLimits)}));
    }

    void dispatch(RecordBytes record) { pipeline.DispatchEvent(record.header()); }

    std::string guidText(const SYSMON_PROCESS_KEY& key)
    {
        char buffer[Guid::textSize];
        return std::string(
            makeProcessGuid({platform.machineId(), platform.bootUtcNs()}, key).text(buffer));
    }

    test::FakePlatform platform;
    test::CollectingOutput output;
    EventPipeline pipeline{platform, output};
};

/// From 127.0.0.1, port 40000, to port 443 of 2001:db8::1.
SYSMON_NETWORK_CONNECT networkConnect(bool initiated)
{
    SYSMON_NETWORK_CONNECT record{};
    record.header.timeNs = 300'000'000'000;
    record.header.process = shell;
    record.header.userId = 1000;
    record.local = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}, 40000, {}};
    record.remote = {{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 443, {}};
    record.protocol = 6;
    record.initiated = initiated;
    return record;
}

TEST_F(EventPipelineTest, EveryFieldOfNetworkConnect)
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

TEST_F(EventPipelineTest, TheSourceOfWhatWasAcceptedIsThePeer)
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

TEST_F(EventPipelineTest, ANetworkRecordThatIsCutShortIsInvalid)
{
    RecordBytes record = makeRecord(networkConnect(true), NetworkConnect);
    record.header()->eventSize -= 8;
    pipeline.DispatchEvent(record.header());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(NetworkConnect).invalid, 1u);
}

TEST_F(EventPipelineTest, EveryFieldOfProcessCreate)
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
    EXPECT_EQ(platform.hashed[0].deviceMajor, 8U);
    EXPECT_EQ(platform.hashed[0].deviceMinor, 1U);
}

// ---- events that wait for a field ----

class WaitingEventsTest : public EventPipelineTest {
protected:
    DeferredTextPtr hashes = std::make_shared<DeferredText>();

    WaitingEventsTest() { platform.lateHashes[child.processId] = hashes; }
};

TEST_F(WaitingEventsTest, OthersGoOnMeanwhile)
{
    dispatch(processCreateRecord());
    dispatch(fileCreateRecord(child, "/tmp/new"));
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["TargetFilename"], "/tmp/new");
    EXPECT_EQ(pipeline.waiting(), 1U);

    hashes->set("SHA256=00");
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(2));
    EXPECT_EQ(output.events[1]["Hashes"], "SHA256=00");
    EXPECT_EQ(output.events[1]["CommandLine"], "ls -l /tmp");
    EXPECT_EQ(output.events[1]["UtcTime"], "2025-11-22 00:10:00.123");
    EXPECT_EQ(output.events[1]["ParentImage"], "/bin/bash");
    EXPECT_EQ(output.events[1]["FileVersion"], "-");
    EXPECT_EQ(pipeline.waiting(), 0U);
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).included, 1U);
}

TEST_F(WaitingEventsTest, NoLongerThanAMinute)
{
    dispatch(processCreateRecord());
    platform.nowNs += 59'999'999'999;
    pipeline.writeWaiting();
    EXPECT_THAT(output.events, SizeIs(0));
    platform.nowNs += 1;
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["Hashes"], "-");
    hashes->set("SHA256=00");
    pipeline.writeWaiting(true);
    EXPECT_THAT(output.events, SizeIs(1)) << "once";
}

TEST_F(WaitingEventsTest, AreWrittenAtTheEnd)
{
    dispatch(processCreateRecord());
    pipeline.writeWaiting(true);
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["Hashes"], "-");
}

TEST_F(WaitingEventsTest, AreDecidedByWhatTheyWaitedFor)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"><Hashes name="known" condition="contains">=00</Hashes>
        </ProcessCreate></EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    platform.lateHashes[child.processId] = std::make_shared<DeferredText>("SHA256=01");
    dispatch(processCreateRecord());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).excluded, 1U);
    hashes->set("SHA256=00");
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["RuleName"], "known");
    EXPECT_EQ(output.events[0]["Image"], "/usr/bin/ls");
}

TEST_F(WaitingEventsTest, AreBoundedAndNoneIsLost)
{
    constexpr size_t some = WaitingEvents::maxEvents + 10;
    for (size_t i = 0; i < some; ++i)
        dispatch(processCreateRecord());
    EXPECT_EQ(pipeline.waiting(), WaitingEvents::maxEvents);
    EXPECT_THAT(output.events, SizeIs(10));
    hashes->set("SHA256=00");
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(some));
    EXPECT_EQ(output.events[0]["Hashes"], "-");
    EXPECT_EQ(output.events.back()["Hashes"], "SHA256=00");
}

TEST_F(WaitingEventsTest, AreBoundedInBytes)
{
    const std::string longArgument(60'000, 'x');
    const auto record = makeRecord(
        processCreate(), ProcessCreate,
        {pathExtension("/usr/bin/ls"), pathExtension("/"), argumentsExtension({longArgument})});
    size_t dispatched = 0;
    for (; output.events.empty() && dispatched < WaitingEvents::maxEvents; ++dispatched)
        dispatch(record);
    EXPECT_NEAR(static_cast<double>(dispatched), WaitingEvents::maxBytes / 60'000.0, 5);
}

TEST_F(WaitingEventsTest, HostNamesOfBothEndsAreWaitedForShortly)
{
    platform.hostNames[1] = std::make_shared<DeferredText>();
    platform.hostNames[2] = std::make_shared<DeferredText>();
    SYSMON_NETWORK_CONNECT record{};
    record.header.process = child;
    record.protocol = 6;
    record.initiated = 1;
    record.local.address[15] = 1;
    record.remote.address[15] = 2;
    dispatch(makeRecord(record, NetworkConnect));
    platform.hostNames[2]->set("peer.example");
    pipeline.writeWaiting();
    EXPECT_THAT(output.events, SizeIs(0));
    platform.nowNs += 2'000'000'000;
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["SourceHostname"], "-");
    EXPECT_EQ(output.events[0]["DestinationHostname"], "peer.example");
    platform.hostNames[1]->set("here.example");
    dispatch(makeRecord(record, NetworkConnect));
    ASSERT_THAT(output.events, SizeIs(2)) << "both are known";
    EXPECT_EQ(output.events[1]["SourceHostname"], "here.example");
}

TEST_F(EventPipelineTest, ProcessThatNobodyLoggedInTo)
{
    SYSMON_PROCESS_CREATE record = processCreate();
    record.loginUserId = record.sessionId = 4294967295;
    dispatch(processCreateRecord(record));
    EXPECT_EQ(output.events.at(0)["LogonId"], "1000") << "the real uid";
    EXPECT_EQ(output.events.at(0)["TerminalSessionId"], "4294967295");
}

TEST_F(EventPipelineTest, ProcessWithoutParentOrAnyText)
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

TEST_F(EventPipelineTest, UnknownUserIsItsNumber)
{
    SYSMON_PROCESS_CREATE record = processCreate();
    record.header.userId = 65533;
    dispatch(processCreateRecord(record));
    EXPECT_EQ(output.events.at(0)["User"], "65533");
}

TEST_F(EventPipelineTest, CutArgumentsAreMarked)
{
    SYSMON_PROCESS_CREATE record = processCreate();
    record.header.flags = SYSMON_RECORD_ARGUMENTS_CUT;
    dispatch(processCreateRecord(record));
    EXPECT_EQ(output.events.at(0)["CommandLine"], "ls -l /tmp...");
}

TEST_F(EventPipelineTest, TerminateIsReportedOnceWithTheGuidOfItsCreate)
{
    dispatch(processCreateRecord());
    dispatch(terminateRecord(child));
    dispatch(terminateRecord(child));
    ASSERT_THAT(output.events, SizeIs(2));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"ProcessGuid", guidText(child)},
        {"ProcessId", "60"},
        {"Image", "/usr/bin/ls"},
        {"User", "alice"},
    };
    EXPECT_EQ(output.events[1].fields, expected);
}

TEST_F(EventPipelineTest, EveryFieldOfFileCreate)
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

TEST_F(EventPipelineTest, EveryFieldOfFileDelete)
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

TEST_F(EventPipelineTest, DeletedFileThatTheKernelKnewIsHashed)
{
    SYSMON_FILE_DELETE record{};
    record.header.process = shell;
    record.inode = 4711;
    dispatch(makeRecord(record, FileDelete, {pathExtension("/tmp/x", SYSMON_PATH_DELETED)}));
    EXPECT_EQ(output.events.at(0)["Hashes"], "SHA256=4711 of /tmp/x");
}

TEST_F(EventPipelineTest, DeletedNameIsResolvedFromItsDirectory)
{
    using namespace std::string_literals;
    dispatch(simpleRecord<SYSMON_FILE_DELETE>(FileDelete, shell,
                                              {pathExtension("/home/alice"), "../x\0"s}));
    EXPECT_EQ(output.events.at(0)["TargetFilename"], "resolved:/home/alice:../x");
}

TEST_F(EventPipelineTest, NameThatWasGivenByACallIsResolvedAndItsTypeLookedUp)
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

TEST_F(EventPipelineTest, DeletedFileThatWasExecutable)
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

TEST_F(EventPipelineTest, EveryFieldOfRawAccessRead)
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

TEST_F(EventPipelineTest, EveryFieldOfProcessAccess)
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

TEST_F(EventPipelineTest, AccessedProcessIsFoundByWhatTheSourceCallsIt)
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

TEST_F(EventPipelineTest, AccessedProcessOfWhichOnlyTheIdIsKnown)
{
    dispatch(makeRecord(processAccess(99, 0x10000), ProcessAccess));
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["TargetProcessId"], "99");
    EXPECT_EQ(output.events[0]["TargetProcessGUID"], "{00000000-0000-0000-0000-000000000000}");
    EXPECT_EQ(output.events[0]["TargetImage"], "-");
    EXPECT_EQ(output.events[0]["TargetUser"], "-");
}

TEST_F(EventPipelineTest, AccessedProcessThatTheRecordNames)
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

TEST_F(EventPipelineTest, AccessToItselfAndToNoProcessIsNotAnEvent)
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

TEST_F(EventPipelineTest, EveryFieldOfEbpfEvent)
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

TEST_F(EventPipelineTest, EbpfProgramWithoutANameOrOfANewerType)
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

TEST_F(EventPipelineTest, ForkedProcessNamesItsParentsProgram)
{
    SYSMON_PROCESS_FORK fork{};
    fork.header.process = processKey(61, 101, 7);
    fork.parent = shell;
    auto record = makeRecord(fork, LinuxProcessFork);
    pipeline.processForked(*reinterpret_cast<const SYSMON_PROCESS_FORK*>(record.header()));
    EXPECT_THAT(output.events, SizeIs(0));
    dispatch(fileCreateRecord(processKey(61, 101, 7), "/tmp/redirected"));
    EXPECT_EQ(output.events.at(0)["Image"], "/bin/bash");
}

TEST_F(EventPipelineTest, FieldsThatNobodyNeedsAreNotMade)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"><Image condition="is">/bin/other</Image></ProcessCreate>
        </EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(platform.hashCalls, 0);
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).excluded, 1U);
}

TEST_F(EventPipelineTest, ExcludedProcessIsStillKnownAsAParent)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"/><FileCreate onmatch="exclude"/>
        </EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    dispatch(fileCreateRecord(child, "/tmp/new"));
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["Image"], "/usr/bin/ls");
}

TEST_F(EventPipelineTest, RuleNameAndFieldSizes)
{
    configure(R"(<Sysmon schemaversion="4.90"><FieldSizes>CommandLine:6</FieldSizes>
        <EventFiltering><ProcessCreate onmatch="include">
        <CommandLine name="tmp" condition="end with">/tmp</CommandLine>
        </ProcessCreate></EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    ASSERT_THAT(output.events, SizeIs(1)) << "rules see the whole text";
    EXPECT_EQ(output.events[0]["RuleName"], "tmp");
    EXPECT_EQ(output.events[0]["CommandLine"], "ls ...");
}

TEST_F(EventPipelineTest, OwnEventsAreNeverFiltered)
{
    platform.nowNs = 5'250'000'000;
    configure("<Sysmon schemaversion=\"4.90\"><EventFiltering/></Sysmon>");
    pipeline.serviceStateChanged("Started", "1.2.3", "all of it");
    pipeline.configurationChanged("/etc/c.xml", "SHA256=00");
    pipeline.reportError("Attach", "it did not");
    ASSERT_THAT(output.events, SizeIs(3));
    using Fields = std::map<std::string, std::string>;
    const std::string now = "2025-11-22 00:06:45.250";
    EXPECT_EQ(output.events[0].id, 4);
    EXPECT_EQ(output.events[0].fields, (Fields{{"UtcTime", now},
                                               {"State", "Started"},
                                               {"Version", "1.2.3"},
                                               {"SchemaVersion", "4.90"},
                                               {"Coverage", "all of it"}}));
    EXPECT_EQ(output.events[1].id, 16);
    EXPECT_EQ(output.events[1].fields, (Fields{{"UtcTime", now},
                                               {"Configuration", "/etc/c.xml"},
                                               {"ConfigurationFileHash", "SHA256=00"}}));
    EXPECT_EQ(output.events[2].id, 255);
    EXPECT_EQ(output.events[2].fields,
              (Fields{{"UtcTime", now}, {"ID", "Attach"}, {"Description", "it did not"}}));
}

TEST_F(EventPipelineTest, BadRecordIsCountedReportedAndHarmless)
{
    RecordBytes record = fileCreateRecord(shell, "/tmp/new");
    record.header()->extensionSizes[0] = 0xffffffff;
    pipeline.DispatchEvent(record.header());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(FileCreate).invalid, 1U);
    pipeline.reportLosses();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0].id, 255);
    EXPECT_THAT(output.events[0]["Description"], HasSubstr("1 File created"));
    dispatch(fileCreateRecord(shell, "/tmp/new"));
    EXPECT_THAT(output.events, SizeIs(2));
}

TEST_F(EventPipelineTest, LossesAreReportedOncePerInterval)
{
    pipeline.countLost(LossPlace::Ring, ProcessCreate, 3);
    pipeline.reportLosses();
    pipeline.countLost(LossPlace::Queue, ProcessCreate, 4);
    pipeline.reportLosses();
    EXPECT_THAT(output.events, SizeIs(1));
    pipeline.reportLosses(true);
    EXPECT_THAT(output.events, SizeIs(2));
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).lostAtRing, 3U);
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).lostAtQueue, 4U);
}

TEST_F(EventPipelineTest, CountersAddUp)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <FileCreate onmatch="include"><TargetFilename condition="contains">yes</TargetFilename>
        </FileCreate></EventFiltering></Sysmon>)");
    dispatch(fileCreateRecord(shell, "/tmp/yes"));
    dispatch(fileCreateRecord(shell, "/tmp/no"));
    RecordBytes bad = fileCreateRecord(shell, "/tmp/yes");
    bad.header()->eventSize -= 1;
    pipeline.DispatchEvent(bad.header());
    const EventCounts& counts = pipeline.counters().of(FileCreate);
    EXPECT_EQ(counts.received, 3U);
    EXPECT_EQ(counts.included, 1U);
    EXPECT_EQ(counts.excluded, 1U);
    EXPECT_EQ(counts.invalid, 1U);
}

} // namespace
} // namespace sysmon
