// SPDX-License-Identifier: MIT
#include "telemetryLoader.h"

#include "coreRelocations.h"
#include "elfReader.h"
#include "failure.h"
#include "kernelVersion.h"
#include "libbpfLog.h"
#include "offsetsSource.h"
#include "perfRings.h"
#include "preemption.h"
#include "privilege.h"
#include "processors.h"
#include "programForm.h"
#include "ringBuffer.h"
#include "tracepointFormat.h"
#include "x32Calls.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <span>
#include <unistd.h>

namespace sysinternals {

namespace {

constexpr const char* kKernelBtf = "/sys/kernel/btf/vmlinux";

// Memory for records that are being made, beside the one of each processor and another in the pool:
// programs can be preempted with some in their hands, and processors may come that were not online
// at the start.
constexpr size_t kMoreRecords = 6;

std::span<const telemetrySyscall> syscallsOf(const telemetryObject& object)
{
    return {object.syscalls, object.syscallCount};
}

std::span<const telemetryTracepoint> tracepointsOf(const telemetryObject& object)
{
    return {object.tracepoints, object.tracepointCount};
}

std::span<const telemetryClassicSyscall> classicSyscallsOf(const telemetryObject& object)
{
    return {object.classicSyscalls, object.classicSyscallCount};
}

std::span<const telemetryField> fieldsOf(const telemetryObject& object)
{
    return {object.fields, object.fieldCount};
}

std::span<const telemetryPending> pendingOf(const telemetryObject& object)
{
    return {object.pending, object.pendingCount};
}

std::span<const telemetryTailCall> tailCallsOf(const telemetryObject& object)
{
    return {object.tailCalls, object.tailCallCount};
}

int64_t nanosecondsOf(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/// How far the time of day is ahead of the monotonic clock. The processor may be taken away between
/// two looks at a clock: of several tries the one that took least counts.
int64_t realTimeAheadNs()
{
    constexpr int kTries = 4;
    int64_t ahead = 0;
    int64_t shortest = INT64_MAX;
    for (int i = 0; i < kTries; i++) {
        const int64_t before = nanosecondsOf(CLOCK_MONOTONIC);
        const int64_t real = nanosecondsOf(CLOCK_REALTIME);
        const int64_t took = nanosecondsOf(CLOCK_MONOTONIC) - before;
        if (took >= shortest) continue;
        shortest = took;
        ahead = real - before - took / 2;
    }
    return ahead;
}

std::string textOrNothing(const char* text)
{
    return text ? text : "";
}

} // namespace

TelemetryLoader::TelemetryLoader(const telemetryConfiguration& configuration)
    : configuration_(configuration), object_(chooseObject()), path_(objectPath(object_)),
      processors_(onlineProcessors().size()),
      hasRingBuffer_(!configuration.perfRings && kernelHasRingBuffer()), hooks_(object_)
{
    checkAbi();
    findOffsets();
    heedPreemption();
    if (configuration.withoutFunctions) hooks_.leaveOutFunctions(configuration.withoutFunctions);
    hooks_.choose([this] { return openObject(); });
    loadWhatLoads();
    fillRecordPool();
    fillTailCalls();
    writeFields();
    writeSettings();
}

const telemetryObject& TelemetryLoader::chooseObject() const
{
    uint64_t kernel = parseKernelVersion(kernelRelease());
    for (const telemetryObject& object :
         std::span(configuration_.objects, configuration_.objectCount))
        if (kernel >= object.fromKernel && kernel < object.beforeKernel) return object;
    throw Failure(TELEMETRY_KERNEL_NOT_SUPPORTED,
                  "there are no BPF programs for this kernel (" + kernelRelease() + ").");
}

/// Throws Failure if the object and this program are of different versions.
void TelemetryLoader::checkAbi() const
{
    const std::vector<std::byte> file = readFile(path_);
    telemetryAbi abi{}; // of objects that are older than the numbers
    const auto section = findElfSection(file, TELEMETRY_ABI_SECTION, path_);
    if (section && section->content.size() == sizeof(abi))
        memcpy(&abi, section->content.data(), sizeof(abi));
    if (abi.library == TELEMETRY_ABI && abi.client == object_.abi) return;
    const auto text = [](uint32_t library, uint32_t client) {
        return std::to_string(library) + '.' + std::to_string(client);
    };
    throw Failure(TELEMETRY_NO_OBJECT,
                  path_ + " is of another version than this program: its interface is " +
                      text(abi.library, abi.client) + ", and " + text(TELEMETRY_ABI, object_.abi) +
                      " is needed. Install the program and its BPF objects together.");
}

void TelemetryLoader::findOffsets()
{
    uint32_t allowed = configuration_.offsetsSources ? configuration_.offsetsSources
                                                     : TELEMETRY_OFFSETS_FROM_ANYWHERE;
    // BTF-typed programs are checked against the kernel's own BTF, wherever offsets come from.
    hasKernelBtf_ = access(kKernelBtf, R_OK) == 0 &&
                    (allowed & TELEMETRY_OFFSETS_FROM(TELEMETRY_OFFSETS_KERNEL_BTF));
    hasTaskStorage_ = hasKernelBtf_ && kernelHasTaskStorage();
    if (!hasKernelBtf_ || !object_.syscallExitBtf) exitForm_ = ExitForm::Raw;
    if (!object_.needsOffsets) return;

    CoreAccesses accesses = coreAccessesOf(readFile(path_), path_);
    if (!accesses.notInList.empty())
        message(path_ + " reads " + *accesses.notInList.begin() +
                ", which is not in the list of struct offsets");
    ChosenOffsets chosen =
        chooseOffsets({.btfFile = textOrNothing(configuration_.btfFile),
                       .confFile = textOrNothing(configuration_.offsetsConf),
                       .databaseFile = textOrNothing(configuration_.offsetsDatabase),
                       .allowed = allowed,
                       .report = [this](const std::string& text) { message(text); },
                       .note = [this](const std::string& text) { note(text); }},
                      accesses.entries);
    offsetsSource_ = chosen.source;
    if (chosen.source != TELEMETRY_OFFSETS_KERNEL_BTF)
        syntheticBtf_.emplace(makeSyntheticBtf(chosen.offsets));
}

void TelemetryLoader::heedPreemption()
{
    const std::string how = preemption();
    if (how.empty() || object_.hookCount == 0) return;
    const bool tracepoints = preemptsTracepoints(parseKernelVersion(kernelRelease()));
    hooks_.avoidSkipped(openObject().get(), object_, tracepoints);
    note("This kernel preempts BPF programs (" + how + ") and skips those of fentry, fexit" +
         (tracepoints ? " and tracepoints" : "") + " meanwhile: kprobes come first.");
}

std::string TelemetryLoader::objectPath(const telemetryObject& object) const
{
    std::string tried;
    for (const char* folder : std::span(configuration_.folders, configuration_.folderCount)) {
        std::string path = std::string(folder) + "/" + object.file;
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored)) return path;
        tried += "\n  " + path;
    }
    throw Failure(TELEMETRY_NO_OBJECT,
                  std::string("the BPF object for this kernel is missing; tried:") + tried);
}

