// SPDX-License-Identifier: MIT
//
// Sessions of the telemetry library with the programs that were built, on this kernel, as root.
#include "testSession.h"

#include "ioctlcmd.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sysmon::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class TelemetrySessionTest : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "loading BPF programs needs root";
    }
};

/// Why a session does not start in a child, after `prepare`.
std::string errorInChild(void (*prepare)())
{
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        prepare();
        const TestSession session;
        const std::string text =
            std::string(telemetryResultName(session.result)) + ": " + session.error;
        _exit(write(ends[1], text.data(), text.size()) < 0);
    }
    close(ends[1]);
    std::string text;
    char part[4096];
    for (ssize_t size; (size = read(ends[0], part, sizeof part)) > 0;)
        text.append(part, static_cast<size_t>(size));
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return text;
}

void dropCapabilities()
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2] = {};
    if (syscall(SYS_capset, &header, none) != 0) _exit(2);
}

TEST_F(TelemetrySessionTest, MissingCapabilitiesAreNamed)
{
    EXPECT_THAT(errorInChild(dropCapabilities),
                AllOf(HasSubstr("no permission"), HasSubstr("CAP_BPF"), HasSubstr("CAP_PERFMON"),
                      HasSubstr("Run it as root")));
}

/// The test itself is never reported, so a child makes the files.
class FileMaker {
public:
    explicit FileMaker(const std::string& folder)
    {
        EXPECT_EQ(pipe(ends_), 0);
        child_ = fork();
        if (child_ == 0) make(folder);
        close(ends_[0]);
    }
    FileMaker(const FileMaker&) = delete;
    FileMaker& operator=(const FileMaker&) = delete;

    /// Ends it; returns how many files it made.
    int stop()
    {
        close(ends_[1]);
        int status = 0;
        waitpid(child_, &status, 0);
        int made = 0;
        return read(count_[0], &made, sizeof made) == sizeof made ? made : -1;
    }
    pid_t processId() const { return child_; }

private:
    [[noreturn]] void make(const std::string& folder)
    {
        close(ends_[1]);
        fcntl(ends_[0], F_SETFL, O_NONBLOCK);
        int made = 0;
        for (char byte; read(ends_[0], &byte, 1) != 0; made++) { // until the other end is closed
            const std::string name = folder + "/" + std::to_string(made);
            close(open(name.c_str(), O_CREAT | O_WRONLY, 0600));
            unlink(name.c_str());
            usleep(100);
        }
        _exit(write(count_[1], &made, sizeof made) < 0);
    }

    static std::array<int, 2> newPipe()
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(pipe(ends.data()), 0);
        return ends;
    }

    int ends_[2]{};
    std::array<int, 2> count_ = newPipe();
    pid_t child_;
};

TEST_F(TelemetrySessionTest, UpdatesLeaveNoGapInWhatStaysActive)
{
    const TemporaryFolder folder;
    TestSession session;
    ASSERT_EQ(session.error, "");
    FileMaker maker(folder / "");
    // Everything but openat goes and comes.
    ActiveCalls onlyOpen{};
    onlyOpen[SYS_openat] = true;
    ActiveCalls all = session.active;
    constexpr int updates = 100;
    for (int i = 0; i < updates; i++) {
        ASSERT_EQ(telemetryUpdateSyscalls(session.get(), onlyOpen.data()), TELEMETRY_OK);
        ASSERT_EQ(telemetryUpdateSyscalls(session.get(), all.data()), TELEMETRY_OK);
    }
    const int made = maker.stop();
    EXPECT_EQ(session.finish(), TELEMETRY_OK);
    int seen = 0;
    for (const auto& record : session.records) {
        if (TestSession::head(record).type != FileCreate) continue;
        const auto* header = reinterpret_cast<const SYSMON_EVENT_HEADER*>(record.data());
        seen += header->process.processId == static_cast<uint32_t>(maker.processId());
    }
    EXPECT_GT(made, 0);
    EXPECT_EQ(seen, made);
}

TEST_F(TelemetrySessionTest, MapsAreReadAndWrittenByName)
{
    TestSession session;
    ASSERT_EQ(session.error, "");
    const uint32_t key = 0;
    telemetrySettings settings{};
    ASSERT_EQ(telemetryMapLookupElem(session.get(), "telemetrySettings", &key, &settings),
              TELEMETRY_OK);
    EXPECT_EQ(settings.ownProcessId, static_cast<uint32_t>(getpid()));
    settings.ownProcessId = 1;
    ASSERT_EQ(telemetryMapUpdateElem(session.get(), "telemetrySettings", &key, &settings),
              TELEMETRY_OK);
    settings = {};
    telemetryMapLookupElem(session.get(), "telemetrySettings", &key, &settings);
    EXPECT_EQ(settings.ownProcessId, 1u);
    EXPECT_EQ(telemetryMapLookupElem(session.get(), "noSuchMap", &key, &settings),
              TELEMETRY_BAD_ARGUMENT);
    EXPECT_THAT(telemetryErrorText(), HasSubstr("noSuchMap"));
}

TEST_F(TelemetrySessionTest, ABadConfigurationIsNamed)
{
    const TestSession noObjects([](telemetryConfiguration& c) { c.objectCount = 0; });
    EXPECT_NE(noObjects.result, TELEMETRY_OK);
    EXPECT_NE(noObjects.error, "");
    const char* const nowhere[] = {"/nowhere"};
    const TestSession noFiles([&](telemetryConfiguration& c) { c.folders = nowhere; });
    EXPECT_EQ(noFiles.result, TELEMETRY_NO_OBJECT);
    EXPECT_THAT(noFiles.error, HasSubstr("/nowhere/sysmonEBPFkern"));
}

} // namespace
} // namespace sysmon::test
