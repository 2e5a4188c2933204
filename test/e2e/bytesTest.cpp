// SPDX-License-Identifier: MIT
//
// Whatever bytes there are in arguments, names of files, of programs, of the host and of rules: a
// strict parser of each form of a line gives them back.
#include "loggedEvent.h"
#include "rawRun.h"
#include "stage.h"
#include "writtenBytes.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

namespace sysmon::e2e {
namespace {

using test::bytesOf;

/// What XML lets a rule be called: any of its characters, and text that looks like a written byte.
constexpr char ruleName[] = "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~ \t\n\r\x7f"
                            "\xc2\x80\xc2\x9f\xc3\xa4\xe2\x80\xa8\xef\xbf\xbd\xf0\x9f\x90\xa7"
                            "\\x41 \\\\xff \\x5c";

/// For an attribute: every byte that has a meaning there, as a reference.
std::string attributeText(std::string_view text)
{
    std::string written;
    for (const char c : text) {
        const bool plain = static_cast<unsigned char>(c) >= 0x80 || isalnum(c) || c == '\\';
        written += plain ? std::string(1, c) : "&#" + std::to_string(static_cast<int>(c)) + ";";
    }
    return written;
}

struct Form {
    const char* name;
    LoggedEvent (*parse)(std::string_view line);
};

/// A form of lines, and which bytes the host is called by: it has room for 64.
class Bytes : public Stage, public ::testing::WithParamInterface<std::tuple<Form, unsigned char>> {
protected:
    static std::string hostName()
    {
        constexpr int most = 64; // __NEW_UTS_LEN
        std::string name;
        for (int byte = std::get<1>(GetParam()); byte < 256 && name.size() < most; ++byte)
            name += static_cast<char>(byte);
        return name;
    }

    std::string configuration()
    {
        const std::string here = "condition=\"begin with\">" + directory().string() + "/</Image>";
        return writeFile("config.xml",
                         "<Sysmon schemaversion=\"4.90\"><EventFiltering>"
                         "<ProcessCreate onmatch=\"include\"><Image name=\"" +
                             attributeText(ruleName) + "\" " + here +
                             "</ProcessCreate><FileCreate onmatch=\"include\"><Image " + here +
                             "</FileCreate></EventFiltering></Sysmon>");
    }

    /// Runs the daemon on a host of that name, and the actor on this one.
    void run()
    {
        for (const char* program : {"everyByte", "idle", "marker"})
            this->program(program);
        const std::string host = hostName();
        RawRun daemon(configuration(), {"-format", std::get<0>(GetParam()).name}, {.prepare = [&] {
                          if (unshare(CLONE_NEWUTS) != 0 ||
                              sethostname(host.data(), host.size()) != 0)
                              _exit(1);
                      }});
        ASSERT_TRUE(daemon.waitStarted()) << daemon.errors();
        ChildProcess actor({program("everyByte")}, {.directory = workDirectory()});
        actor.closeInput();
        ASSERT_EQ(actor.waitExit(longEnough), 0) << actor.errors();
        report = parseActorReport(actor.output());
        ASSERT_EQ(ChildProcess({program("marker")}).waitExit(longEnough), 0);
        ASSERT_TRUE(daemon.waitFor(program("marker"))) << daemon.errors();
        ASSERT_EQ(daemon.stop(), 0) << daemon.errors();
        for (const std::string& line : daemon.lines())
            ASSERT_NO_THROW(events.push_back(std::get<0>(GetParam()).parse(line))) << line;
    }

    const LoggedEvent* find(uint32_t id, std::string_view field, const std::string& bytes) const
    {
        const auto found = std::ranges::find_if(events, [&](const LoggedEvent& event) {
            return event.id == id && bytesOf(event[field]) == bytes;
        });
        return found == events.end() ? nullptr : &*found;
    }

    ActorReport report;
    std::vector<LoggedEvent> events;
};

TEST_P(Bytes, AreGivenBack)
{
    if (access("/proc/self/ns/uts", F_OK) != 0) GTEST_SKIP() << "a host name needs a namespace";
    ASSERT_NO_FATAL_FAILURE(run());
    size_t programs = 0, files = 0;
    for (const Deed& deed : report.deeds) {
        if (deed.eventId == 1) {
            const auto id = std::to_string(deed.process.processId);
            const LoggedEvent* const event = find(1, "ProcessId", id);
            ASSERT_TRUE(event) << "no event of process " << id;
            EXPECT_EQ(bytesOf((*event)["CommandLine"]), deed.process.commandLine);
            EXPECT_EQ(bytesOf((*event)["Image"]), deed.process.image);
            EXPECT_EQ(bytesOf((*event)["RuleName"]), ruleName);
            ++programs;
        }
        if (deed.eventId == 11) {
            EXPECT_TRUE(find(11, "TargetFilename", deed.target)) << "no event of " << deed.target;
            ++files;
        }
    }
    EXPECT_EQ(programs, 3u);
    EXPECT_EQ(files, 2u);
    for (const LoggedEvent& event : events)
        EXPECT_EQ(bytesOf(event.computer), hostName());
}

constexpr Form forms[] = {{"xml", parseEventLine}, {"json", parseJsonLine}};

INSTANTIATE_TEST_SUITE_P(, Bytes,
                         ::testing::Combine(::testing::ValuesIn(forms),
                                            ::testing::Values(1, 65, 129, 192)),
                         [](const auto& info) {
                             return std::get<0>(info.param).name + std::string("HostFrom") +
                                    std::to_string(std::get<1>(info.param));
                         });

} // namespace
} // namespace sysmon::e2e
