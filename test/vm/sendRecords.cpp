// SPDX-License-Identifier: MIT
//
// usage: sendRecords FOLDER
//
// Starts the telemetry library with Sysmon's programs, whose objects lie in FOLDER, and everything
// active; does a little of what they watch; exits with 0 when a record of each kind arrived and no
// program was left out.
#include "ioctlcmd.h"
#include "libsysinternalsEBPF.h"
#include "telemetryPrograms.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr std::chrono::seconds kPatience{60}; // an emulated machine is slow

constexpr struct {
    uint16_t type;
    const char* name;
} kExpected[] = {
    {ProcessCreate, "ProcessCreate"},
    {ProcessTerminate, "ProcessTerminate"},
    {FileCreate, "FileCreate"},
    {FileDelete, "FileDelete"},
};

struct SessionClose {
    void operator()(telemetrySession* session) const { telemetryClose(session); }
};

struct Test {
    std::unique_ptr<telemetrySession, SessionClose> session;
    std::map<uint16_t, unsigned> records; ///< how many of each type
    unsigned messages = 0;
    std::chrono::steady_clock::time_point deadline;

    bool sawEveryKind() const
    {
        return std::ranges::all_of(
            kExpected, [this](const auto& expected) { return records.contains(expected.type); });
    }
};

/// In a process of its own: what the library's own process does is never reported.
void doWhatIsWatched()
{
    pid_t child = fork();
    if (child == 0) {
        const char* file = "/tmp/sendRecords.created";
        close(open(file, O_CREAT | O_EXCL | O_WRONLY, 0600));
        unlink(file);
        execl("/bin/sh", "sh", "-c", ":", nullptr);
        _exit(127);
    }
    waitpid(child, nullptr, 0);
}

telemetryConfiguration configure(Test& test, const char* const* folder, const bool* activeCalls)
{
    telemetryConfiguration configuration{};
    configuration.folders = folder;
    configuration.folderCount = 1;
    configuration.objects = sysmon::telemetryObjects().data();
    configuration.objectCount = sysmon::telemetryObjects().size();
    configuration.activeCalls = activeCalls;
    configuration.context = &test;
    configuration.onReady = [](void*) { doWhatIsWatched(); };
    configuration.onEvent = [](void* context, const telemetryRecord* record) {
        static_cast<Test*>(context)->records[record->type]++;
    };
    configuration.onLost = [](void*, telemetryLossPlace place, uint32_t type, uint64_t count) {
        printf("lost %s: %llu of type %u\n",
               place == TELEMETRY_LOST_AT_RING ? "in the rings" : "in the queue",
               static_cast<unsigned long long>(count), type);
    };
    configuration.onIdle = [](void* context) {
        Test& current = *static_cast<Test*>(context);
        if (current.sawEveryKind() || std::chrono::steady_clock::now() > current.deadline)
            telemetryStop(current.session.get());
    };
    configuration.onReload = [](void*) {};
    configuration.onMessage = [](void* context, const char* message) {
        printf("message: %s\n", message);
        static_cast<Test*>(context)->messages++;
    };
    return configuration;
}

bool report(const Test& test)
{
    for (const auto& expected : kExpected) {
        auto found = test.records.find(expected.type);
        printf("%-16s %u records\n", expected.name,
               found == test.records.end() ? 0 : found->second);
    }
    if (!test.sawEveryKind()) printf("not every kind of record arrived\n");
    if (test.messages) printf("programs were left out, see the messages above\n");
    return test.sawEveryKind() && test.messages == 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    auto active = std::make_unique<bool[]>(TELEMETRY_MAX_CALLS);
    std::fill_n(active.get(), TELEMETRY_MAX_CALLS, true);

    Test test;
    test.deadline = std::chrono::steady_clock::now() + kPatience;
    telemetryConfiguration configuration = configure(test, &argv[1], active.get());
    telemetrySession* session = nullptr;
    telemetryResult result = telemetryStart(&configuration, &session);
    if (result == TELEMETRY_OK) {
        test.session.reset(session);
        result = telemetryRun(session);
    }
    if (result != TELEMETRY_OK) {
        printf("%s: %s\n", telemetryResultName(result), telemetryErrorText());
        return 1;
    }
    return report(test) ? 0 : 1;
}
