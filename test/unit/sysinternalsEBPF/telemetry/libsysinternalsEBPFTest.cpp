// SPDX-License-Identifier: MIT
//
// Sessions of the telemetry library with the programs that were built, on this kernel, as root.
#include "testSession.h"

#include "elfReader.h"
#include "ioctlcmd.h"
#include "linuxTypes.h"
#include "processors.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/capability.h>
#include <map>
#include <netinet/in.h>
#include <sched.h>
#include <set>
#include <string_view>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
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

/// Makes `count` files in a child of its own, on `processor` unless that is -1; returns its id.
pid_t makeFiles(const std::string& folder, int count, int processor = -1)
{
    const pid_t child = fork();
    if (child == 0) {
        cpu_set_t only;
        CPU_ZERO(&only);
        if (processor >= 0) CPU_SET(static_cast<size_t>(processor), &only);
        if (processor >= 0 && sched_setaffinity(0, sizeof only, &only) != 0) _exit(1);
        for (int i = 0; i < count; i++)
            close(open((folder + "/" + std::to_string(i)).c_str(), O_CREAT | O_WRONLY, 0600));
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    return child;
}

/// How many files `maker` was seen to make.
int filesOf(const TestSession& session, pid_t maker)
{
    int seen = 0;
    for (const auto& record : session.records) {
        if (TestSession::head(record).type != FileCreate) continue;
        const auto* header = reinterpret_cast<const SYSMON_EVENT_HEADER*>(record.data());
        seen += header->process.processId == static_cast<uint32_t>(maker);
    }
    return seen;
}

enum class Rings { AsTheKernelHasThem, Perf };

/// With the ring buffer, where the kernel has it, and with perf rings.
class TelemetryRingsTest : public TelemetrySessionTest, public testing::WithParamInterface<Rings> {
protected:
    static void choose(telemetryConfiguration& configuration)
    {
        configuration.perfRings = GetParam() == Rings::Perf;
    }

    static size_t ringsOf(const TestSession& session)
    {
        telemetryQueueState queue{};
        telemetryQueue(session.get(), &queue);
        return queue.rings;
    }
};

INSTANTIATE_TEST_SUITE_P(All, TelemetryRingsTest,
                         testing::Values(Rings::AsTheKernelHasThem, Rings::Perf),
                         [](const auto& info) {
                             return info.param == Rings::Perf ? "Perf" : "AsTheKernelHasThem";
                         });

TEST_P(TelemetryRingsTest, PerfRingsAreOnePerProcessor)
{
    const TestSession session(choose);
    ASSERT_EQ(session.error, "");
    const bool one = GetParam() == Rings::AsTheKernelHasThem &&
                     libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, nullptr) > 0;
    EXPECT_EQ(ringsOf(session), one ? 1u : static_cast<size_t>(sysconf(_SC_NPROCESSORS_ONLN)));
}

TEST_P(TelemetryRingsTest, UpdatesLeaveNoGapInWhatStaysActive)
{
    const TemporaryFolder folder;
    TestSession session(choose);
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
    EXPECT_GT(made, 0);
    EXPECT_EQ(filesOf(session, maker.processId()), made);
}

/// While it lives, a processor is offline.
class OfflineProcessor {
public:
    explicit OfflineProcessor(int processor)
        : path_("/sys/devices/system/cpu/cpu" + std::to_string(processor) + "/online")
    {
        std::ofstream file(path_);
        isOffline_ = static_cast<bool>(file << '0' << std::flush);
    }
    ~OfflineProcessor()
    {
        if (isOffline_) std::ofstream(path_) << '1';
    }
    OfflineProcessor(const OfflineProcessor&) = delete;
    OfflineProcessor& operator=(const OfflineProcessor&) = delete;

    bool isOffline() const { return isOffline_; }

private:
    std::string path_;
    bool isOffline_ = false;
};

TEST_P(TelemetryRingsTest, AProcessorThatIsBackIsReadAgain)
{
    const TemporaryFolder folder;
    const int processor = sysinternals::onlineProcessors().back();
    TestSession session(choose);
    ASSERT_EQ(session.error, "");
    {
        const OfflineProcessor offline(processor);
        if (!offline.isOffline()) GTEST_SKIP() << "no processor can be taken offline";
    }
    // So fast that the reader of perf rings does not see it in the list of processors: it asks the
    // rings twice a second.
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    const pid_t maker = makeFiles(folder / "", 100, processor);
    EXPECT_EQ(session.finish(), TELEMETRY_OK);
    EXPECT_EQ(filesOf(session, maker), 100);
    EXPECT_TRUE(session.lost.empty());
}

