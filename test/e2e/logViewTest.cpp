// SPDX-License-Identifier: MIT
//
// sysmonLogView on what the daemon really writes.
#include "loggedEvent.h"
#include "rawRun.h"
#include "stage.h"
#include "writtenBytes.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <thread>

namespace sysmon::e2e {
namespace {

using test::bytesOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// A block as it was shown.
struct Block {
    std::string title;
    std::vector<DecodedField> fields;

    std::string operator[](std::string_view name) const
    {
        const auto found = std::ranges::find(fields, name, &DecodedField::name);
        return found == fields.end() ? "" : found->value;
    }
};

std::vector<Block> blocksOf(const std::string& shown)
{
    std::vector<Block> blocks;
    std::istringstream lines(shown);
    bool begins = true;
    for (std::string line; std::getline(lines, line);) {
        if (begins) blocks.push_back({line, {}});
        const size_t colon = line.find(':');
        if (!begins && !line.empty())
            blocks.back().fields.push_back(
                {line.substr(4, colon - 4), line.substr(line.find_first_not_of(' ', colon + 1))});
        begins = line.empty();
    }
    return blocks;
}

int recordIdOf(const Block& block)
{
    return std::stoi(block.title.substr(block.title.rfind('#') + 1));
}

class LogViewTest : public Stage {
protected:
    static std::vector<std::string> viewer(std::vector<std::string> words)
    {
        const char* const path = getenv("SYSMON_E2E_LOG_VIEW");
        words.insert(words.begin(), path ? path : E2E_LOG_VIEW);
        return words;
    }

    /// What it shows, and nothing else, with success.
    static std::string view(const std::vector<std::string>& words)
    {
        ChildProcess process(viewer(words));
        process.closeInput();
        EXPECT_EQ(process.waitExit(longEnough), 0) << process.errors();
        EXPECT_THAT(process.errors(), IsEmpty());
        return process.output();
    }

    std::string configuration(Logged logged = Logged::Everything)
    {
        return writeFile("config.xml", configurationFor(logged, directory(), uniqueName()));
    }

    /// Runs an actor to its end.
    void play(const std::string& actor)
    {
        ChildProcess process({program(actor)}, {.directory = workDirectory()});
        process.closeInput();
        ASSERT_EQ(process.waitExit(longEnough), 0) << process.errors();
    }

    /// The lines of a run with an actor in it.
    std::vector<std::string> linesWith(const std::string& actor, const char* form)
    {
        for (const std::string& name : {actor, std::string("idle"), std::string("marker")})
            program(name);
        RawRun daemon(configuration(), {"-format", form});
        EXPECT_TRUE(daemon.waitStarted()) << daemon.errors();
        play(actor);
        play("marker");
        EXPECT_TRUE(daemon.waitFor(program("marker"))) << daemon.errors();
        EXPECT_EQ(daemon.stop(), 0) << daemon.errors();
        return daemon.lines();
    }

