// SPDX-License-Identifier: MIT
//
// How soon events are out: a program's execution at once, others when some have gathered. Only the
// ratio is tested: a busy machine is slow in both.
#include "stage.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

namespace sysmon::e2e {
namespace {

using std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int times = 15;
constexpr std::chrono::milliseconds between{150}; // the reader is asleep again

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

class Latency : public Stage {
protected:
    /// Milliseconds from `begin` until the event `id` of `process` is out.
    double timeOf(uint32_t id, const ChildProcess& process, steady_clock::time_point begin)
    {
        const std::string processId = std::to_string(process.processId());
        EXPECT_TRUE(daemon().waitFor([&](const LoggedEvent& event) {
            return event.id == id && event["ProcessId"] == processId;
        })) << daemon().errors();
        return Milliseconds(steady_clock::now() - begin).count();
    }
};

TEST_F(Latency, OfExecutionsIsFarBelowThatOfOtherEvents)
{
    const std::string marker = program("marker");
    ASSERT_NO_FATAL_FAILURE(startDaemon(writeFile("config.xml",
                                                  R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"><Image condition="is">)" +
                                                      marker + R"(</Image></ProcessCreate>
        <ProcessTerminate onmatch="include"><Image condition="is">)" +
                                                      marker + R"(</Image></ProcessTerminate>
        </EventFiltering></Sysmon>)")));
    std::vector<double> executed;
    std::vector<double> ended;
    for (int i = 0; i < times; ++i) {
        std::this_thread::sleep_for(between);
        const auto begin = steady_clock::now();
        ChildProcess process({marker}); // ends some hundred microseconds later
        executed.push_back(timeOf(1, process, begin));
        ended.push_back(timeOf(5, process, begin));
        EXPECT_EQ(process.waitExit(longEnough), 0);
    }
    EXPECT_LT(median(executed), median(ended) / 2);
    stopDaemon();
}

} // namespace
} // namespace sysmon::e2e
