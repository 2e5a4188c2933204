// SPDX-License-Identifier: MIT
#include "offsetsDatabase.h"

#include "embeddedFiles.h"
#include "offsetSamples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>

using namespace sysinternals;
using sysinternals::test::failureOf;
using sysinternals::test::kKernel;
using testing::HasSubstr;

namespace {

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
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

/// Seconds of this thread's processor time: the best of some tries.
double processorTime(const std::function<void()>& action)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
    };
    constexpr int kTimes = 10;
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < kTimes; i++) {
        const double start = now();
        action();
        best = std::min(best, now() - start);
    }
    return best;
}

TEST(OffsetsDatabase, TheBuiltInOneIsSmallAndQuick)
{
    auto database = offsetsDatabase();
    EXPECT_LT(database.size(), 1u << 20);
    // How quick depends on the machine; how many times it is read does not.
    const double once = processorTime([&] {
        auto* text = reinterpret_cast<const char*>(database.data());
        EXPECT_TRUE(nlohmann::json::accept(text, text + database.size()));
    });
    const double lookUp =
        processorTime([&] { EXPECT_FALSE(findInDatabase(database, "built in", kKernel)); });
    RecordProperty("microseconds", static_cast<int>(lookUp * 1e6));
    EXPECT_LT(lookUp, 10 * once) << lookUp << " s, and " << once << " s to read it once";
}

} // namespace
