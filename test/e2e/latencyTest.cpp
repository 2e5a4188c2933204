// SPDX-License-Identifier: MIT
//
// How soon events are out: a program's execution at once, others when some have gathered. Only the
// ratio is tested: a busy machine is slow in both.
#include "stage.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

namespace sysmon::e2e {
namespace {

using std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int repetitions = 15;
constexpr std::chrono::milliseconds between{150}; // the reader is asleep again

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Its processor takes longer for the program itself than the reader may for anything.
bool isEmulated()
{
    std::ifstream file("/proc/cpuinfo");
    const std::string all((std::istreambuf_iterator<char>(file)), {});
    return all.find("TCG") != std::string::npos;
}

/// Milliseconds from the call that executes a program to its events.
struct Times {
    std::vector<double> created; ///< event 1
    std::vector<double> ended;   ///< event 5
};

class Latency : public Stage {
protected:
    void runOnce(const std::string& program, Times& times)
    {
        const auto begin = steady_clock::now();
        ChildProcess process({program});
        const std::string processId = std::to_string(process.processId());
        // Either may be the first: event 1 waits for a hash.
        for (int events = 0; events < 2; ++events)
            ASSERT_TRUE(daemon().waitFor([&](const LoggedEvent& event) {
                if (event["ProcessId"] != processId) return false;
                const Milliseconds passed = steady_clock::now() - begin;
                (event.id == 1 ? times.created : times.ended).push_back(passed.count());
                return true;
            })) << daemon().errors();
        EXPECT_EQ(process.waitExit(longEnough), 0);
    }
};

TEST_F(Latency, OfExecutionsIsFarBelowThatOfOtherEvents)
{
    if (isEmulated()) GTEST_SKIP() << "the processor is emulated";
    const std::string marker = program("marker");
    ASSERT_NO_FATAL_FAILURE(startDaemon(writeFile("config.xml",
                                                  R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"><Image condition="is">)" +
                                                      marker + R"(</Image></ProcessCreate>
        <ProcessTerminate onmatch="include"><Image condition="is">)" +
                                                      marker + R"(</Image></ProcessTerminate>
        </EventFiltering></Sysmon>)")));
    Times times;
    for (int i = 0; i < repetitions; ++i) {
        std::this_thread::sleep_for(between);
        ASSERT_NO_FATAL_FAILURE(runOnce(marker, times)); // ends some hundred microseconds later
    }
    EXPECT_LT(median(times.created), median(times.ended) / 2);
    stopDaemon();
}

} // namespace
} // namespace sysmon::e2e