/// Descriptor of the session's pool of numbers of records; -1: this kernel's programs have none.
int poolOfRecords()
{
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);)
            if (line == "map_type:\t" + std::to_string(BPF_MAP_TYPE_STACK))
                return std::stoi(entry.path().filename());
    }
    return -1;
}

/// Descriptor of the session's map of that name; -1: it has none.
int mapNamed(std::string_view name)
{
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int descriptor = std::stoi(entry.path().filename());
        bpf_map_info info{};
        uint32_t size = sizeof info;
        if (bpf_obj_get_info_by_fd(descriptor, &info, &size) == 0 && info.name == name)
            return descriptor;
    }
    return -1;
}

std::set<uint64_t> keysOf(int map)
{
    std::set<uint64_t> keys;
    uint64_t key = 0;
    for (int found = bpf_map_get_next_key(map, nullptr, &key); found == 0;
         found = bpf_map_get_next_key(map, &key, &key))
        keys.insert(key);
    return keys;
}

/// A child whose connect nobody answers, since the queue of who listens is full. Make it before the
/// session: a child has its parent's descriptors, which keep programs attached.
class WaitingConnect {
public:
    WaitingConnect()
    {
        EXPECT_EQ(bind(listening_, any(), size_), 0);
        EXPECT_EQ(listen(listening_, 0), 0);
        EXPECT_EQ(getsockname(listening_, any(), &size_), 0);
        EXPECT_EQ(connect(filler_, any(), size_), 0);
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends_), 0);
        child_ = fork();
        if (child_ != 0) return;
        char go = 0;
        const int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        const bool waits = read(ends_[1], &go, 1) == 1 && connect(client, any(), size_) != 0 &&
                           errno == EINPROGRESS;
        if (write(ends_[1], &waits, 1) == 1) pause();
        _exit(1);
    }
    WaitingConnect(const WaitingConnect&) = delete;
    WaitingConnect& operator=(const WaitingConnect&) = delete;

    void begin()
    {
        bool waits = false;
        EXPECT_EQ(write(ends_[0], "", 1), 1);
        EXPECT_EQ(read(ends_[0], &waits, 1), 1);
        EXPECT_TRUE(waits);
    }

    void end()
    {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
        for (int descriptor : {listening_, filler_, ends_[0], ends_[1]})
            close(descriptor);
    }

private:
    sockaddr* any() { return reinterpret_cast<sockaddr*>(&address_); }

    sockaddr_in address_{AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    socklen_t size_ = sizeof address_;
    int listening_ = socket(AF_INET, SOCK_STREAM, 0);
    int filler_ = socket(AF_INET, SOCK_STREAM, 0);
    int ends_[2]{};
    pid_t child_;
};

TEST_F(TelemetrySessionTest, ConnectsThatEndUnseenAreForgotten)
{
    // As on kernels whose sockets have no storage.
    std::vector<telemetryObject> objects(telemetryObjects().begin(), telemetryObjects().end());
    std::vector<std::vector<telemetryHook>> hooks;
    for (telemetryObject& object : objects) {
        hooks.emplace_back(object.hooks, object.hooks + object.hookCount);
        std::erase_if(hooks.back(),
                      [](const telemetryHook& hook) { return hook.call == PseudoTcpState; });
        object.hooks = hooks.back().data();
        object.hookCount = hooks.back().size();
    }
    WaitingConnect connect;
    TestSession session(
        [&](telemetryConfiguration& configuration) { configuration.objects = objects.data(); });
    ASSERT_EQ(session.error, "");
    const int map = mapNamed("tcpConnecting");
    ASSERT_GE(map, 0);
    connect.begin();
    session.active[PseudoTcpState] = false;
    ASSERT_EQ(telemetryUpdateSyscalls(session.get(), session.active.data()), TELEMETRY_OK);
    connect.end();
    const std::set<uint64_t> left = keysOf(map);
    ASSERT_FALSE(left.empty());
    session.active[PseudoTcpState] = true;
    ASSERT_EQ(telemetryUpdateSyscalls(session.get(), session.active.data()), TELEMETRY_OK);
    for (uint64_t key : keysOf(map))
        EXPECT_FALSE(left.contains(key));
}

/// All numbers that are in the pool; takes them out.
std::multiset<uint32_t> takeAll(int pool)
{
    std::multiset<uint32_t> numbers;
    for (uint32_t number = 0; bpf_map_lookup_and_delete_elem(pool, nullptr, &number) == 0;)
        numbers.insert(number);
    return numbers;
}

/// As the programs' struct recordUsers.
struct RecordUsers {
    uint64_t count;
    uint64_t apart[7];
};

