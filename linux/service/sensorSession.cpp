// SPDX-License-Identifier: MIT
#include "sensorSession.h"

#include "error.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sys/utsname.h>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr const char* kInstallFolder = "/opt/sysmon";

/// For tests: perf rings also on kernels that have the ring buffer.
constexpr const char* kPerfRings = "SYSMON_PERF_RINGS";
constexpr const char* kWithoutFunctions = "SYSMON_WITHOUT_FUNCTIONS";

std::atomic<telemetrySession*> signalledSession = nullptr;
std::atomic<bool> stopWasSignalled = false;

void onSignal(int)
{
    stopWasSignalled = true;
    if (telemetrySession* session = signalledSession) telemetryStop(session);
}

void onHangup(int)
{
    if (telemetrySession* session = signalledSession) telemetryReload(session);
}

/// While it lives, the signals that ask a program to end stop the session instead, and SIGHUP is
/// what log rotation sends.
class FollowSignals {
public:
    explicit FollowSignals(telemetrySession* session)
    {
        signalledSession = session;
        struct sigaction action {};
        action.sa_handler = onSignal;
        for (int signal : {SIGINT, SIGTERM})
            sigaction(signal, &action, nullptr);
        action.sa_handler = onHangup;
        sigaction(SIGHUP, &action, nullptr);
    }
    ~FollowSignals() { signalledSession = nullptr; }
};

std::string folderOfThisProgram()
{
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).parent_path().string();
}

std::string kernelRelease()
{
    utsname system{};
    uname(&system);
    return system.release;
}

uint64_t utcNow()
{
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                     std::chrono::system_clock::now().time_since_epoch())
                                     .count());
}

void call(const std::function<void()>& hook)
{
    if (hook) hook();
}

/// Throws what the library says. A bad argument or a missing object means that this Sysmon's own
/// parts do not fit together; anything else is the machine's refusal.
void check(telemetryResult result)
{
    switch (result) {
    case TELEMETRY_OK:
        return;
    case TELEMETRY_BAD_ARGUMENT:
    case TELEMETRY_NO_OBJECT:
        throw StateError(telemetryErrorText());
    case TELEMETRY_NO_PERMISSION:
    case TELEMETRY_KERNEL_NOT_SUPPORTED:
    case TELEMETRY_NO_BTF:
    case TELEMETRY_NO_OFFSETS:
    case TELEMETRY_LOAD_FAILED:
    case TELEMETRY_SYSTEM_ERROR:
        break;
    }
    throw EnvironmentError(telemetryErrorText());
}

} // namespace

bool stopSignalled()
{
    return stopWasSignalled;
}

SensorSession::SensorSession(const Configuration& configuration, Sink& sink,
                             const SensorOptions& options, std::string btfFile, SessionHooks hooks)
    : programFolder_(folderOfThisProgram()), btfFile_(std::move(btfFile)), hooks_(std::move(hooks)),
      startUtcNs_(utcNow()), active_(SetActiveSyscalls(*RuleSet::fromBlob(configuration.blob))),
      sink_(sink), pipeline_(configuration, sink, options, resolverCalls())
{
}

SensorSession::~SensorSession()
{
    const std::lock_guard lock(sessionMutex_);
    session_.reset();
}

/// They are called on other threads, from the start of the pipeline to its end.
ResolverPool::Calls SensorSession::resolverCalls()
{
    return {.answered =
                [this] {
                    const std::lock_guard lock(sessionMutex_);
                    if (session_) telemetryWake(session_.get());
                },
            .problem =
                [this](const std::string& text) {
                    const std::lock_guard lock(problemsMutex_);
                    problems_.push_back(text);
                },
            .ownProcess =
                [this](pid_t process, bool begins) {
                    const std::lock_guard lock(sessionMutex_);
                    if (session_)
                        telemetryHelper(session_.get(), static_cast<uint32_t>(process), begins);
                }};
}

void SensorSession::tellProblems()
{
    std::vector<std::string> problems;
    {
        const std::lock_guard lock(problemsMutex_);
        problems.swap(problems_);
    }
    for (const std::string& text : problems)
        message(text.c_str());
}