void TelemetryLoader::message(const std::string& text) const
{
    if (configuration_.onMessage) configuration_.onMessage(configuration_.context, text.c_str());
}

void TelemetryLoader::note(const std::string& text) const
{
    if (configuration_.onNote) configuration_.onNote(configuration_.context, text.c_str());
}

void TelemetryLoader::leaveOut(const std::string& program, const std::string& reason)
{
    leftOut_[program] = reason;
    message("the BPF program " + program + " is left out: " + reason);
}

const char* TelemetryLoader::exitProgram() const
{
    return exitForm_ == ExitForm::Btf ? object_.syscallExitBtf : object_.syscallExitRaw;
}

bool TelemetryLoader::anyProgramLeft() const
{
    for (const telemetrySyscall& syscall : syscallsOf(object_))
        if (!isLeftOut(syscall.program)) return true;
    for (const telemetryTracepoint& tracepoint : tracepointsOf(object_))
        if (!isLeftOut(tracepoint.program)) return true;
    for (const telemetryClassicSyscall& syscall : classicSyscallsOf(object_))
        if (!isLeftOut(syscall.program)) return true;
    return false;
}

void TelemetryLoader::loadWhatLoads()
{
    // libbpf loads all programs of an object or none, so each refusal costs a new attempt.
    std::string failed;
    std::string reason;
    while (!tryLoad(failed, reason)) {
        if (exitForm_ == ExitForm::Btf && isBehindCalls(failed)) {
            exitForm_ = ExitForm::Raw;
            continue;
        }
        if (failed.empty() || isLeftOut(failed))
            throw Failure(TELEMETRY_LOAD_FAILED, "cannot load " + path_ + ": " + reason);
        leaveOut(failed, reason);
        if (!anyProgramLeft())
            throw Failure(TELEMETRY_LOAD_FAILED, "the kernel refuses every BPF program of " +
                                                     path_ + "; the last, " + failed + ": " +
                                                     reason);
    }
}

