// SPDX-License-Identifier: MIT
//
// The viewer: files as they are, as they grow and as they are rotated.
#include "logView.h"
#include "lineSplitter.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace sysmon::view {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string line(int recordId)
{
    return "Nov 22 02:21:52 vm sysmon: <Event><System><EventID>11</EventID>"
           "<TimeCreated SystemTime=\"2026-11-22T02:21:52.413649000Z\"/><EventRecordID>" +
           std::to_string(recordId) +
           "</EventRecordID><Computer>vm</Computer></System><EventData>"
           "<Data Name=\"Image\">/bin/touch</Data></EventData></Event>\n";
}

std::atomic<bool> stopped = false;

class LogViewFiles : public testing::Test {
protected:
    void SetUp() override
    {
        stopped = false;
        output_.reset(open(outputPath().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }

    std::string outputPath() { return folder / "output"; }

    /// The record ids of the blocks that were written.
    std::vector<int> shown()
    {
        std::ifstream file(outputPath());
        std::vector<int> ids;
        for (std::string text; std::getline(file, text);)
            if (const size_t at = text.find('#'); at != text.npos)
                ids.push_back(std::stoi(text.substr(at + 1)));
        return ids;
    }

    bool run()
    {
        return LogView(options, {}, output_.get(), messages, [] { return stopped.load(); }).run();
    }

    test::TemporaryFolder folder;
    ViewOptions options;
    std::ostringstream messages;

private:
    UniqueFd output_;
};

TEST_F(LogViewFiles, ShowsFilesOneAfterTheOther)
{
    options.files = {folder.file("b", line(2) + "other\n" + line(3)), folder.file("a", line(1))};
    EXPECT_TRUE(run());
    EXPECT_THAT(shown(), ElementsAre(2, 3, 1));
    EXPECT_EQ(messages.str(), "");
}

TEST_F(LogViewFiles, TakesALastLineWithoutAnEnd)
{
    std::string bytes = line(1) + line(2);
    bytes.pop_back();
    options.files = {folder.file("a", bytes)};
    EXPECT_TRUE(run());
    EXPECT_THAT(shown(), ElementsAre(1, 2));
}

TEST_F(LogViewFiles, CountsAndNamesBrokenLines)
{
    const std::string path = folder.file("a", line(1) + line(2).substr(0, 90) + "\n" + line(3) +
                                                  std::string(mostLineBytes + 1, 'x') + "\n");
    options.files = {path};
    EXPECT_TRUE(run()) << "broken lines are no failure";
    EXPECT_THAT(shown(), ElementsAre(1, 3));
    EXPECT_EQ(messages.str(), "sysmonLogView: 2 broken events:\n  " + path +
                                  ":2: the event is cut off before its end\n  " + path +
                                  ":4: longer than 1048576 bytes\n");
}

TEST_F(LogViewFiles, NamesOnlyTheFirstOfManyBrokenLines)
{
    std::string bytes;
    for (int i = 0; i < 25; ++i)
        bytes += line(i).substr(0, 90) + "\n";
    options.files = {folder.file("a", bytes)};
    EXPECT_TRUE(run());
    EXPECT_THAT(messages.str(), HasSubstr("25 broken events"));
    EXPECT_THAT(messages.str(), EndsWith("  and 15 more\n"));
    EXPECT_THAT(messages.str(), HasSubstr("no events in " + options.files[0] + "\n"));
}

TEST_F(LogViewFiles, GoesOnWhereAFileCannotBeRead)
{
    options.files = {folder / "missing\x1b", folder / ".", folder.file("a", line(1))};
    EXPECT_FALSE(run());
    EXPECT_THAT(shown(), ElementsAre(1));
    EXPECT_THAT(messages.str(), HasSubstr("missing\\x1b: No such file or directory"));
    EXPECT_THAT(messages.str(), HasSubstr("Is a directory"));
}

TEST_F(LogViewFiles, SaysWhenNoEventMatchesTheFilter)
{
    options.files = {folder.file("a", line(1) + line(2))};
    options.filter.addEvents("1");
    EXPECT_TRUE(run());
    EXPECT_THAT(messages.str(), HasSubstr("no event matched the filter (2 read)"));
}

TEST_F(LogViewFiles, NamesSourcesWithoutEvents)
{
    options.files = {folder.file("a", ""), folder.file("b", "other\n")};
    EXPECT_TRUE(run());
    EXPECT_EQ(messages.str(),
              "sysmonLogView: no events in " + options.files[0] + ", " + options.files[1] + "\n");
    messages.str("");
    options.files = {folder / "missing"};
    EXPECT_FALSE(run());
    EXPECT_THAT(messages.str(), Not(HasSubstr("no events"))) << "nothing was read";
}

TEST_F(LogViewFiles, ShowsTheLatestOnly)
{
    options.files = {folder.file("a", line(1) + line(2) + line(3))};
    options.latest = 2;
    EXPECT_TRUE(run());
    EXPECT_THAT(shown(), ElementsAre(2, 3));
}

TEST_F(LogViewFiles, FailsWhereItCannotWrite)
{
    const UniqueFd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
    options.files = {folder.file("a", line(1))};
    LogView view(options, {}, full.get(), messages, [] { return false; });
    EXPECT_THROW(static_cast<void>(view.run()), EnvironmentError);
}

class LogViewFollowing : public LogViewFiles {
protected:
    void start()
    {
        options.follow = true;
        thread_ = std::thread([this] { run(); });
    }
    void TearDown() override
    {
        stopped = true;
        if (thread_.joinable()) thread_.join();
    }
    void append(const std::string& path, const std::string& bytes)
    {
        std::ofstream(path, std::ios::app) << bytes;
    }
    /// Whether these, and no others, are shown in time.
    bool shows(const std::vector<int>& recordIds)
    {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (shown() != recordIds && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return shown() == recordIds;
    }

private:
    std::thread thread_;
};

TEST_F(LogViewFollowing, ShowsWhatComes)
{
    const std::string path = folder.file("a", line(1) + line(2));
    options.files = {path};
    options.latest = 1;
    start();
    ASSERT_TRUE(shows({2}));
    const std::string third = line(3);
    append(path, third.substr(0, 100));
    append(path, third.substr(100) + line(4));
    EXPECT_TRUE(shows({2, 3, 4}));
}

TEST_F(LogViewFollowing, GoesOnInTheNextFileAfterARename)
{
    const std::string path = folder.file("a", line(1));
    options.files = {path};
    start();
    ASSERT_TRUE(shows({1}));
    std::filesystem::rename(path, path + ".1");
    append(path, line(3));
    append(path + ".1", line(2)); // the log daemon has not been told yet
    EXPECT_TRUE(shows({1, 2, 3}));
    append(path, line(4));
    EXPECT_TRUE(shows({1, 2, 3, 4}));
    std::filesystem::remove(path);
    append(path, line(5));
    EXPECT_TRUE(shows({1, 2, 3, 4, 5}));
}

TEST_F(LogViewFollowing, GoesOnWhereAFileIsCutToNothing)
{
    const std::string path = folder.file("a", line(1) + line(2));
    options.files = {path};
    start();
    ASSERT_TRUE(shows({1, 2}));
    std::filesystem::resize_file(path, 0);
    append(path, line(3));
    EXPECT_TRUE(shows({1, 2, 3}));
}

TEST_F(LogViewFollowing, FollowsSeveralFiles)
{
    const std::string first = folder.file("a", line(1)), second = folder.file("b", "");
    options.files = {first, second};
    start();
    ASSERT_TRUE(shows({1}));
    append(second, line(2));
    ASSERT_TRUE(shows({1, 2}));
    append(first, line(3));
    EXPECT_TRUE(shows({1, 2, 3}));
}

} // namespace
} // namespace sysmon::view
