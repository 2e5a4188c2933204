// SPDX-License-Identifier: MIT
//
// The C interface: exceptions end here.
#include "libsysinternalsEBPF.h"

#include "failure.h"
#include "recordQueue.h"
#include "ringReader.h"
#include "telemetryLoader.h"
#include "typeCounts.h"

#include <bpf/bpf.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>

using namespace sysinternals;

namespace {

constexpr size_t kDefaultQueueBytes = 64u << 20;
constexpr int kIdleIntervalMs = 1000;
constexpr std::chrono::seconds kTickInterval{1};

thread_local std::string lastError;

telemetryResult fail(telemetryResult result, const char* text)
{
    lastError = text;
    return result;
}

/// Runs `action` and turns what it throws into a result.
template <typename Action>
telemetryResult guarded(Action action)
{
    try {
        action();
        return TELEMETRY_OK;
    } catch (const Failure& failure) {
        return fail(failure.result(), failure.what());
    } catch (const std::exception& error) { // memory, threads
        return fail(TELEMETRY_SYSTEM_ERROR, error.what());
    }
}

void checkConfiguration(const telemetryConfiguration* configuration)
{
    if (!configuration || !configuration->objects || !configuration->activeCalls ||
        !configuration->onEvent || (!configuration->folders && configuration->folderCount))
        throw Failure(TELEMETRY_BAD_ARGUMENT,
                      "the telemetry configuration lacks objects, active calls, folders or the "
                      "event callback.");
}

} // namespace

/// Members are destroyed from the last to the first: the reader before what it writes to.
struct telemetrySession {
    explicit telemetrySession(const telemetryConfiguration& given)
        : configuration(given), queue(given.queueBytes ? given.queueBytes : kDefaultQueueBytes),
          loader(configuration),
          reader(loader.openRings(), loader.mapDescriptor(TELEMETRY_LOST), queue),
          merged(loader.mapDescriptor(TELEMETRY_MERGED))
    {
        loader.setActive(configuration.activeCalls);
    }

    const telemetryConfiguration configuration;
    RecordQueue queue;
    TelemetryLoader loader;
    RingReader reader;
    TypeCounts merged;
    std::atomic<bool> stopRequested = false;
    std::atomic<bool> reloadRequested = false;
    RecordQueue::Batch batch;
    /// Of `batch`, what is not handed over yet.
    std::atomic<size_t> batchRecords = 0;
    std::atomic<size_t> batchBytes = 0;
    std::vector<ProgramState> programStates; ///< whose texts were handed out last

    uint64_t skippedSoFar = 0;
    std::chrono::steady_clock::time_point nextTick{};

    void deliver(int timeoutMs);
    void tick();
    void tellSkipped();
    void tellMerged();
    void run();
};

void telemetrySession::deliver(int timeoutMs)
{
    void* context = configuration.context;
    queue.take(batch, timeoutMs);
    size_t bytes = 0;
    for (const Record& record : batch.records)
        bytes += record->size;
    size_t records = batch.records.size();
    for (const Record& record : batch.records) {
        // Only this thread writes them.
        batchRecords.store(records--, std::memory_order_relaxed);
        batchBytes.store(bytes, std::memory_order_relaxed);
        bytes -= record->size;
        configuration.onEvent(context, record.get());
    }
    batchRecords = 0;
    batchBytes = 0;
    if (configuration.onLost)
        for (const LostRecords& lost : batch.lost)
            configuration.onLost(context, lost.place, lost.type, lost.count);
    if (configuration.onIdle) configuration.onIdle(context);
}

void telemetrySession::tellSkipped()
{
    if (!configuration.onSkipped) return;
    const uint64_t runs = loader.skippedRuns();
    if (runs != skippedSoFar) configuration.onSkipped(configuration.context, runs - skippedSoFar);
    skippedSoFar = runs;
}

void telemetrySession::tellMerged()
{
    if (!configuration.onMerged) return;
    merged.takeNew([this](uint32_t type, uint64_t count) {
        configuration.onMerged(configuration.context, type, count);
    });
}

/// What is to be looked after about once a second.
void telemetrySession::tick()
{
    const auto now = std::chrono::steady_clock::now();
    if (now < nextTick) return;
    nextTick = now + kTickInterval;
    loader.refreshClock();
    tellSkipped();
    tellMerged();
}

void telemetrySession::run()
{
    if (configuration.onReady) configuration.onReady(configuration.context);
    while (!stopRequested) {
        deliver(kIdleIntervalMs);
        tick();
        if (reloadRequested.exchange(false) && configuration.onReload)
            configuration.onReload(configuration.context);
    }
    loader.detachAll();
    reader.stop();
    tellSkipped();
    tellMerged();
    deliver(0);
}