bool TelemetryLoader::isBehindCalls(const std::string& program) const
{
    return program == object_.syscallExitBtf ||
           std::ranges::any_of(syscallsOf(object_), [&](const telemetrySyscall& syscall) {
               return program == syscall.program;
           });
}

telemetryForm TelemetryLoader::form() const
{
    // Without it programs work, too, only slower.
    return {.typedCalls = exitForm_ == ExitForm::Btf,
            .typedTask = hasKernelBtf_,
            .taskStorage = hasTaskStorage_};
}

bool TelemetryLoader::tryLoad(std::string& ret_failedProgram, std::string& ret_reason)
{
    LibbpfLog log;
    bpfObject_ = openObject();
    selectPrograms();
    tellForm(bpfObject_.get(), form()); // again: exits may have got another one
    sizeMaps();
    int error = -bpf_object__load(bpfObject_.get());
    if (error == 0) return true;
    ret_failedProgram = log.failedProgram();
    ret_reason = log.reason();
    if (error == EPERM && ret_failedProgram.empty()) throw loadFailure(path_, error, ret_reason);
    return false;
}

BpfObject TelemetryLoader::openObject() const
{
    bpf_object_open_opts options{};
    options.sz = sizeof(options);
    if (syntheticBtf_) options.btf_custom_path = syntheticBtf_->path().c_str();
    BpfObject object(bpf_object__open_file(path_.c_str(), &options));
    if (!object)
        throw Failure(TELEMETRY_NO_OBJECT,
                      "cannot read " + path_ + " as a BPF object: " + errnoText(errno));
    tellForm(object.get(), form());
    chooseRings(object.get(), hasRingBuffer_, ringBytesFor(processors_));
    return object;
}

void TelemetryLoader::selectPrograms()
{
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, bpfObject_.get())
        bpf_program__set_autoload(program, false);

    auto select = [this](const char* name) -> bpf_program* {
        bpf_program* found = bpf_object__find_program_by_name(bpfObject_.get(), name);
        if (!found)
            throw Failure(TELEMETRY_BAD_ARGUMENT, path_ + " has no BPF program " + name + ".");
        bpf_program__set_autoload(found, !isLeftOut(name));
        return found;
    };
    for (const telemetryTracepoint& tracepoint : tracepointsOf(object_))
        if (!hooks_.replaces(tracepoint.program)) select(tracepoint.program);
    for (const telemetryTailCall& tailCall : tailCallsOf(object_))
        select(tailCall.program);
    for (const telemetryClassicSyscall& syscall : classicSyscallsOf(object_)) {
        if (hooks_.replaces(syscall.program)) continue;
        select(syscall.entryProgram);
        select(syscall.program);
    }
    hooks_.select(bpfObject_.get());
    if (object_.syscallCount == 0) return;
    select(exitProgram());
    for (const telemetrySyscall& syscall : syscallsOf(object_)) {
        if (hooks_.replaces(syscall.program)) continue;
        bpf_program* behindExit = select(syscall.program);
        if (exitForm_ == ExitForm::Btf) useBtfForm(behindExit);
    }
}

