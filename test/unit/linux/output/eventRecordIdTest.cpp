// SPDX-License-Identifier: MIT
#include "eventRecordId.h"

#include "error.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace sysmon {
namespace {

using testing::HasSubstr;

TEST(EventRecordId, CountsFromOneWithoutAFile)
{
    EventRecordId id("");
    EXPECT_EQ(id.next(), 1U);
    EXPECT_EQ(id.next(), 2U);
}

TEST(EventRecordId, GoesOnAfterARestart)
{
    const test::TemporaryFolder folder;
    const std::string path = folder / "eventId";
    EXPECT_EQ(EventRecordId(path).next(), 1U);
    EXPECT_EQ(EventRecordId(path).next(), 2U);
    std::ifstream file(path, std::ios::binary);
    std::string bytes(16, 'x');
    file.read(bytes.data(), 16);
    EXPECT_EQ(bytes.substr(0, static_cast<size_t>(file.gcount())),
              std::string("\2\0\0\0\0\0\0\0", 8));
}

TEST(EventRecordId, FileThatCannotBeMadeIsAClearError)
{
    try {
        EventRecordId id("/nonexistent/eventId");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("/nonexistent/eventId: No such file or directory"));
    }
}

} // namespace
} // namespace sysmon
