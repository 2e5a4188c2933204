// SPDX-License-Identifier: MIT
#include "stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace sysmon {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Every number is another one.
Stats exampleStats()
{
    Stats stats;
    stats.version = "1.2.3";
    stats.schemaVersion = "4.90";
    stats.kernel = "6.1.0-test";
    stats.processId = 101;
    stats.startUtcNs = 1'763'770'005'250'000'000;
    stats.uptimeSeconds = 93'784;
    stats.configuration = "/etc/\"odd\" \\ name.xml";
    stats.configurationHash = "SHA256=ab";
    stats.offsetsSource = "kernel BTF";
    stats.events = {{1, "Process Create", 1001, 1002, 1003, 1004, 1008, 1005, 1006, 1007},
                    {11, "File created", 1101, 1102, 1103, 1104, 1108, 1105, 1106, 1107}};
    stats.others = {256, "no events", 1201, 0, 1202, 1203, 0, 1204, 1205, 0};
    stats.waitingEvents = 1301;
    stats.skippedRuns = 1302;
    stats.queue = {1401, 1402, 1403, 1404, 2, 1406};
    stats.output = {"file:/var/log/x",
                    "json",
                    {.connected = false,
                     .written = 1501,
                     .dropped = 1502,
                     .waiting = 1503,
                     .waitingBytes = 1504,
                     .limitBytes = 1505,
                     .reconnected = 1506,
                     .repeated = 1507}};
    stats.caches = {{"processes", 1601, 1602, 1603, 1604}, {"user names", 1701, 1702, 0, 0}};
    stats.programs = {{"execProgram", "sched/sched_process_exec", "raw_tracepoint", true, ""},
                      {"openProgram", "exit of system call 2", "raw_tracepoint", true, ""},
                      {"moveProgram", "fentry/d_move", "fentry", false, "x: not allowed\nat all"},
                      {"deleteProgram", "fentry/d_delete", "fentry", false, "y: z: not allowed"},
                      {"acceptProgram", "exit of system call 43", "raw_tracepoint", false, ""}};
    stats.notes = {"a note"};
    return stats;
}

TEST(StatsText, HasEveryNumber)
{
    const std::string text = statsText(exampleStats());
    for (const int number :
         {101,  1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1101, 1107, 1108, 1201,
          1202, 1203, 1204, 1205, 1301, 1302, 1401, 1402, 1403, 1404, 1406, 1501, 1502,
          1503, 1504, 1505, 1506, 1507, 1601, 1602, 1603, 1604, 1701, 1702})
        EXPECT_THAT(text, HasSubstr(std::to_string(number)));
    EXPECT_THAT(text, AllOf(HasSubstr("1 d 02:03:04"), HasSubstr("accepts no lines"),
                            HasSubstr("kernel BTF"), HasSubstr("a note"), HasSubstr("SHA256=ab")));
    EXPECT_TRUE(std::regex_search(text, std::regex("attached +raw_tracepoint +execProgram")));
    EXPECT_TRUE(std::regex_search(text, std::regex("left out +fentry +moveProgram")));
    EXPECT_TRUE(std::regex_search(text, std::regex("not needed +raw_tracepoint +acceptProgram")));
}

TEST(StatsJson, HasEverything)
{
    const std::string text = statsJson(exampleStats());
    EXPECT_EQ(text.back(), '\n');
    EXPECT_EQ(std::ranges::count(text, '\n'), 1) << "one line";
    const json stats = json::parse(text);
    EXPECT_EQ(stats["version"], "1.2.3");
    EXPECT_EQ(stats["configuration"], "/etc/\"odd\" \\ name.xml");
    EXPECT_EQ(stats["startTime"], "2025-11-22T00:06:45.250000000Z");
    EXPECT_EQ(stats["events"][0],
              json::parse(R"({"id":1,"name":"Process Create","received":1001,"included":1002,
                              "excluded":1003,"unusable":1004,"merged":1008,
                              "lost":{"ring":1005,"queue":1006,"output":1007}})"));
    EXPECT_EQ(stats["events"][1]["id"], 11);
    EXPECT_FALSE(stats["otherRecords"].contains("id"));
    EXPECT_EQ(stats["otherRecords"]["received"], 1201);
    EXPECT_EQ(stats["waitingEvents"], 1301);
    EXPECT_EQ(stats["skippedRuns"], 1302);
    EXPECT_EQ(stats["queue"],
              json::parse(R"({"records":1401,"bytes":1402,"mostBytes":1403,"limitBytes":1404,
                              "rings":2,"ringBytes":1406})"));
    EXPECT_EQ(stats["output"],
              json::parse(R"({"target":"file:/var/log/x","format":"json","connected":false,
                              "written":1501,"dropped":1502,"waiting":1503,"waitingBytes":1504,
                              "limitBytes":1505,"reconnected":1506,"sentAgain":1507})"));
    EXPECT_EQ(stats["caches"],
              json::parse(R"([{"name":"processes","entries":1601,"limitEntries":1602,
                               "bytes":1603,"limitBytes":1604},
                              {"name":"user names","entries":1701,"limitEntries":1702}])"));
    ASSERT_EQ(stats["programs"].size(), 5U);
    EXPECT_EQ(stats["programs"][2]["leftOut"], "x: not allowed\nat all");
    EXPECT_FALSE(stats["programs"][4].contains("leftOut"));
    EXPECT_EQ(stats["notes"], json::array({"a note"}));
}