void TelemetryLoader::useBtfForm(bpf_program* program)
{
    // A program can only be called from one of its own kind, attached to the same place. Both kinds
    // get the same context, so the same code serves.
    bpf_program__set_type(program, BPF_PROG_TYPE_TRACING);
    bpf_program__set_expected_attach_type(program, BPF_TRACE_RAW_TP);
    if (bpf_program__set_attach_target(program, 0, "sys_exit") != 0) exitForm_ = ExitForm::Raw;
}

std::unique_ptr<RecordSource> TelemetryLoader::openRings() const
{
    bpf_map* ring = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_RING);
    if (ring && hasRingBuffer_)
        return std::make_unique<RingBuffer>(bpf_map__fd(ring), bpf_map__max_entries(ring));
    return std::make_unique<PerfRings>(mapDescriptor(TELEMETRY_PERF_RINGS),
                                       mapDescriptor(TELEMETRY_PERF_KICKS));
}

void TelemetryLoader::sizeMaps()
{
    if (bpf_map* ring = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_RING))
        bpf_map__set_max_entries(ring, static_cast<uint32_t>(ringBytesFor(processors_)));
    if (bpf_map* memory = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_CPU_MEMORY)) {
        const auto numbers = static_cast<uint32_t>(processorNumbers());
        bpf_map__set_max_entries(memory, bpf_map__max_entries(memory) * numbers);
    }
    sizeNotes(bpfObject_.get(), hasTaskStorage_, processors_);
    bpf_map* records = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_RECORDS);
    bpf_map* free = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_FREE_RECORDS);
    bpf_map* users = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_RECORD_USERS);
    if (!records || !free || !users) return;
    const auto own = static_cast<uint32_t>(processors_);
    const auto pool = static_cast<uint32_t>(processors_ + kMoreRecords);
    bpf_map__set_max_entries(records, 1 + own + pool); // number 0 is for those who find none
    bpf_map__set_max_entries(free, pool);
    bpf_map__set_max_entries(users, own);
}

void TelemetryLoader::fillRecordPool() const
{
    bpf_map* free = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_FREE_RECORDS);
    if (!free) return;
    const auto own = static_cast<uint32_t>(processors_);
    for (uint32_t number = own + bpf_map__max_entries(free); number > own; number--)
        if (bpf_map_update_elem(bpf_map__fd(free), nullptr, &number, BPF_ANY) != 0)
            throw Failure(TELEMETRY_SYSTEM_ERROR,
                          "cannot fill the pool of records: " + errnoText(errno));
}

int TelemetryLoader::mapDescriptor(const std::string& name) const
{
    int descriptor = bpf_object__find_map_fd_by_name(bpfObject_.get(), name.c_str());
    if (descriptor < 0)
        throw Failure(TELEMETRY_BAD_ARGUMENT, path_ + " has no BPF map " + name + ".");
    return descriptor;
}

void TelemetryLoader::writeSettings()
{
    telemetrySettings settings{
        .ownProcessId = static_cast<uint32_t>(getpid()),
        .reserved = 0,
        .helperBits = 0,
        .helpers = {},
        .kernel = parseKernelVersion(kernelRelease()),
        .realTimeAheadNs = realTimeAheadNs(),
        .hooks = hooks_.chosenBits(),
        .active = activeBits_,
    };
    const std::lock_guard lock(settingsMutex_);
    std::ranges::copy(helpers_, settings.helpers);
    for (const uint32_t helper : helpers_)
        if (helper != 0) settings.helperBits |= 1ULL << (helper % 64);
    if (!settings_) settings_.emplace(mapDescriptor("telemetrySettings"), 1, sizeof(settings));
    if (!settings_->write(0, &settings))
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "cannot write the settings of the BPF programs: " + errnoText(errno));
}

