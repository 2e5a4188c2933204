// SPDX-License-Identifier: MIT
#include "stdoutSink.h"

#include "linuxHelpers.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>

namespace sysmon {
namespace {

using testing::HasSubstr;

class StdoutSinkTest : public testing::Test {
protected:
    StdoutSinkTest()
    {
        int ends[2];
        EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
        reader.reset(ends[0]);
        writer.reset(ends[1]);
    }

    std::string readToEnd()
    {
        std::string text;
        char buffer[4096];
        for (ssize_t size; (size = read(reader.get(), buffer, sizeof buffer)) > 0;)
            text.append(buffer, static_cast<size_t>(size));
        return text;
    }

    UniqueFd reader;
    UniqueFd writer;
};

TEST_F(StdoutSinkTest, WritesWholeLinesAtTheEndOfABatch)
{
    StdoutSink sink(writer.get());
    sink.write("one", {});
    sink.write("two", {});
    fcntl(reader.get(), F_SETFL, O_NONBLOCK);
    EXPECT_EQ(readToEnd(), "") << "the batch goes on";
    sink.flush();
    EXPECT_EQ(readToEnd(), "one\ntwo\n");
    EXPECT_EQ(sink.failure(), "");
}

TEST_F(StdoutSinkTest, SlowReaderGetsEverything)
{
    std::string received;
    std::thread slow([&] { received = readToEnd(); });
    fcntl(writer.get(), F_SETFL, O_NONBLOCK); // as an inherited terminal can be
    std::string sent;
    {
        StdoutSink sink(writer.get());
        for (int i = 0; i < 20'000; ++i) {
            const std::string line = "line " + std::to_string(i) + std::string(i % 300, '.');
            sent += line + '\n';
            sink.write(line, {});
        }
        sink.flush();
        EXPECT_EQ(sink.dropped(), 0U);
    }
    writer.reset();
    slow.join();
    EXPECT_EQ(received, sent);
}

TEST_F(StdoutSinkTest, ClosedReaderIsOneClearFailure)
{
    StdoutSink sink(writer.get());
    reader.reset();
    sink.write("one", {});
    sink.write("two", {});
    sink.flush();
    EXPECT_THAT(sink.failure(), HasSubstr("cannot write events to standard output: Broken pipe"));
    sink.write("three", {});
    EXPECT_EQ(sink.dropped(), 3U);
}

TEST_F(StdoutSinkTest, FullDiskIsAFailure)
{
    const UniqueFd full(open("/dev/full", O_WRONLY));
    ASSERT_TRUE(full);
    StdoutSink sink(full.get());
    sink.write("one", {});
    sink.flush();
    EXPECT_THAT(sink.failure(), HasSubstr("No space left on device"));
    EXPECT_EQ(sink.dropped(), 1U);
}

TEST_F(StdoutSinkTest, ClosedOutputIsAFailure)
{
    StdoutSink sink(writer.get());
    writer.reset();
    sink.write("one", {});
    sink.flush();
    EXPECT_THAT(sink.failure(), HasSubstr("Bad file descriptor"));
}

TEST_F(StdoutSinkTest, GivesUpOnAPausedReaderWhenAsked)
{
    bool stop = false;
    StdoutSink sink(writer.get(), [&] { return std::exchange(stop, true); });
    const std::string line(10'000, 'x');
    for (int i = 0; i < 100; ++i)
        sink.write(line, {});
    sink.flush();
    EXPECT_GT(sink.dropped(), 0U);
    EXPECT_EQ(sink.failure(), "");
}

TEST_F(StdoutSinkTest, RegularFile)
{
    const test::TemporaryFolder folder;
    const UniqueFd file(open((folder / "out").c_str(), O_CREAT | O_RDWR | O_APPEND, 0600));
    StdoutSink sink(file.get());
    const std::string line(100'000, 'x');
    sink.write(line, {});
    sink.flush();
    std::string text;
    ASSERT_TRUE(readFileAt(AT_FDCWD, (folder / "out").c_str(), 1'000'000, text));
    EXPECT_EQ(text, line + '\n');
}

} // namespace
} // namespace sysmon