uint32_t processorsOnline()
{
    return static_cast<uint32_t>(sysconf(_SC_NPROCESSORS_ONLN));
}

/// As if each processor's own memory were always in use.
void takeOwnRecords(TestSession& session)
{
    const RecordUsers users{.count = 1, .apart = {}};
    for (uint32_t processor = 0; processor < processorsOnline(); processor++)
        ASSERT_EQ(telemetryMapUpdateElem(session.get(), TELEMETRY_RECORD_USERS, &processor, &users),
                  TELEMETRY_OK);
}

TEST_F(TelemetrySessionTest, EveryProgramGivesItsMemoryBack)
{
    const TemporaryFolder folder;
    TestSession session;
    ASSERT_EQ(session.error, "");
    const int pool = poolOfRecords();
    if (pool < 0) GTEST_SKIP() << "this kernel's programs have fixed memory";
    makeFiles(folder / "", 100);
    close(open((folder / "own").c_str(), O_CREAT | O_WRONLY, 0600)); // never reported
    session.active.fill(false);
    ASSERT_EQ(telemetryUpdateSyscalls(session.get(), session.active.data()), TELEMETRY_OK);
    const std::multiset<uint32_t> numbers = takeAll(pool);
    ASSERT_FALSE(numbers.empty());
    std::multiset<uint32_t> expected;
    for (uint32_t number = 1; number <= numbers.size(); number++)
        expected.insert(processorsOnline() + number);
    EXPECT_EQ(numbers, expected);
    EXPECT_GE(numbers.size(), processorsOnline());
    for (uint32_t processor = 0; processor < processorsOnline(); processor++) {
        RecordUsers users{.count = 1, .apart = {}};
        ASSERT_EQ(telemetryMapLookupElem(session.get(), TELEMETRY_RECORD_USERS, &processor, &users),
                  TELEMETRY_OK);
        EXPECT_EQ(users.count, 0u) << processor;
    }
}

TEST_F(TelemetrySessionTest, ProcessorsWhoseMemoryIsTakenUseThePool)
{
    const TemporaryFolder folder;
    TestSession session;
    ASSERT_EQ(session.error, "");
    if (poolOfRecords() < 0) GTEST_SKIP() << "this kernel's programs have fixed memory";
    takeOwnRecords(session);
    const pid_t maker = makeFiles(folder / "", 100);
    EXPECT_EQ(session.finish(), TELEMETRY_OK);
    EXPECT_EQ(filesOf(session, maker), 100);
    EXPECT_EQ(session.lost[FileCreate], 0u);
}

TEST_F(TelemetrySessionTest, RecordsWithoutMemoryAreCountedByType)
{
    const TemporaryFolder folder;
    TestSession session;
    ASSERT_EQ(session.error, "");
    const int pool = poolOfRecords();
    if (pool < 0) GTEST_SKIP() << "this kernel's programs have fixed memory";
    takeAll(pool);
    takeOwnRecords(session);
    makeFiles(folder / "", 100);
    EXPECT_EQ(session.finish(), TELEMETRY_OK);
    // Others may make files meanwhile.
    EXPECT_GE(session.lost[FileCreate], 100u);
    EXPECT_EQ(session.lost[0], 0u);
}

/// A child that makes a file whenever it is told to.
class ObedientMaker {
public:
    explicit ObedientMaker(const std::string& path)
    {
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_), 0);
        child_ = fork();
        if (child_ != 0) return;
        close(ends_[0]);
        for (char byte; read(ends_[1], &byte, 1) == 1;) {
            close(open(path.c_str(), O_CREAT | O_WRONLY, 0600));
            unlink(path.c_str());
            if (write(ends_[1], &byte, 1) != 1) break;
        }
        _exit(0);
    }
    ~ObedientMaker()
    {
        close(ends_[0]);
        close(ends_[1]);
        waitpid(child_, nullptr, 0);
    }
    ObedientMaker(const ObedientMaker&) = delete;
    ObedientMaker& operator=(const ObedientMaker&) = delete;

    void makeOne()
    {
        char byte = 0;
        EXPECT_EQ(write(ends_[0], &byte, 1), 1);
        EXPECT_EQ(read(ends_[0], &byte, 1), 1);
    }
    uint32_t processId() const { return static_cast<uint32_t>(child_); }

private:
    int ends_[2];
    pid_t child_;
};