/// What a scraper reads: samples by name and labels. Fails for what it would refuse.
std::map<std::string, std::string> parseExposition(const std::string& text)
{
    static const std::regex head("# (HELP|TYPE) ([a-z_]+) (.+)");
    static const std::regex sample(
        R"rx(([a-z_]+)(\{([a-z_]+="([^"\\]|\\["\\n])*",?)+\})? ([0-9]+))rx");
    std::map<std::string, std::string> samples;
    std::map<std::string, std::string> types;
    std::set<std::string> helped, ended;
    std::string current;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_match(line, match, head)) {
            if (match[1] == "HELP") {
                EXPECT_TRUE(helped.insert(match[2]).second) << "twice: " << line;
            } else {
                EXPECT_TRUE(match[3] == "counter" || match[3] == "gauge") << line;
                EXPECT_EQ(match[3] == "counter", match[2].str().ends_with("_total")) << line;
                types[match[2]] = match[3];
            }
            current = match[2];
            continue;
        }
        EXPECT_TRUE(std::regex_match(line, match, sample)) << line;
        EXPECT_EQ(match[1], current) << "apart from its head: " << line;
        EXPECT_TRUE(helped.contains(match[1]) && types.contains(match[1])) << line;
        EXPECT_TRUE(samples.emplace(match[1].str() + match[2].str(), match[5]).second)
            << "twice: " << line;
    }
    return samples;
}

TEST(StatsPrometheus, IsWhatAScraperReads)
{
    const std::string text = statsPrometheus(exampleStats());
    EXPECT_EQ(text.back(), '\n');
    const auto samples = parseExposition(text);
    const std::map<std::string, std::string> expected = {
        {R"(sysmon_info{version="1.2.3",schema_version="4.90",kernel="6.1.0-test",)"
         R"(offsets_source="kernel BTF",configuration="/etc/\"odd\" \\ name.xml",)"
         R"(configuration_hash="SHA256=ab"})",
         "1"},
        {"sysmon_start_time_seconds", "1763770005"},
        {"sysmon_uptime_seconds", "93784"},
        {R"(sysmon_events_received_total{event_id="1",event="Process Create"})", "1001"},
        {R"(sysmon_events_included_total{event_id="11",event="File created"})", "1102"},
        {R"(sysmon_events_excluded_total{event_id="1",event="Process Create"})", "1003"},
        {R"(sysmon_events_unusable_total{event_id="1",event="Process Create"})", "1004"},
        {R"(sysmon_events_lost_total{event_id="1",event="Process Create",place="ring"})", "1005"},
        {R"(sysmon_events_lost_total{event_id="1",event="Process Create",place="queue"})", "1006"},
        {R"(sysmon_events_lost_total{event_id="11",event="File created",place="output"})", "1107"},
        {"sysmon_other_records_total", "1201"},
        {"sysmon_waiting_events", "1301"},
        {"sysmon_skipped_runs_total", "1302"},
        {"sysmon_queue_records", "1401"},
        {"sysmon_queue_bytes", "1402"},
        {"sysmon_queue_most_bytes", "1403"},
        {"sysmon_queue_limit_bytes", "1404"},
        {"sysmon_ring_bytes", "2812"},
        {R"(sysmon_output_connected{target="file:/var/log/x",format="json"})", "0"},
        {"sysmon_output_written_total", "1501"},
        {"sysmon_output_dropped_total", "1502"},
        {"sysmon_output_waiting_lines", "1503"},
        {"sysmon_output_waiting_bytes", "1504"},
        {"sysmon_output_limit_bytes", "1505"},
        {"sysmon_output_reconnected_total", "1506"},
        {"sysmon_output_sent_again_total", "1507"},
        {R"(sysmon_cache_entries{cache="processes"})", "1601"},
        {R"(sysmon_cache_limit_entries{cache="user names"})", "1702"},
        {R"(sysmon_program_attached{program="execProgram",place="sched/sched_process_exec",)"
         R"(form="raw_tracepoint"})",
         "1"},
        {R"(sysmon_program_attached{program="moveProgram",place="fentry/d_move",form="fentry"})",
         "0"},
    };
    for (const auto& [name, value] : expected) {
        const auto found = samples.find(name);
        ASSERT_NE(found, samples.end()) << name << " in\n" << text;
        EXPECT_EQ(found->second, value) << name;
    }
    EXPECT_THAT(text, Not(HasSubstr("acceptProgram"))) << "it is not missed";
}

TEST(Coverage, SaysWhatIsWatchedInOneLine)
{
    const std::string text = coverageText(exampleStats());
    EXPECT_EQ(
        text,
        "Kernel 6.1.0-test, struct offsets: kernel BTF. "
        "Attached programs: 2 raw_tracepoint. "
        "Left out: fentry/d_move, fentry/d_delete (not allowed). Queue 1404 B, rings 2 of 1406 B. "
        "a note");
}

} // namespace
} // namespace sysmon