void SensorSession::start()
{
    const char* folders[] = {programFolder_.c_str(), kInstallFolder};
    auto objects = telemetryObjects();

    telemetryConfiguration configuration{};
    configuration.folders = folders;
    configuration.folderCount = std::size(folders);
    configuration.btfFile = btfFile_.empty() ? nullptr : btfFile_.c_str();
    configuration.objects = objects.data();
    configuration.objectCount = objects.size();
    configuration.perfRings = std::getenv(kPerfRings) != nullptr;
    configuration.withoutFunctions = std::getenv(kWithoutFunctions);
    configuration.activeCalls = active_.data();
    configuration.context = this;
    configuration.onEvent = [](void* context, const telemetryRecord* record) {
        auto* const sensor = static_cast<SensorSession*>(context);
        if (sensor->hooks_.record) sensor->hooks_.record(record, record->size);
        sensor->pipeline_.onRecord(record, record->size);
    };
    configuration.onLost = [](void* context, telemetryLossPlace place, uint32_t type,
                              uint64_t count) {
        static_cast<SensorSession*>(context)->pipeline_.onLost(
            place == TELEMETRY_LOST_AT_RING ? LossPlace::Ring : LossPlace::Queue,
            static_cast<uint16_t>(type), count);
    };
    configuration.onSkipped = [](void* context, uint64_t runs) {
        static_cast<SensorSession*>(context)->pipeline_.onSkipped(runs);
    };
    configuration.onMerged = [](void* context, uint32_t type, uint64_t count) {
        static_cast<SensorSession*>(context)->pipeline_.onMerged(static_cast<uint16_t>(type),
                                                                 count);
    };
    configuration.onIdle = [](void* context) { static_cast<SensorSession*>(context)->idle(); };
    configuration.onReady = [](void* context) { static_cast<SensorSession*>(context)->ready(); };
    configuration.onReload = [](void* context) {
        auto* const sensor = static_cast<SensorSession*>(context);
        sensor->pipeline_.reopenOutput();
        call(sensor->hooks_.reload);
    };
    configuration.onMessage = [](void* context, const char* text) {
        static_cast<SensorSession*>(context)->message(text);
    };
    configuration.onNote = [](void* context, const char* text) {
        auto* const sensor = static_cast<SensorSession*>(context);
        const std::lock_guard lock(sensor->shownMutex_);
        sensor->notes_.emplace_back(text);
    };

    telemetrySession* session = nullptr;
    check(telemetryStart(&configuration, &session));
    const std::lock_guard lock(sessionMutex_);
    session_.reset(session);
}

void SensorSession::ready()
{
    showPrograms();
    pipeline_.start(coverageText(stats()));
    ready_ = true;
    for (const std::string& text : early_)
        pipeline_.reportError("Program", text);
    early_.clear();
    pipeline_.onBatchEnd();
    call(hooks_.ready);
}

void SensorSession::idle()
{
    tellProblems();
    pipeline_.onBatchEnd();
    pipeline_.onTick();
    call(hooks_.alive);
    if (!sink_.failure().empty()) telemetryStop(session_.get());
}

void SensorSession::message(const char* text)
{
    std::cerr << text << std::endl;
    if (ready_)
        pipeline_.reportError("Program", text);
    else
        early_.emplace_back(text);
}

void SensorSession::run()
{
    start();
    FollowSignals followSignals(session_.get());
    check(telemetryRun(session_.get()));
    call(hooks_.stopping);
    pipeline_.stop();
    tellWhatIsLacking();
    if (std::string failure = sink_.failure(); !failure.empty()) throw EnvironmentError(failure);
}

void SensorSession::configure(const LoadedConfiguration& loaded)
{
    const ActiveCalls next = SetActiveSyscalls(*RuleSet::fromBlob(loaded.configuration.blob));
    ActiveCalls both = active_;
    for (size_t call = 0; call < both.size(); ++call)
        both[call] |= next[call];
    try {
        watchCalls(both);
        pipeline_.configure(loaded);
    } catch (const std::exception&) {
        telemetryUpdateSyscalls(session_.get(), active_.data());
        throw;
    }
    active_ = next;
    // The new one is in force; what only the old one watched costs a little if it stays.
    if (telemetryUpdateSyscalls(session_.get(), active_.data()) != TELEMETRY_OK)
        message(telemetryErrorText());
    showPrograms();
}

/// A session belongs to one thread, so others are shown a copy.
void SensorSession::showPrograms()
{
    std::vector<telemetryProgramState> states(telemetryPrograms(session_.get(), nullptr, 0));
    telemetryPrograms(session_.get(), states.data(), states.size());
    const std::lock_guard lock(shownMutex_);
    programs_.clear();
    for (const telemetryProgramState& state : states)
        programs_.push_back({.program = state.program,
                             .place = state.place,
                             .form = state.form,
                             .attached = state.attached,
                             .reason = state.reason == nullptr ? "" : state.reason});
}

Stats SensorSession::stats() const
{
    Stats stats;
    stats.version = SYSMON_VERSION;
    stats.schemaVersion = versionText(currentSchema().version);
    stats.kernel = kernelRelease();
    stats.processId = static_cast<uint32_t>(getpid());
    stats.startUtcNs = startUtcNs_;
    stats.uptimeSeconds = static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start_)
            .count());
    stats.offsetsSource = telemetryOffsetsSourceName(telemetryOffsetsSource(session_.get()));
    pipeline_.addStats(stats);
    telemetryQueueState queue{};
    telemetryQueue(session_.get(), &queue);
    stats.queue = {.records = queue.records,
                   .bytes = queue.bytes,
                   .mostBytes = queue.mostBytes,
                   .limitBytes = queue.limitBytes,
                   .rings = queue.rings,
                   .ringBytes = queue.ringBytes};
    const std::lock_guard lock(shownMutex_);
    stats.programs = programs_;
    stats.notes = notes_;
    return stats;
}

void SensorSession::tellWhatIsLacking() const
{
    const uint64_t dropped = sink_.dropped();
    if (dropped > 0) std::cerr << "sysmon: events dropped at the output: " << dropped << std::endl;
}

void SensorSession::watchCalls(const ActiveCalls& calls)
{
    check(telemetryUpdateSyscalls(session_.get(), calls.data()));
}

void SensorSession::requestReload()
{
    telemetryReload(session_.get());
}

} // namespace sysmon