bool TelemetryLoader::setHelper(uint32_t processId, bool helps)
{
    {
        const std::lock_guard lock(settingsMutex_);
        const auto place = std::ranges::find(helpers_, helps ? 0 : processId);
        if (place == helpers_.end()) return false;
        *place = helps ? processId : 0;
    }
    writeSettings();
    return true;
}

void TelemetryLoader::fillTailCalls()
{
    for (const telemetryTailCall& tailCall : tailCallsOf(object_)) {
        if (isLeftOut(tailCall.program)) continue;
        bpf_program* program = bpf_object__find_program_by_name(bpfObject_.get(), tailCall.program);
        int descriptor = bpf_program__fd(program);
        if (bpf_map_update_elem(mapDescriptor(tailCall.map), &tailCall.slot, &descriptor,
                                BPF_ANY) != 0)
            leaveOut(tailCall.program,
                     std::string("cannot put it into ") + tailCall.map + ": " + errnoText(errno));
    }
}

void TelemetryLoader::writeFields()
{
    uint32_t index = 0;
    for (const telemetryField& field : fieldsOf(object_)) {
        uint32_t key = index++;
        TracepointFormat format = readTracepointFormat(field.category, field.tracepoint);
        auto found = format.find(field.field);
        if (found == format.end()) {
            message(std::string("the tracepoint ") + field.category + "/" + field.tracepoint +
                    " of this kernel has no field " + field.field + ".");
            continue;
        }
        if (bpf_map_update_elem(mapDescriptor("telemetryFields"), &key, &found->second.offset,
                                BPF_ANY) != 0)
            throw Failure(TELEMETRY_SYSTEM_ERROR,
                          "cannot write the offsets of tracepoints' fields: " + errnoText(errno));
    }
}

/// Of programs that are about to be attached.
void TelemetryLoader::emptyPending(const bool* activeCalls) const
{
    for (const telemetryPending& pending : pendingOf(object_)) {
        if (!activeCalls[pending.call] || (activeBits_ & TELEMETRY_HOOK_BIT(pending.call)))
            continue;
        const int map = mapDescriptor(pending.map);
        const bpf_map* description = bpf_object__find_map_by_name(bpfObject_.get(), pending.map);
        std::vector<std::byte> key(bpf_map__key_size(description));
        while (bpf_map_get_next_key(map, nullptr, key.data()) == 0 &&
               bpf_map_delete_elem(map, key.data()) == 0) {
        }
    }
}

void TelemetryLoader::setActive(const bool* activeCalls)
{
    emptyPending(activeCalls);
    activeBits_ = 0;
    for (uint32_t call = TELEMETRY_PSEUDO_CALL; call < TELEMETRY_MAX_CALLS; call++)
        if (activeCalls[call]) activeBits_ |= TELEMETRY_HOOK_BIT(call);
    writeSettings();
    // Before the system calls: their programs may count on what hooks have seen.
    hooks_.setActive(bpfObject_.get(), activeCalls,
                     [this](const std::string& program, const std::string& reason) {
                         leaveOut(program, reason);
                     });
    for (const telemetryTracepoint& tracepoint : tracepointsOf(object_)) {
        if (hooks_.replaces(tracepoint.program)) continue;
        if (!activeCalls[tracepoint.call])
            tracepoints_.erase(tracepoint.program);
        else if (!tracepoints_.contains(tracepoint.program) && !isLeftOut(tracepoint.program))
            attachTracepoint(tracepoint);
    }
    for (const telemetryClassicSyscall& syscall : classicSyscallsOf(object_))
        if (syscall.call != TELEMETRY_NO_CALL && !hooks_.replaces(syscall.program))
            setClassicSyscall(syscall, activeCalls[syscall.call]);
    bool anyCall = setCalls(activeCalls);
    if (!anyCall) {
        syscallExit_.reset();
        return;
    }
    if (syscallExit_) return;
    telemetryTracepoint sysExit{exitProgram(), "raw_syscalls", "sys_exit", 0};
    bpf_program* program = bpf_object__find_program_by_name(bpfObject_.get(), sysExit.program);
    syscallExit_ = attachProgram(program, sysExit);
    if (!syscallExit_)
        leaveOut(sysExit.program, "cannot attach it to sys_exit: " + errnoText(errno));
}