    /// As rsyslog writes them, with lines of others between them.
    std::string syslogOf(const std::vector<std::string>& lines)
    {
        std::string text;
        for (const std::string& line : lines)
            text += "Nov 22 02:21:52 vm CRON[7]: <Event> of others\n"
                    "Nov 22 02:21:52 vm sysmon: " +
                    line + "\n";
        return writeFile("syslog", text);
    }
};

struct Form {
    const char* name;
    LoggedEvent (*parse)(std::string_view line);
};

class EachForm : public LogViewTest, public ::testing::WithParamInterface<Form> {};

INSTANTIATE_TEST_SUITE_P(LogViewTest, EachForm,
                         ::testing::Values(Form{"xml", parseEventLine},
                                           Form{"json", parseJsonLine}),
                         [](const auto& info) { return info.param.name; });

TEST_P(EachForm, IsShownWithAllFieldsOfEachEvent)
{
    for (const char* const actor : {"everyKind", "execHostileArguments", "createHostileNames"}) {
        const std::vector<std::string> lines = linesWith(actor, GetParam().name);
        const std::vector<Block> blocks = blocksOf(view({"-a", syslogOf(lines)}));
        ASSERT_EQ(blocks.size(), lines.size());
        for (size_t i = 0; i < lines.size(); ++i) {
            const LoggedEvent event = GetParam().parse(lines[i]);
            EXPECT_THAT(blocks[i].title, HasSubstr("(" + std::to_string(event.id) + ")"));
            EXPECT_THAT(blocks[i].title, EndsWith("#" + std::to_string(event.recordId)));
            EXPECT_THAT(blocks[i].title, StartsWith(event["UtcTime"]));
            ASSERT_EQ(blocks[i].fields.size() + 1, event.fields.size()) << blocks[i].title;
            for (const DecodedField& field : blocks[i].fields)
                EXPECT_EQ(bytesOf(field.value), bytesOf(event[field.name])) << field.name;
        }
    }
}

TEST_P(EachForm, ActsOnNoTerminal)
{
    const std::string shown = view({syslogOf(linesWith("execHostileArguments", GetParam().name))});
    const bool acts = std::ranges::any_of(
        shown, [](char c) { return c != '\n' && iscntrl(static_cast<unsigned char>(c)); });
    EXPECT_FALSE(acts) << shown;
    EXPECT_THAT(shown, HasSubstr("\\x1b[31m")) << "it was there";
    EXPECT_THAT(shown, Not(HasSubstr("\xc2\x9f"))) << "C1";
    EXPECT_THAT(shown, Not(HasSubstr("\xe2\x80\xa8"))) << "a line separator";
}

TEST_F(LogViewTest, FiltersByEventTimeAndField)
{
    const std::string log = syslogOf(linesWith("everyKind", "xml"));
    const std::string file = workDirectory() / "file";
    const auto created = blocksOf(view({"-e", "FileCreate", "-f", "TargetFilename=" + file, log}));
    ASSERT_EQ(created.size(), 1u);
    EXPECT_EQ(created[0]["Image"], program("everyKind"));
    EXPECT_EQ(blocksOf(view({"-e", "11,23", "-f", "TargetFilename~" + uniqueName(), log})).size(),
              2u);
    const std::string time = created[0].title.substr(0, std::string("2026-11-22 02:21:52").size());
    EXPECT_EQ(
        blocksOf(view({"-t", time + ".." + time, "-e", "11", "-f", "TargetFilename=" + file, log}))
            .size(),
        1u);
    ChildProcess none(viewer({"-t", "..2020-01-01", log}));
    EXPECT_EQ(none.waitExit(longEnough), 0);
    EXPECT_THAT(none.output(), IsEmpty());
    EXPECT_THAT(none.errors(), HasSubstr("no event matched the filter"));
}

TEST_F(LogViewTest, ReadsStandardInput)
{
    ChildProcess viewer(LogViewTest::viewer({}));
    viewer.writeInput(linesWith("execProgram", "json")[0] + "\n");
    const auto lines = viewer.waitLines(0, std::chrono::steady_clock::now() + longEnough);
    ASSERT_FALSE(lines.empty()) << "shown before the input ends";
    viewer.closeInput();
    EXPECT_EQ(viewer.waitExit(longEnough), 0) << viewer.errors();
    EXPECT_EQ(blocksOf(viewer.output()).size(), 1u);
}

TEST_F(LogViewTest, RefusesABadCommandLine)
{
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"-x"}, {"-e", "nothing"}, {"-t", "soon"}}) {
        ChildProcess viewer(LogViewTest::viewer(words));
        viewer.closeInput();
        EXPECT_EQ(viewer.waitExit(longEnough), 87) << words[0];
        EXPECT_THAT(viewer.output(), IsEmpty());
        EXPECT_THAT(viewer.errors(), HasSubstr(words.back()));
    }
    ChildProcess missing(viewer({(directory() / "missing").string()}));
    EXPECT_EQ(missing.waitExit(longEnough), 1);
    EXPECT_THAT(missing.errors(), HasSubstr("No such file"));
}

// ---- colours ----