TEST_F(TelemetrySessionTest, WhatHelpersDoIsNotReportedUntilTheyDoNotHelp)
{
    const test::TemporaryFolder folder;
    ObedientMaker maker(folder / "file");
    TestSession session;
    ASSERT_EQ(session.error, "");
    ASSERT_TRUE(telemetryHelper(session.get(), maker.processId(), true));
    maker.makeOne();
    ASSERT_TRUE(telemetryHelper(session.get(), maker.processId(), false));
    maker.makeOne();
    ASSERT_EQ(session.finish(), TELEMETRY_OK);
    size_t creates = 0;
    for (const std::vector<std::byte>& record : session.records) {
        const auto& header = *reinterpret_cast<const SYSMON_EVENT_HEADER*>(record.data());
        creates += header.eventType == FileCreate && header.process.processId == maker.processId();
    }
    EXPECT_EQ(creates, 1U) << "the second";
}

TEST_F(TelemetrySessionTest, OnlySoManyHelpAtATime)
{
    constexpr uint32_t first = 5'000'000; // more than there are processes
    TestSession session;
    ASSERT_EQ(session.error, "");
    for (uint32_t i = 0; i < TELEMETRY_HELPERS; i++)
        EXPECT_TRUE(telemetryHelper(session.get(), first + i, true));
    EXPECT_FALSE(telemetryHelper(session.get(), first + TELEMETRY_HELPERS, true));
    EXPECT_FALSE(telemetryHelper(session.get(), first + TELEMETRY_HELPERS, false));
    EXPECT_TRUE(telemetryHelper(session.get(), first, false));
    EXPECT_TRUE(telemetryHelper(session.get(), first + TELEMETRY_HELPERS, true));
}

TEST_F(TelemetrySessionTest, AWakeIsNotPutOffUntilRecordsCome)
{
    constexpr int wakes = 120; // a minute and more by itself
    struct Idle {
        telemetrySession* session = nullptr;
        int calls = 0;
    };
    static const ActiveCalls nothing{};
    static Idle idle;
    idle = {};
    TestSession session([](telemetryConfiguration& c) {
        c.activeCalls = nothing.data(); // lest records wake it
        c.onIdle = [](void*) {
            ++idle.calls;
            if (idle.calls == wakes)
                telemetryStop(idle.session);
            else
                telemetryWake(idle.session);
        };
    });
    ASSERT_EQ(session.error, "");
    idle.session = session.get();
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(telemetryRun(session.get()), TELEMETRY_OK);
    EXPECT_GE(idle.calls, wakes);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
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

/// Copies the objects to `folder`, with `change` applied to each.
void copyObjects(const std::string& folder, void (*change)(std::vector<std::byte>& object))
{
    for (const telemetryObject& object : telemetryObjects()) {
        std::vector<std::byte> bytes =
            sysinternals::readFile(std::string(BPF_OBJECTS) + "/" + object.file);
        change(bytes);
        std::ofstream(folder + object.file, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }
}

std::string errorWithObjectsOf(const std::string& folder)
{
    const char* const folders[] = {folder.c_str()};
    const TestSession session([&](telemetryConfiguration& c) { c.folders = folders; });
    return std::string(telemetryResultName(session.result)) + ": " + session.error;
}

TEST_F(TelemetrySessionTest, ObjectsOfAnotherVersionAreRefused)
{
    const TemporaryFolder folder;
    copyObjects(folder / "", [](std::vector<std::byte>& object) {
        const auto section = sysinternals::findElfSection(object, TELEMETRY_ABI_SECTION, "object");
        ASSERT_TRUE(section);
        const auto at = section->content.data() - object.data();
        const telemetryAbi next{TELEMETRY_ABI, SYSMON_RECORD_ABI + 1};
        std::memcpy(object.data() + at, &next, sizeof next);
    });
    EXPECT_THAT(errorWithObjectsOf(folder / ""),
                AllOf(HasSubstr("no BPF object"), HasSubstr("another version"),
                      HasSubstr(std::to_string(TELEMETRY_ABI) + "." +
                                std::to_string(SYSMON_RECORD_ABI + 1))));
}

TEST_F(TelemetrySessionTest, ObjectsFromBeforeThereWereVersionsAreRefused)
{
    const TemporaryFolder folder;
    copyObjects(folder / "", [](std::vector<std::byte>& object) {
        const std::string_view name = TELEMETRY_ABI_SECTION;
        auto* const begin = reinterpret_cast<char*>(object.data());
        std::string_view all(begin, object.size());
        for (size_t at = 0; (at = all.find(name, at)) != std::string_view::npos; at++)
            begin[at] = 'T';
    });
    EXPECT_THAT(errorWithObjectsOf(folder / ""),
                AllOf(HasSubstr("another version"), HasSubstr("its interface is 0.0")));
}

} // namespace
} // namespace sysmon::test