extern "C" {

telemetryResult telemetryStart(const telemetryConfiguration* configuration,
                               telemetrySession** ret_session)
{
    return guarded([&] {
        checkConfiguration(configuration);
        *ret_session = std::make_unique<telemetrySession>(*configuration).release();
    });
}

telemetryResult telemetryRun(telemetrySession* session)
{
    return guarded([&] { session->run(); });
}

void telemetryStop(telemetrySession* session)
{
    session->stopRequested = true;
    session->queue.wake();
}

void telemetryReload(telemetrySession* session)
{
    session->reloadRequested = true;
    session->queue.wake();
}

void telemetryWake(telemetrySession* session)
{
    session->queue.wake();
}

bool telemetryHelper(telemetrySession* session, uint32_t processId, bool helps)
{
    return session->loader.setHelper(processId, helps);
}

telemetryOffsets telemetryOffsetsSource(const telemetrySession* session)
{
    return session->loader.offsetsSource();
}

const char* telemetryOffsetsSourceName(telemetryOffsets source)
{
    switch (source) {
    case TELEMETRY_OFFSETS_BTF_FILE:
        return "BTF file";
    case TELEMETRY_OFFSETS_KERNEL_BTF:
        return "kernel BTF";
    case TELEMETRY_OFFSETS_CONF_FILE:
        return "conf file";
    case TELEMETRY_OFFSETS_DATABASE:
        return "database";
    case TELEMETRY_OFFSETS_DISCOVERY:
        return "discovery";
    }
    return "unknown source";
}

telemetryResult telemetryUpdateSyscalls(telemetrySession* session, const bool* activeCalls)
{
    return guarded([&] { session->loader.setActive(activeCalls); });
}

size_t telemetryPrograms(telemetrySession* session, telemetryProgramState* ret_states, size_t room)
{
    try {
        session->programStates = session->loader.programStates();
    } catch (const std::bad_alloc&) {
        session->programStates.clear();
    }
    for (const ProgramState& state : session->programStates) {
        if (room-- == 0) break;
        *ret_states++ = {state.program.c_str(), state.place.c_str(), state.form.c_str(),
                         state.attached, state.reason.empty() ? nullptr : state.reason.c_str()};
    }
    return session->programStates.size();
}

void telemetryQueue(telemetrySession* session, telemetryQueueState* ret_state)
{
    const RecordQueue::Depth queue = session->queue.depth();
    *ret_state = {.records = queue.records + session->batchRecords,
                  .bytes = queue.bytes + session->batchBytes,
                  .mostBytes = queue.mostBytes,
                  .limitBytes = queue.limitBytes,
                  .rings = session->reader.ringCount(),
                  .ringBytes = session->reader.ringBytes()};
}

telemetryResult telemetryMapLookupElem(telemetrySession* session, const char* map, const void* key,
                                       void* ret_value)
{
    return guarded([&] {
        if (bpf_map_lookup_elem(session->loader.mapDescriptor(map), key, ret_value) != 0)
            throw Failure(TELEMETRY_SYSTEM_ERROR,
                          std::string("cannot read an element of the map ") + map + ": " +
                              errnoText(errno));
    });
}

telemetryResult telemetryMapUpdateElem(telemetrySession* session, const char* map, const void* key,
                                       const void* value)
{
    return guarded([&] {
        if (bpf_map_update_elem(session->loader.mapDescriptor(map), key, value, BPF_ANY) != 0)
            throw Failure(TELEMETRY_SYSTEM_ERROR,
                          std::string("cannot write an element of the map ") + map + ": " +
                              errnoText(errno));
    });
}

telemetryResult telemetryMapDeleteElem(telemetrySession* session, const char* map, const void* key)
{
    return guarded([&] {
        if (bpf_map_delete_elem(session->loader.mapDescriptor(map), key) != 0)
            throw Failure(TELEMETRY_SYSTEM_ERROR,
                          std::string("cannot remove an element of the map ") + map + ": " +
                              errnoText(errno));
    });
}

void telemetryClose(telemetrySession* session)
{
    delete session;
}

const char* telemetryErrorText(void)
{
    return lastError.c_str();
}

const char* telemetryResultName(telemetryResult result)
{
    switch (result) {
    case TELEMETRY_OK:
        return "ok";
    case TELEMETRY_BAD_ARGUMENT:
        return "bad argument";
    case TELEMETRY_NO_PERMISSION:
        return "no permission";
    case TELEMETRY_KERNEL_NOT_SUPPORTED:
        return "kernel not supported";
    case TELEMETRY_NO_BTF:
        return "no BTF";
    case TELEMETRY_NO_OFFSETS:
        return "no struct offsets";
    case TELEMETRY_NO_OBJECT:
        return "no BPF object";
    case TELEMETRY_LOAD_FAILED:
        return "load failed";
    case TELEMETRY_SYSTEM_ERROR:
        return "system error";
    }
    return "unknown result";
}

} // extern "C"
