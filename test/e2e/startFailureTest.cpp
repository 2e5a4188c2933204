// SPDX-License-Identifier: MIT
//
// What keeps the daemon from starting, as its user sees it: one clear message and a status that is
// not 0, and never a program that hangs or ends without a word.
#include "kernelFacts.h"
#include "restrictedStart.h"
#include "stage.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace sysmon::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int otherFailure = 1, invalidParameter = 87, notRoot = 228;

struct Ending {
    int status = 0;
    std::string output;
    std::string errors;
};

class StartFailure : public Stage {
protected:
    std::string goodConfiguration()
    {
        return writeFile("config.xml",
                         configurationFor(Logged::Processes, directory(), uniqueName()));
    }

    /// Runs the daemon until it ends by itself.
    Ending run(std::vector<std::string> arguments, ChildProcess::Options options = {})
    {
        arguments.insert(arguments.begin(), daemonPath());
        ChildProcess process(arguments, std::move(options));
        const std::optional<int> status = process.waitExit(longEnough);
        EXPECT_TRUE(status) << "did not end";
        return {status.value_or(-1), process.output(), process.errors()};
    }

    /// A message that a person can read: a few lines, of words, nothing like a crash.
    static void expectOneMessage(const Ending& ending)
    {
        EXPECT_GT(ending.status, 0) << "ended well, or by a signal";
        EXPECT_FALSE(ending.errors.empty()) << "no message";
        EXPECT_LE(std::ranges::count(ending.errors, '\n'), 3) << ending.errors;
        EXPECT_THAT(ending.output, IsEmpty());
    }
};

TEST_F(StartFailure, WithoutRoot)
{
    const Ending ending = run({"-i", goodConfiguration(), "-console"}, {.prepare = becomeNobody});
    EXPECT_EQ(ending.status, notRoot);
    EXPECT_EQ(ending.errors, "You need to run Sysmon as root.\n");
    expectOneMessage(ending);
}

TEST_F(StartFailure, AsWhatOnlySysmonStarts)
{
    const Ending ending = run({"-resolver", "files"});
    EXPECT_EQ(ending.status, otherFailure);
    EXPECT_THAT(ending.errors, HasSubstr("'-resolver' is only for Sysmon itself"));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithoutItsConfigurationFile)
{
    const std::string missing = directory() / "missing.xml";
    const Ending ending = run({"-i", missing, "-console"});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, AllOf(HasSubstr(missing), HasSubstr("No such file")));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithAConfigurationThatIsNoXml)
{
    const std::string path =
        writeFile("bad.xml", "<Sysmon schemaversion=\"4.90\">\n<EventFiltering>\n</Sysmon>\n");
    const Ending ending = run({"-i", path, "-console"});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, HasSubstr(path + ":3:"));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithAConfigurationOfUnknownElements)
{
    const std::string path = writeFile("bad.xml", "<Sysmon schemaversion=\"4.90\">\n"
                                                  "<EventFiltering>\n"
                                                  "<ProcessCreat onmatch=\"include\"/>\n"
                                                  "</EventFiltering>\n</Sysmon>\n");
    const Ending ending = run({"-i", path, "-console"});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, AllOf(HasSubstr(path + ":3:"), HasSubstr("ProcessCreat")));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithAnUnknownSwitch)
{
    const Ending ending = run({"-i", goodConfiguration(), "-console", "-unheardof"});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, HasSubstr("-unheardof"));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithASwitchOfWindows)
{
    const Ending ending = run({"-i", goodConfiguration(), "-console", "-d", "driver"});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, HasSubstr("-d"));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithAnUnknownOutput)
{
    const Ending ending = run({"-i", goodConfiguration(), "-console", "-output", "nowhere"});
    EXPECT_EQ(ending.status, invalidParameter);
    EXPECT_THAT(ending.errors, AllOf(HasSubstr("'nowhere'"), HasSubstr("sysmon -?")));
    expectOneMessage(ending);
}

/// A good command line: it is the machine that refuses.
TEST_F(StartFailure, WithAnOutputFileThatCannotBeOpened)
{
    const std::string file = directory() / "missing/events.xml";
    const Ending ending = run({"-i", goodConfiguration(), "-console", "-output", "file:" + file});
    EXPECT_EQ(ending.status, otherFailure);
    EXPECT_THAT(ending.errors, HasSubstr(file));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithStandardOutputClosed)
{
    const Ending ending =
        run({"-i", goodConfiguration(), "-console"}, {.prepare = [] { close(STDOUT_FILENO); }});
    EXPECT_EQ(ending.status, otherFailure);
    EXPECT_THAT(ending.errors, HasSubstr("standard output"));
    expectOneMessage(ending);
}

TEST_F(StartFailure, WithAFullDeviceAsStandardOutput)
{
    const Ending ending =
        run({"-i", goodConfiguration(), "-console"},
            {.prepare = [] { dup2(open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO); }});
    EXPECT_THAT(ending.errors,
                AllOf(HasSubstr("standard output"), HasSubstr("No space left on device")));
    expectOneMessage(ending);
}

/// Classic tracepoints are attached by tracefs; raw ones and the probes of newer kernels do
/// without.
TEST_F(StartFailure, ComesFromTracefsThatIsNotMountedOnlyWhereItIsNeeded)
{
    if (hasRawTracepoints()) {
        ASSERT_NO_FATAL_FAILURE(startDaemon(goodConfiguration(), {.prepare = unmountTracefs}));
        awaitAllWritten();
        return stopDaemon();
    }
    const Ending ending = run({"-i", goodConfiguration(), "-console"}, {.prepare = unmountTracefs});
    EXPECT_THAT(ending.errors,
                AllOf(HasSubstr("tracefs is not mounted"), HasSubstr("mount -t tracefs")));
    expectOneMessage(ending);
}

TEST_F(StartFailure, ComesFromTheLimitOfLockedMemoryOnlyWhereBpfCountsAgainstIt)
{
    if (!countsBpfMemoryAsLocked()) {
        ASSERT_NO_FATAL_FAILURE(startDaemon(goodConfiguration(), {.prepare = limitLockedMemory}));
        awaitAllWritten();
        return stopDaemon();
    }
    const Ending ending =
        run({"-i", goodConfiguration(), "-console"}, {.prepare = limitLockedMemory});
    EXPECT_THAT(ending.errors, AllOf(HasSubstr("locked memory"), HasSubstr("65536 bytes"),
                                     HasSubstr("LimitMEMLOCK=")));
    expectOneMessage(ending);
}

/// Without the kernel's types their places are looked up or found out.
TEST_F(StartFailure, DoesNotComeFromHiddenKernelTypes)
{
    ASSERT_NO_FATAL_FAILURE(startDaemon(goodConfiguration(), {.prepare = hideBtf}));
    awaitAllWritten();
    stopDaemon();
}

} // namespace
} // namespace sysmon::e2e
