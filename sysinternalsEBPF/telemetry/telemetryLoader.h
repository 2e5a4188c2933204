// SPDX-License-Identifier: MIT
#pragma once

#include "functionHooks.h"
#include "handle.h"
#include "libsysinternalsEBPF.h"
#include "recordSource.h"
#include "sharedArray.h"
#include "syntheticBtf.h"

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sysinternals {

/// Chooses the object for this kernel, loads what of it loads, and attaches what is active.
class TelemetryLoader {
public:
    /// `configuration` is used during the loader's life. Throws Failure.
    explicit TelemetryLoader(const telemetryConfiguration& configuration);

    /// Descriptor of a map of the object; throws Failure if there is none of that name.
    int mapDescriptor(const std::string& name) const;

    /// Tells the programs the time of day, which they can not ask for.
    void refreshClock() { writeSettings(); }
    /// As telemetryHelper().
    bool setHelper(uint32_t processId, bool helps);

    /// Attaches what is active and not attached yet, then detaches what is active no longer.
    /// A program that cannot be attached is reported and left out.
    void setActive(const bool* activeCalls);
    void detachAll();

    std::vector<ProgramState> programStates() const;

    /// What hands over the records that the programs send.
    std::unique_ptr<RecordSource> openRings() const;

    /// How many runs of programs the kernel has skipped so far (recursion_misses, since 5.12) or
    /// missed (kprobes, since 6.7).
    uint64_t skippedRuns() const;

    telemetryOffsets offsetsSource() const { return offsetsSource_; }

private:
    enum class ExitForm { Btf, Raw };

    const telemetryObject& chooseObject() const;
    std::string objectPath(const telemetryObject& object) const;
    void checkAbi() const;
    void findOffsets();
    void heedPreemption();
    void loadWhatLoads();
    [[nodiscard]] bool tryLoad(std::string& ret_failedProgram, std::string& ret_reason);
    BpfObject openObject() const;
    bool isBehindCalls(const std::string& program) const;
    void selectPrograms();
    /// Lets the object's programs know in which form they will be.
    telemetryForm form() const;
    void sizeMaps();
    void fillRecordPool() const;
    void useBtfForm(bpf_program* program);
    void leaveOut(const std::string& program, const std::string& reason);
    bool isLeftOut(const std::string& program) const { return leftOut_.contains(program); }
    const char* exitProgram() const;
    bool anyProgramLeft() const;
    void writeSettings();
    void fillTailCalls();
    void writeFields();
    void emptyPending(const bool* activeCalls) const;
    void message(const std::string& text) const;
    void note(const std::string& text) const;
    std::string formOf(const char* program) const;

    void setClassicSyscall(const telemetryClassicSyscall& syscall, bool active);
    [[nodiscard]] bool setCalls(const bool* activeCalls);
    void setCallSlot(uint32_t slot, const char* program);
    void setWatched(uint32_t slot, bool watched);
    void attachTracepoint(const telemetryTracepoint& tracepoint);
    BpfLink attachProgram(bpf_program* program, const telemetryTracepoint& tracepoint) const;

    const telemetryConfiguration& configuration_;
    const telemetryObject& object_;
    std::string path_;
    const size_t processors_;  ///< online when it began
    const bool hasRingBuffer_; ///< the kernel, and it may be used
    telemetryOffsets offsetsSource_ = TELEMETRY_OFFSETS_KERNEL_BTF;
    std::optional<MemoryFile> syntheticBtf_; ///< none: libbpf takes the kernel's own
    bool hasKernelBtf_ = false;              ///< and it may be used
    bool hasTaskStorage_ = false;
    ExitForm exitForm_ = ExitForm::Btf;
    BpfObject bpfObject_;
    std::mutex settingsMutex_; ///< for the next two
    std::optional<SharedArray> settings_;
    std::array<uint32_t, TELEMETRY_HELPERS> helpers_{};
    FunctionHooks hooks_;
    std::map<std::string, std::string> leftOut_; ///< program to reason
    uint64_t activeBits_ = 0;                    ///< as telemetrySettings has them
    BpfLink syscallExit_;
    std::set<std::string> activeSyscalls_;                  ///< programs behind it
    std::array<uint8_t, TELEMETRY_COMPAT_CALLS> watched_{}; ///< TELEMETRY_WATCHED bits
    std::map<std::string, BpfLink> tracepoints_;            ///< by program
    std::map<std::string, BpfLink> classicCalls_;           ///< by tracepoint
};

} // namespace sysinternals