/// What it writes to a terminal, with this setting of the environment.
std::string onTerminal(const std::vector<std::string>& words, const char* setting)
{
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    EXPECT_TRUE(grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    const std::string name = ptsname(terminal);
    const int other = open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ChildProcess viewer(words, {.prepare = [&] {
                            putenv(const_cast<char*>(setting));
                            dup2(other, STDOUT_FILENO);
                        }});
    viewer.closeInput();
    EXPECT_EQ(viewer.waitExit(longEnough), 0) << viewer.errors();
    close(other);
    std::string shown;
    char piece[4096];
    for (ssize_t size; (size = read(terminal, piece, sizeof piece)) > 0;)
        shown.append(piece, static_cast<size_t>(size));
    close(terminal);
    return shown;
}

TEST_F(LogViewTest, HasColoursOnATerminalOnly)
{
    const std::string log = syslogOf({linesWith("execProgram", "xml")[0]});
    EXPECT_THAT(onTerminal(viewer({log}), "TERM=xterm"), HasSubstr("\x1b[36mState:\x1b[0m"));
    EXPECT_THAT(onTerminal(viewer({log}), "TERM=dumb"), Not(HasSubstr("\x1b")));
    EXPECT_THAT(onTerminal(viewer({log}), "NO_COLOR=1"), Not(HasSubstr("\x1b")));
    EXPECT_THAT(view({log}), Not(HasSubstr("\x1b")));
}

// ---- following ----

/// Reads on until `text` is shown.
bool waitShown(ChildProcess& viewer, const std::string& text)
{
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    for (size_t seen = 0; viewer.output().find(text) == std::string::npos;) {
        const size_t lines = viewer.waitLines(seen, deadline).size();
        if (lines == 0) return viewer.output().find(text) != std::string::npos;
        seen += lines;
    }
    return true;
}

TEST_F(LogViewTest, FollowsTheFileOfARunningDaemonOverItsRotation)
{
    for (const char* const name : {"everyKind", "idle"})
        program(name);
    const std::string log = writeFile("events.log", "");
    ChildProcess viewer(LogViewTest::viewer({"-F", log}));
    RawRun daemon(configuration(Logged::Files), {"-output", "file:" + log, "-format", "json"});
    ASSERT_TRUE(waitShown(viewer, "Started")) << daemon.errors();
    std::filesystem::rename(log, log + ".1");
    // The daemon looks for its file when it writes, from time to time.
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    while (!std::filesystem::exists(log)) {
        ASSERT_LT(std::chrono::steady_clock::now(), deadline);
        play("marker");
    }
    play("everyKind");
    ASSERT_TRUE(waitShown(viewer, workDirectory() / "file")) << viewer.errors();
    EXPECT_EQ(daemon.stop(), 0) << daemon.errors();
    EXPECT_TRUE(waitShown(viewer, "Stopped"));
    viewer.signal(SIGINT);
    EXPECT_EQ(viewer.waitExit(longEnough), 0);
    EXPECT_THAT(viewer.errors(), IsEmpty());
    const std::vector<Block> shown = blocksOf(viewer.output());
    for (size_t i = 1; i < shown.size(); ++i) // their numbers go on without a gap
        EXPECT_EQ(recordIdOf(shown[i]), recordIdOf(shown[i - 1]) + 1) << shown[i].title;
}

constexpr const char* loggerPath = "/usr/bin/logger";

/// A journal of the test's own: a mount namespace where journald has /run and /var/log to itself.
class JournalTest : public LogViewTest {
protected:
    void SetUp() override
    {
        LogViewTest::SetUp();
        if (IsSkipped()) return;
        constexpr const char* path = "/lib/systemd/systemd-journald";
        if (access(path, X_OK) != 0) GTEST_SKIP() << "this system has no journald";
        journald_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{path}, ChildProcess::Options{.prepare = [] {
                if (unshare(CLONE_NEWNS) != 0 ||
                    mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
                    mount("tmpfs", "/run", "tmpfs", 0, nullptr) != 0 ||
                    mount("tmpfs", "/var/log", "tmpfs", 0, nullptr) != 0 ||
                    mkdir("/run/log", 0755) != 0 || mkdir("/run/log/journal", 0755) != 0)
                    _exit(1);
            }});
        root_ = "/proc/" + std::to_string(journald_->processId()) + "/root";
        const auto deadline = std::chrono::steady_clock::now() + longEnough;
        while (access((root_ + "/run/systemd/journal/socket").c_str(), F_OK) != 0) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline) << journald_->errors();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    /// Makes a program run where the journal is.
    ChildProcess::Options there()
    {
        const std::string path = "/proc/" + std::to_string(journald_->processId()) + "/ns/mnt";
        return {.prepare = [path] {
            const int space = open(path.c_str(), O_RDONLY | O_CLOEXEC);
            if (setns(space, CLONE_NEWNS) != 0) _exit(1);
        }};
    }

    /// Makes journald begin a new file.
    void rotate()
    {
        const size_t before = files();
        journald_->signal(SIGUSR2);
        const auto deadline = std::chrono::steady_clock::now() + longEnough;
        while (files() == before) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline) << journald_->errors();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

private:
    size_t files() const
    {
        using Entries = std::filesystem::recursive_directory_iterator;
        const auto isFile = [](const auto& entry) {
            return entry.path().extension() == ".journal";
        };
        return static_cast<size_t>(
            std::count_if(Entries(root_ + "/run/log/journal"), Entries(), isFile));
    }

    std::unique_ptr<ChildProcess> journald_;
    std::string root_;
};

