// SPDX-License-Identifier: MIT
#include "monitor.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <sys/utsname.h>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr const char* kInstallFolder = "/opt/sysmon";

std::atomic<telemetrySession*> signalledSession = nullptr;
std::atomic<bool> stopWasSignalled = false;
std::atomic<bool> hangupWasSignalled = false;

void onSignal(int)
{
    stopWasSignalled = true;
    if (telemetrySession* session = signalledSession) telemetryStop(session);
}

void onHangup(int)
{
    hangupWasSignalled = true;
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

} // namespace

bool stopSignalled()
{
    return stopWasSignalled;
}

Monitor::Monitor(const Configuration& configuration, Sink& sink, MonitorOptions options)
    : programFolder_(folderOfThisProgram()), options_(std::move(options)), startUtcNs_(utcNow()),
      active_(SetActiveSyscalls(*RuleSet::fromBlob(configuration.blob))), sink_(sink),
      daemon_(configuration, sink, options_.daemon)
{
}

void Monitor::start()
{
    const char* folders[] = {programFolder_.c_str(), kInstallFolder};
    auto objects = telemetryObjects();

    telemetryConfiguration configuration{};
    configuration.folders = folders;
    configuration.folderCount = std::size(folders);
    configuration.btfFile = options_.btfFile.empty() ? nullptr : options_.btfFile.c_str();
    configuration.objects = objects.data();
    configuration.objectCount = objects.size();
    configuration.activeCalls = active_.data();
    configuration.context = this;
    configuration.onEvent = [](void* context, const telemetryRecord* record) {
        static_cast<Monitor*>(context)->daemon_.onRecord(record, record->size);
    };
    configuration.onLost = [](void* context, telemetryLossPlace place, uint32_t type,
                              uint64_t count) {
        static_cast<Monitor*>(context)->daemon_.onLost(
            place == TELEMETRY_LOST_AT_RING ? LossPlace::Ring : LossPlace::Queue,
            static_cast<uint16_t>(type), count);
    };
    configuration.onSkipped = [](void* context, uint64_t runs) {
        static_cast<Monitor*>(context)->daemon_.onSkipped(runs);
    };
    configuration.onIdle = [](void* context) { static_cast<Monitor*>(context)->idle(); };
    configuration.onReady = [](void* context) { static_cast<Monitor*>(context)->ready(); };
    configuration.onReload = [](void* context) { static_cast<Monitor*>(context)->onReload(); };
    configuration.onMessage = [](void* context, const char* text) {
        static_cast<Monitor*>(context)->message(text);
    };
    configuration.onNote = [](void* context, const char* text) {
        static_cast<Monitor*>(context)->notes_.emplace_back(text);
    };

    telemetrySession* session = nullptr;
    if (telemetryStart(&configuration, &session) != TELEMETRY_OK) throw Error(telemetryErrorText());
    session_.reset(session);
}

void Monitor::ready()
{
    showPrograms();
    daemon_.start(coverageText(stats()));
    ready_ = true;
    openControlSocket();
    for (const std::string& text : early_)
        daemon_.reportError("Program", text);
    early_.clear();
    daemon_.onBatchEnd();
}

void Monitor::idle()
{
    daemon_.onBatchEnd();
    daemon_.onTick();
    if (!sink_.failure().empty()) telemetryStop(session_.get());
}

void Monitor::message(const char* text)
{
    std::cerr << text << std::endl;
    if (ready_)
        daemon_.reportError("Program", text);
    else
        early_.emplace_back(text);
}

void Monitor::openControlSocket()
{
    if (options_.controlSocket.empty()) return;
    try {
        control_.emplace(options_.controlSocket,
                         [this](std::string_view request, const ControlSocket::Answer& answer) {
                             this->answer(request, answer);
                         });
    } catch (const std::exception& error) {
        message(error.what()); // watching goes on
    }
}

/// On the control socket's thread.
void Monitor::answer(std::string_view request, const ControlSocket::Answer& answer)
{
    if (request == "stats text") return answer({.text = statsText(stats())});
    if (request == "stats json") return answer({.text = statsJson(stats())});
    if (request == "stats prometheus") return answer({.text = statsPrometheus(stats())});
    if (request != "reload")
        return answer({.ok = false, .text = "this version does not know the request"});
    {
        const std::lock_guard lock(sharedMutex_);
        reloads_.push_back(answer);
    }
    telemetryReload(session_.get());
}

/// Something asked for it: SIGHUP the outputs, the control socket the configuration.
void Monitor::onReload()
{
    if (hangupWasSignalled.exchange(false)) daemon_.reopenOutput();
    std::vector<ControlSocket::Answer> asked;
    {
        const std::lock_guard lock(sharedMutex_);
        asked.swap(reloads_);
    }
    for (const ControlSocket::Answer& answer : asked)
        answer(reload());
}

ControlAnswer Monitor::reload()
{
    try {
        reloadConfiguration();
        return {};
    } catch (const std::exception& error) {
        return {.ok = false, .text = error.what()};
    }
}

void Monitor::reloadConfiguration()
{
    if (!options_.load) throw Error("this Sysmon has no configuration to be loaded again");
    const LoadedConfiguration loaded = options_.load();
    const ActiveCalls active = SetActiveSyscalls(*RuleSet::fromBlob(loaded.configuration.blob));
    // What the new rules need is watched before they decide, so nothing that they include is
    // missed.
    ActiveCalls both = active_;
    for (size_t call = 0; call < both.size(); ++call)
        both[call] = both[call] || active[call];
    if (telemetryUpdateSyscalls(session_.get(), both.data()) != TELEMETRY_OK)
        throw Error(telemetryErrorText());
    daemon_.configure(loaded);
    if (telemetryUpdateSyscalls(session_.get(), active.data()) != TELEMETRY_OK)
        message(telemetryErrorText());
    active_ = active;
    showPrograms();
}

/// A session belongs to one thread, so others are shown a copy.
void Monitor::showPrograms()
{
    std::vector<telemetryProgramState> states(telemetryPrograms(session_.get(), nullptr, 0));
    telemetryPrograms(session_.get(), states.data(), states.size());
    const std::lock_guard lock(sharedMutex_);
    programs_.clear();
    for (const telemetryProgramState& state : states)
        programs_.push_back({.program = state.program,
                             .place = state.place,
                             .form = state.form,
                             .attached = state.attached,
                             .reason = state.reason == nullptr ? "" : state.reason});
}

Stats Monitor::stats() const
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
    stats.output.target = options_.target;
    stats.output.format = options_.format;
    daemon_.addStats(stats);
    telemetryQueueState queue{};
    telemetryQueue(session_.get(), &queue);
    stats.queue = {.records = queue.records,
                   .bytes = queue.bytes,
                   .mostBytes = queue.mostBytes,
                   .limitBytes = queue.limitBytes,
                   .rings = queue.rings,
                   .ringBytes = queue.ringBytes};
    const std::lock_guard lock(sharedMutex_);
    stats.programs = programs_;
    stats.notes = notes_;
    return stats;
}

void Monitor::tellWhatIsLeft() const
{
    const uint64_t dropped = sink_.dropped();
    if (dropped > 0)
        std::cerr << "sysmon: the output did not take " << dropped << " events" << std::endl;
}

void Monitor::run()
{
    start();
    FollowSignals followSignals(session_.get());
    if (telemetryRun(session_.get()) != TELEMETRY_OK) throw Error(telemetryErrorText());
    control_.reset();
    daemon_.stop();
    tellWhatIsLeft();
    if (std::string failure = sink_.failure(); !failure.empty()) throw Error(failure);
}

} // namespace sysmon
