// SPDX-License-Identifier: MIT
//
// usage: loadObjects [--older] FOLDER
//        loadObjects --files OBJECT...
//
// Loads every program of Sysmon's BPF object for the running kernel, each alone, and prints what
// the verifier says of it: loaded, with its instructions and those that the verifier walked
// through, or refused and why. With --older the objects for older kernels, too: newer verifiers are
// no help to them, but take them. Exits with 1 if a program was refused.
#include "coreRelocations.h"
#include "elfReader.h"
#include "kernelVersion.h"
#include "offsetsSource.h"
#include "programForm.h"
#include "ringBuffer.h"
#include "syntheticBtf.h"
#include "telemetryPrograms.h"
#include "telemetryRecord.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

constexpr const char* kKernelBtf = "/sys/kernel/btf/vmlinux";
constexpr const char* kAtSyscallExit = "raw_tracepoint/sys_exit";
/// The most that a kernel before 5.2 takes.
constexpr size_t kVerifierLogBytes = (UINT32_MAX >> 8) - 1;
constexpr size_t kLogLinesShown = 25;

enum VerifierLogLevel : unsigned {
    NoLog = 0,
    Instructions = 1,
    Statistics = 4, ///< kernel 5.2; older ones take it for more than Instructions
};

/// How a program is handed to the kernel.
enum class Form {
    AsCompiled,
    BtfTyped, ///< what the library makes of programs behind the exit of system calls
};

struct ObjectClose {
    void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, ObjectClose>;

struct Attempt {
    int error = 0; ///< errno; 0: loaded
    uint32_t instructions = 0;
    std::string verifierLog;
    std::string libbpfLog;
    std::optional<sysinternals::MemoryFile> syntheticBtf; ///< where the kernel has none of its own
};

std::string libbpfLog;
bool hasRingBuffer = false;
bool hasTaskStorage = false;
bool ringBuffer = false; ///< programs send into it, not into perf rings
std::optional<sysinternals::MemoryFile> syntheticBtf; ///< where the kernel has none of its own

int collectLibbpfLog(enum libbpf_print_level level, const char* format, va_list arguments)
{
    if (level == LIBBPF_DEBUG) return 0;
    char line[512]; // libbpf repeats the verifier's log here, which need not be whole
    vsnprintf(line, sizeof(line), format, arguments);
    libbpfLog += line;
    return 0;
}

void tellForm(bpf_object* object, Form form)
{
    sysinternals::tellForm(object, {.typedCalls = form == Form::BtfTyped,
                                    .typedTask = !syntheticBtf,
                                    .taskStorage = !syntheticBtf && hasTaskStorage});
}

Object openObject(const std::string& path)
{
    bpf_object_open_opts options{};
    options.sz = sizeof(options);
    if (syntheticBtf) options.btf_custom_path = syntheticBtf->path().c_str();
    Object object(bpf_object__open_file(path.c_str(), &options));
    if (object) {
        sysinternals::chooseRings(object.get(), ringBuffer, 1u << 20);
        tellForm(object.get(), Form::AsCompiled);
    }
    if (!object) printf("%s: cannot be read as a BPF object: %s\n", path.c_str(), strerror(errno));
    return object;
}

void makeBtfTyped(bpf_object* object, bpf_program* program)
{
    tellForm(object, Form::BtfTyped);
    bpf_program__set_type(program, BPF_PROG_TYPE_TRACING);
    bpf_program__set_expected_attach_type(program, BPF_TRACE_RAW_TP);
    bpf_program__set_attach_target(program, 0, "sys_exit");
}

uint32_t translatedInstructions(const bpf_program* program)
{
    bpf_prog_info info{};
    uint32_t size = sizeof(info);
    if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0) return 0;
    return info.xlated_prog_len / 8;
}

