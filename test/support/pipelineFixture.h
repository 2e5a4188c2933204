// SPDX-License-Identifier: MIT
//
// An event pipeline on a machine that is what a test says it is, and records for it.
#pragma once

#include "configuration.h"
#include "eventsCommon.h"
#include "fakePlatform.h"
#include "recordBuilder.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::test {

/// A configuration that includes all.
inline constexpr const char* everything = R"(
<Sysmon schemaversion="4.90"><EventFiltering>
  <ProcessCreate onmatch="exclude"/><ProcessTerminate onmatch="exclude"/>
  <FileCreate onmatch="exclude"/><FileDelete onmatch="exclude"/>
  <NetworkConnect onmatch="exclude"/>
  <RawAccessRead onmatch="exclude"/><ProcessAccess onmatch="exclude"/>
  <eBPFEvent onmatch="exclude"/>
</EventFiltering></Sysmon>)";

inline const SYSMON_PROCESS_KEY shell = processKey(50, 90, 7);
inline const SYSMON_PROCESS_KEY child = processKey(60, 100, 8);

inline SYSMON_PROCESS_CREATE processCreate()
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

inline RecordBytes processCreateRecord(const SYSMON_PROCESS_CREATE& record = processCreate())
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

inline RecordBytes terminateRecord(const SYSMON_PROCESS_KEY& process)
{
    return simpleRecord<SYSMON_PROCESS_TERMINATE>(ProcessTerminate, withoutImage(process));
}

inline RecordBytes fileCreateRecord(const SYSMON_PROCESS_KEY& process, std::string_view path)
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

    FakePlatform platform;
    CollectingOutput output;
    EventPipeline pipeline{platform, output};
};

/// From 127.0.0.1, port 40000, to port 443 of 2001:db8::1.
inline SYSMON_NETWORK_CONNECT networkConnect(bool initiated)
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

} // namespace sysmon::test