void TelemetryLoader::detachAll()
{
    syscallExit_.reset();
    classicCalls_.clear();
    tracepoints_.clear();
    hooks_.detachAll();
}

std::vector<ProgramState> TelemetryLoader::programStates() const
{
    std::vector<ProgramState> states;
    auto add = [&](const char* program, const std::string& place, bool attached) {
        const auto reason = leftOut_.find(program);
        states.push_back({program, place, formOf(program), attached,
                          reason == leftOut_.end() ? "" : reason->second});
    };
    for (const telemetryTracepoint& tracepoint : tracepointsOf(object_)) {
        if (hooks_.replaces(tracepoint.program)) continue;
        add(tracepoint.program, std::string(tracepoint.category) + "/" + tracepoint.tracepoint,
            tracepoints_.contains(tracepoint.program));
    }
    hooks_.addStates(bpfObject_.get(), states);
    for (const telemetryClassicSyscall& syscall : classicSyscallsOf(object_)) {
        if (hooks_.replaces(syscall.program)) continue;
        std::string place = std::string("sys_exit_") + syscall.name;
        add(syscall.program, "syscalls/" + place, classicCalls_.contains(place));
    }
    for (const telemetrySyscall& syscall : syscallsOf(object_)) {
        if (hooks_.replaces(syscall.program)) continue;
        add(syscall.program, "exit of system call " + std::to_string(syscall.call),
            syscallExit_ && activeSyscalls_.contains(syscall.program));
    }
    return states;
}

std::string TelemetryLoader::formOf(const char* program) const
{
    switch (bpf_program__type(bpf_object__find_program_by_name(bpfObject_.get(), program))) {
    case BPF_PROG_TYPE_TRACING:
        return "tp_btf";
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
        return "raw_tracepoint";
    default:
        return "tracepoint";
    }
}

void TelemetryLoader::setClassicSyscall(const telemetryClassicSyscall& syscall, bool active)
{
    if (active && !isLeftOut(syscall.program) && !hasSyscallTracepoints())
        leaveOut(syscall.program, "this kernel has no tracepoints of system calls "
                                  "(CONFIG_FTRACE_SYSCALLS)");
    // The entry first, so that no exit goes without its arguments.
    const std::pair<const char*, std::string> places[] = {
        {syscall.entryProgram, std::string("sys_enter_") + syscall.name},
        {syscall.program, std::string("sys_exit_") + syscall.name},
    };
    for (const auto& [program, place] : places) {
        if (!active || isLeftOut(program)) {
            classicCalls_.erase(place);
            continue;
        }
        if (classicCalls_.contains(place)) continue;
        BpfLink link = attachProgram(
            bpf_object__find_program_by_name(bpfObject_.get(), program),
            {.program = program, .category = "syscalls", .tracepoint = place.c_str(), .call = 0});
        if (link)
            classicCalls_[place] = std::move(link);
        else if (errno != ENOENT) // the kernel has no such call
            message(std::string("the BPF program ") + program + " cannot be attached to syscalls/" +
                    place + ": " + errnoText(errno));
    }
}