Attempt loadAlone(const std::string& path, const std::string& name, Form form,
                  VerifierLogLevel logLevel)
{
    Attempt attempt;
    std::vector<char> verifierLog(kVerifierLogBytes);
    libbpfLog.clear();
    Object object = openObject(path);
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object.get())
        bpf_program__set_autoload(program, bpf_program__name(program) == name);
    program = bpf_object__find_program_by_name(object.get(), name.c_str());
    if (form == Form::BtfTyped) makeBtfTyped(object.get(), program);
    bpf_program__set_log_level(program, logLevel);
    if (logLevel != NoLog)
        bpf_program__set_log_buf(program, verifierLog.data(), verifierLog.size());

    attempt.error = -bpf_object__load(object.get());
    if (attempt.error == 0) attempt.instructions = translatedInstructions(program);
    attempt.verifierLog = verifierLog.data();
    attempt.libbpfLog = libbpfLog;
    return attempt;
}

/// "processed 123 insns (limit 1000000) …" ends the verifier's log.
std::string verifiedInstructions(const std::string& verifierLog)
{
    static constexpr char kProcessed[] = "processed ";
    size_t at = verifierLog.rfind(kProcessed);
    if (at == std::string::npos) return "?";
    at += sizeof(kProcessed) - 1;
    return verifierLog.substr(at, verifierLog.find(' ', at) - at);
}

void printTail(const std::string& log)
{
    size_t begin = log.size();
    for (size_t lines = 0; begin > 0 && lines <= kLogLinesShown; lines++)
        begin = begin == 1 ? 0 : log.rfind('\n', begin - 2) + 1;
    std::string tail = log.substr(begin);
    for (size_t at = 0; at < tail.size();) {
        size_t end = std::min(tail.find('\n', at), tail.size());
        printf("    | %s\n", tail.substr(at, end - at).c_str());
        at = end + 1;
    }
}

/// Whether the kernel checks the program against its own BTF.
bool isBtfTyped(const std::string& section)
{
    return section.starts_with("fentry/") || section.starts_with("fexit/") ||
           section.starts_with("tp_btf/");
}

/// A BTF-typed program for a tracepoint or function that this kernel does not have, or whose BTF
/// does not: another form is for it.
bool lacksPlace(const Attempt& attempt, const std::string& section)
{
    return attempt.error == ESRCH && isBtfTyped(section) &&
           attempt.libbpfLog.find("failed to find kernel BTF type ID") != std::string::npos;
}

/// A raw program for a tracepoint that this kernel does not have.
bool lacksTracepoint(const std::string& section)
{
    const std::string prefix = "raw_tracepoint/";
    const std::filesystem::path events = "/sys/kernel/tracing/events";
    if (!section.starts_with(prefix) || !exists(events)) return false;
    for (const auto& category : std::filesystem::directory_iterator(events))
        if (exists(category.path() / section.substr(prefix.size()))) return false;
    return true;
}

/// Sockets have no storage for such programs before 5.11: a form without it does the work.
bool lacksSocketStorage(const Attempt& attempt, const std::string& section)
{
    return isBtfTyped(section) &&
           attempt.verifierLog.find("unknown func bpf_sk_storage") != std::string::npos;
}

bool tryProgram(const std::string& path, const std::string& name, const std::string& section,
                Form form)
{
    // The short log first. Where it is refused the long one says more; where that does not fit
    // (ENOSPC, kernels before 5.2) the kernel's answer counts without any.
    Attempt attempt = loadAlone(path, name, form, Statistics);
    if (attempt.error != 0) attempt = loadAlone(path, name, form, Instructions);
    if (attempt.error == ENOSPC) attempt = loadAlone(path, name, form, NoLog);

    printf("  %-34s %-8s ", name.c_str(), form == Form::BtfTyped ? "tp_btf" : "");
    if (attempt.error == 0) {
        printf("loaded   %6u instructions, %7s verified\n", attempt.instructions,
               verifiedInstructions(attempt.verifierLog).c_str());
        return true;
    }
    if (lacksPlace(attempt, section)) {
        printf("-        the kernel's BTF has no %s\n", section.c_str() + section.find('/') + 1);
        return true;
    }
    if (lacksTracepoint(section)) {
        printf("-        the kernel has no such tracepoint\n");
        return true;
    }
    if (lacksSocketStorage(attempt, section)) {
        printf("-        the kernel lets it keep nothing with sockets\n");
        return true;
    }
    printf("REFUSED  %s\n", strerror(attempt.error));
    printTail(attempt.verifierLog.empty() ? attempt.libbpfLog : attempt.verifierLog);
    return false;
}