TEST_F(JournalTest, IsFollowedOverItsRotation)
{
    for (const char* const name : {"everyKind", "idle", "createHostileNames"})
        program(name);
    ChildProcess viewer(LogViewTest::viewer({"-j", "-F", "-a"}), there());
    // Of this test alone: journald takes only so many lines in a while.
    RawRun daemon(configuration(Logged::Files), {"-output", "journal"}, there());
    ASSERT_TRUE(waitShown(viewer, "Started")) << daemon.errors() << viewer.errors();
    play("createHostileNames");
    ASSERT_NO_FATAL_FAILURE(rotate());
    play("everyKind");
    ASSERT_TRUE(waitShown(viewer, workDirectory() / "file")) << viewer.errors();
    EXPECT_EQ(daemon.stop(), 0) << daemon.errors();
    EXPECT_TRUE(waitShown(viewer, "Stopped"));
    viewer.signal(SIGTERM);
    EXPECT_EQ(viewer.waitExit(longEnough), 0);
    EXPECT_THAT(viewer.errors(), IsEmpty());
    ChildProcess again(LogViewTest::viewer({"-j", "-a"}), there());
    EXPECT_EQ(again.waitExit(longEnough), 0) << again.errors();
    EXPECT_EQ(again.output(), viewer.output()) << "without -F it shows the same";
}

TEST_F(JournalTest, DoesNotTakeOthersForTheDaemon)
{
    if (access(loggerPath, X_OK) != 0) GTEST_SKIP() << "there is no logger";
    const std::string line = linesWith("execProgram", "xml")[0];
    const auto log = [&](const char* identifier, uid_t user) {
        ChildProcess::Options options = there();
        const auto enter = options.prepare;
        options.prepare = [=] {
            enter();
            if (setuid(user) != 0) _exit(1);
        };
        ChildProcess logger({loggerPath, "--socket", "/run/systemd/journal/dev-log", "--size",
                             "64KiB", "-t", identifier, line},
                            options);
        ASSERT_EQ(logger.waitExit(longEnough), 0) << logger.errors();
    };
    ChildProcess viewer(LogViewTest::viewer({"-j", "-F"}), there());
    log("sysmon", 65534);
    log("other", 0);
    log("sysmon", 0);
    ASSERT_TRUE(waitShown(viewer, "Started")) << viewer.errors();
    viewer.signal(SIGTERM);
    EXPECT_EQ(viewer.waitExit(longEnough), 0);
    EXPECT_EQ(blocksOf(viewer.output()).size(), 1u);
}

} // namespace
} // namespace sysmon::e2e