bool TelemetryLoader::setCalls(const bool* activeCalls)
{
    bool any = false;
    for (const telemetrySyscall& syscall : syscallsOf(object_)) {
        if (hooks_.replaces(syscall.program)) continue;
        bool active = syscall.call < TELEMETRY_MAX_CALLS && activeCalls[syscall.call] &&
                      !isLeftOut(syscall.program);
        if (active)
            activeSyscalls_.insert(syscall.program);
        else
            activeSyscalls_.erase(syscall.program);
        const char* program = active ? syscall.program : nullptr;
        if (syscall.call != TELEMETRY_NO_CALL) setCallSlot(syscall.call, program);
        if (syscall.compatCall != TELEMETRY_NO_CALL)
            setCallSlot(syscall.compatCall + TELEMETRY_COMPAT_CALLS, program);
        if (const uint32_t call = x32Call(syscall.call); call != 0)
            setCallSlot(call + TELEMETRY_COMPAT_CALLS, program);
        any |= active;
    }
    return any;
}

void TelemetryLoader::setCallSlot(uint32_t slot, const char* program)
{
    int programs = mapDescriptor("telemetryCallPrograms");
    setWatched(slot, program != nullptr);
    if (!program) {
        bpf_map_delete_elem(programs, &slot); // an empty slot is not an error
        return;
    }
    int descriptor = bpf_program__fd(bpf_object__find_program_by_name(bpfObject_.get(), program));
    if (bpf_map_update_elem(programs, &slot, &descriptor, BPF_ANY) != 0)
        leaveOut(program, "cannot put it behind its system call: " + errnoText(errno));
}

void TelemetryLoader::setWatched(uint32_t slot, bool watched)
{
    bpf_map* map = bpf_object__find_map_by_name(bpfObject_.get(), TELEMETRY_WATCHED_SECTION);
    if (!map) return;
    constexpr uint8_t bits[] = {TELEMETRY_WATCHED, TELEMETRY_WATCHED_COMPAT, TELEMETRY_WATCHED_X32};
    const uint8_t bit = bits[slot / TELEMETRY_COMPAT_CALLS];
    uint8_t& call = watched_[slot % TELEMETRY_COMPAT_CALLS];
    call = static_cast<uint8_t>(watched ? call | bit : call & ~bit);
    const uint32_t key = 0;
    if (bpf_map_update_elem(bpf_map__fd(map), &key, watched_.data(), BPF_ANY) != 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "cannot tell the BPF programs which system calls are active: " +
                          errnoText(errno));
}

void TelemetryLoader::attachTracepoint(const telemetryTracepoint& tracepoint)
{
    bpf_program* program = bpf_object__find_program_by_name(bpfObject_.get(), tracepoint.program);
    BpfLink link = attachProgram(program, tracepoint);
    if (link)
        tracepoints_[tracepoint.program] = std::move(link);
    else
        leaveOut(tracepoint.program, std::string("cannot attach it to ") + tracepoint.category +
                                         "/" + tracepoint.tracepoint + ": " + errnoText(errno));
}

BpfLink TelemetryLoader::attachProgram(bpf_program* program,
                                       const telemetryTracepoint& tracepoint) const
{
    LibbpfLog log; // the caller reports
    switch (bpf_program__type(program)) {
    case BPF_PROG_TYPE_TRACING:
        return BpfLink(bpf_program__attach_trace(program));
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
        return BpfLink(bpf_program__attach_raw_tracepoint(program, tracepoint.tracepoint));
    default:
        return BpfLink(
            bpf_program__attach_tracepoint(program, tracepoint.category, tracepoint.tracepoint));
    }
}

uint64_t TelemetryLoader::skippedRuns() const
{
    uint64_t runs = 0;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, bpfObject_.get())
    {
        bpf_prog_info info{};
        uint32_t size = sizeof(info);
        const int descriptor = bpf_program__fd(program);
        if (descriptor >= 0 && bpf_obj_get_info_by_fd(descriptor, &info, &size) == 0)
            runs += info.recursion_misses;
    }
    return runs + hooks_.missedRuns();
}

} // namespace sysinternals