struct Program {
    std::string name;
    std::string section;
};

std::vector<Program> programsOf(bpf_object* object)
{
    std::vector<Program> programs;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object)
        programs.push_back({bpf_program__name(program), bpf_program__section_name(program)});
    return programs;
}

/// As the library does it: struct offsets from wherever they can be had.
void makeBtf(const std::string& path)
{
    using namespace sysinternals;
    syntheticBtf.reset();
    if (access(kKernelBtf, R_OK) == 0) return;
    CoreAccesses accesses = coreAccessesOf(readFile(path), path);
    ChosenOffsets chosen =
        chooseOffsets({.btfFile = "",
                       .confFile = "",
                       .databaseFile = "",
                       .allowed = TELEMETRY_OFFSETS_FROM_ANYWHERE,
                       .report = [](const std::string& text) { printf("  %s\n", text.c_str()); }},
                      accesses.entries);
    printf("  struct offsets: %s\n", telemetryOffsetsSourceName(chosen.source));
    syntheticBtf.emplace(makeSyntheticBtf(chosen.offsets));
}

/// All programs of an object, in the form that `ringBuffer` says.
bool tryPrograms(const std::string& path, bool behindBtf)
{
    Object object = openObject(path);
    if (!object) return false;
    bool all = true;
    for (const Program& program : programsOf(object.get())) {
        if (isBtfTyped(program.section) && (!behindBtf || access(kKernelBtf, R_OK) != 0)) continue;
        all &= tryProgram(path, program.name, program.section, Form::AsCompiled);
        if (program.section == kAtSyscallExit && behindBtf)
            all &= tryProgram(path, program.name, program.section, Form::BtfTyped);
    }
    return all;
}

bool tryObject(const std::string& path, bool behindBtf)
{
    printf("%s\n", path.c_str());
    makeBtf(path);
    ringBuffer = false;
    bool all = tryPrograms(path, behindBtf);
    if (!hasRingBuffer || !bpf_object__find_map_by_name(openObject(path).get(), TELEMETRY_RING))
        return all;
    printf("%s, with the ring buffer\n", path.c_str());
    ringBuffer = true;
    return tryPrograms(path, behindBtf) && all;
}

bool tryObjects(const std::string& folder, bool older)
{
    uint64_t kernel = sysinternals::parseKernelVersion(sysinternals::kernelRelease());
    bool hasBtf = access(kKernelBtf, R_OK) == 0;
    bool all = true;
    bool any = false;
    for (const telemetryObject& object : sysmon::telemetryObjects()) {
        if (object.fromKernel > kernel || (object.beforeKernel <= kernel && !older)) continue;
        any = true;
        all &= tryObject(folder + "/" + object.file, hasBtf && object.syscallExitBtf);
    }
    if (!any) printf("there is no object for this kernel\n");
    return any && all;
}

} // namespace

int main(int argc, char** argv)
{
    bool files = argc > 2 && argv[1] == std::string("--files");
    bool older = argc == 3 && argv[1] == std::string("--older");
    if (!files && argc != (older ? 3 : 2)) {
        fprintf(stderr, "usage: %s [--older] FOLDER | --files OBJECT...\n", argv[0]);
        return 2;
    }
    printf("kernel %s, BTF: %s\n", sysinternals::kernelRelease().c_str(),
           access(kKernelBtf, R_OK) == 0 ? "yes" : "no");
    hasRingBuffer = sysinternals::kernelHasRingBuffer(); // takes libbpf's messages
    hasTaskStorage = sysinternals::kernelHasTaskStorage();
    libbpf_set_print(collectLibbpfLog);
    try {
        if (!files) return tryObjects(argv[argc - 1], older) ? 0 : 1;
        bool all = true;
        for (int i = 2; i < argc; i++)
            all &= tryObject(argv[i], false);
        return all ? 0 : 1;
    } catch (const std::exception& error) {
        printf("%s\n", error.what());
        return 1;
    }
}
