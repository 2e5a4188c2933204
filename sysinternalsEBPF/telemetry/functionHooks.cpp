// SPDX-License-Identifier: MIT
#include "functionHooks.h"

#include "failure.h"
#include "libbpfLog.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>

namespace sysinternals {

namespace {

std::vector<const telemetryHookForm*> formsOf(const telemetryHook& hook)
{
    std::vector<const telemetryHookForm*> forms;
    for (const telemetryHookForm& form : std::span(hook.forms, hook.formCount))
        forms.push_back(&form);
    return forms;
}

std::span<const telemetryProbe> probesOf(const telemetryHookForm& form)
{
    return {form.probes, form.probeCount};
}

bpf_program* programOf(bpf_object* object, const telemetryProbe& probe)
{
    bpf_program* program = bpf_object__find_program_by_name(object, probe.program);
    if (!program)
        throw Failure(TELEMETRY_BAD_ARGUMENT, std::string(bpf_object__name(object)) +
                                                  " has no BPF program " + probe.program + ".");
    return program;
}

/// Whether a kernel that preempts programs skips this one for other tasks meanwhile.
bool isSkipped(const bpf_program* program, bool tracepoints)
{
    const bpf_attach_type place = bpf_program__expected_attach_type(program);
    switch (bpf_program__type(program)) {
    case BPF_PROG_TYPE_TRACING:
        return tracepoints || place != BPF_TRACE_RAW_TP;
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
        return tracepoints;
    default:
        return false;
    }
}

std::string reasonOf(const LibbpfLog& log, int error)
{
    const std::string reason = log.reason();
    return reason.empty() ? errnoText(error) : reason;
}

bool has(const telemetryHookForm& form, std::string_view program)
{
    return std::ranges::any_of(probesOf(form), [program](const telemetryProbe& probe) {
        return probe.program == program;
    });
}

/// "fexit/vfs_open": forms are named by one kind of program and may have others, too.
std::string placeOf(bpf_object* object, const telemetryProbe& probe)
{
    return bpf_program__section_name(programOf(object, probe));
}

/// struct bpf_link_info of a program at a kprobe; <linux/bpf.h> may be of an older kernel.
struct KprobeLinkInfo {
    uint32_t type;
    uint32_t id;
    uint32_t programId;
    uint32_t reserved;
    uint32_t kind;
    uint32_t reservedToo;
    uint64_t functionName;
    uint32_t functionNameSize;
    uint32_t offset;
    uint64_t address;
    uint64_t missed; ///< since 6.7
    uint64_t cookie;
};
constexpr uint32_t kPerfEventLink = 7; // BPF_LINK_TYPE_PERF_EVENT
constexpr uint32_t kKprobe = 3;        // BPF_PERF_EVENT_KPROBE
constexpr uint32_t kKretprobe = 4;     // BPF_PERF_EVENT_KRETPROBE

/// How often the kernel did not run the program of `link`: for want of a free place to remember a
/// call whose return a kretprobe waits for, or since another kprobe was running.
uint64_t missedRunsOf(const BpfLink& link)
{
    KprobeLinkInfo info{};
    uint32_t size = sizeof(info);
    if (bpf_obj_get_info_by_fd(bpf_link__fd(link.get()), &info, &size) != 0) return 0;
    const bool isKprobe =
        info.type == kPerfEventLink && (info.kind == kKprobe || info.kind == kKretprobe);
    return isKprobe ? info.missed : 0;
}

} // namespace

FunctionHooks::FunctionHooks(const telemetryObject& object)
{
    add({object.hooks, object.hookCount});
}

void FunctionHooks::add(std::span<const telemetryHook> hooks)
{
    for (const telemetryHook& hook : hooks)
        hooks_.push_back({&hook, formsOf(hook), nullptr, 0, {}, {}});
}

void FunctionHooks::avoidSkipped(bpf_object* object, const telemetryObject& description,
                                 bool tracepoints)
{
    if (tracepoints) add({description.unskippedHooks, description.unskippedHookCount});
    const auto skipped = [&](const telemetryHookForm* form) {
        return std::ranges::count_if(probesOf(*form), [&](const telemetryProbe& probe) {
            return isSkipped(programOf(object, probe), tracepoints);
        });
    };
    for (Hook& hook : hooks_)
        std::ranges::stable_sort(hook.forms, {}, skipped);
}

void FunctionHooks::leaveOutFunctions(std::string_view beginning)
{
    for (Hook& hook : hooks_) {
        const auto others = std::stable_partition(
            hook.forms.begin(), hook.forms.end(), [beginning](const telemetryHookForm* form) {
                return std::ranges::any_of(probesOf(*form), [&](const telemetryProbe& probe) {
                    return std::string_view(probe.function).starts_with(beginning);
                });
            });
        for (auto left = others - hook.forms.begin(); left > 0; left--)
            hook.refuse(std::string(beginning) + "... is not to be used");
    }
}

void FunctionHooks::choose(const OpenObject& open)
{
    // An attempt costs as much for all hooks as for one, so they go together.
    for (;;) {
        std::vector<Hook*> undecided;
        for (Hook& hook : hooks_)
            if (!hook.form && hook.next < hook.forms.size()) undecided.push_back(&hook);
        if (undecided.empty()) return;
        tryTogether(undecided, open);
    }
}

void FunctionHooks::tryTogether(const std::vector<Hook*>& hooks, const OpenObject& open)
{
    LibbpfLog log;
    BpfObject object = open();
    bpf_program* each = nullptr;
    bpf_object__for_each_program(each, object.get()) bpf_program__set_autoload(each, false);
    for (const Hook* hook : hooks)
        for (const telemetryProbe& probe : probesOf(hook->nextForm()))
            bpf_program__set_autoload(programOf(object.get(), probe), true);
    if (int error = -bpf_object__load(object.get()); error != 0) {
        refuse(hooks, log.failedProgram(), reasonOf(log, error), open);
        return;
    }
    for (Hook* hook : hooks)
        tryToAttach(*hook, object.get());
}

void FunctionHooks::refuse(const std::vector<Hook*>& hooks, const std::string& program,
                           const std::string& reason, const OpenObject& open)
{
    bool found = false;
    for (Hook* hook : hooks)
        if (hooks.size() == 1 || has(hook->nextForm(), program)) {
            hook->refuse(reason);
            found = true;
        }
    if (found) return;
    // Nobody says which one it is.
    for (Hook* hook : hooks)
        tryTogether({hook}, open);
}

void FunctionHooks::tryToAttach(Hook& hook, bpf_object* object)
{
    std::vector<BpfLink> links;
    for (const telemetryProbe& probe : probesOf(hook.nextForm())) {
        LibbpfLog log;
        links.emplace_back(bpf_program__attach(programOf(object, probe)));
        if (!links.back())
            return hook.refuse("cannot attach to " + std::string(probe.function) + ": " +
                               reasonOf(log, errno));
    }
    hook.form = &hook.nextForm();
}

void FunctionHooks::select(bpf_object* object) const
{
    for (const Hook& hook : hooks_)
        if (hook.form)
            for (const telemetryProbe& probe : probesOf(*hook.form))
                bpf_program__set_autoload(programOf(object, probe), true);
}

bool FunctionHooks::replaces(std::string_view program) const
{
    return std::ranges::any_of(hooks_, [program](const Hook& hook) {
        const std::span others(hook.description->instead, hook.description->insteadCount);
        return hook.form && std::ranges::find(others, program) != others.end();
    });
}

uint64_t FunctionHooks::chosenBits() const
{
    uint64_t bits = 0;
    for (const Hook& hook : hooks_)
        if (hook.form && hook.description->call >= TELEMETRY_PSEUDO_CALL)
            bits |= TELEMETRY_HOOK_BIT(hook.description->call);
    return bits;
}

void FunctionHooks::setActive(bpf_object* object, const bool* activeCalls, const LeaveOut& leaveOut)
{
    for (Hook& hook : hooks_) {
        if (!hook.form) continue;
        if (!activeCalls[hook.description->call])
            detach(hook);
        else if (hook.links.empty())
            attach(hook, object, leaveOut);
    }
}

void FunctionHooks::attach(Hook& hook, bpf_object* object, const LeaveOut& leaveOut)
{
    for (const telemetryProbe& probe : probesOf(*hook.form)) {
        LibbpfLog log;
        BpfLink link(bpf_program__attach(programOf(object, probe)));
        if (!link) {
            const std::string reason = reasonOf(log, errno);
            hook.links.clear();
            leaveOut(probe.program,
                     "cannot attach it to " + placeOf(object, probe) + ": " + reason);
            return;
        }
        hook.links.push_back(std::move(link));
    }
}

void FunctionHooks::detach(Hook& hook)
{
    for (const BpfLink& link : hook.links)
        missedBefore_ += missedRunsOf(link);
    hook.links.clear();
}

void FunctionHooks::detachAll()
{
    for (Hook& hook : hooks_)
        detach(hook);
}

uint64_t FunctionHooks::missedRuns() const
{
    uint64_t runs = missedBefore_;
    for (const Hook& hook : hooks_)
        for (const BpfLink& link : hook.links)
            runs += missedRunsOf(link);
    return runs;
}

void FunctionHooks::addForm(bpf_object* object, const Hook& hook, const telemetryHookForm& form,
                            std::vector<ProgramState>& ret_states)
{
    const auto refused = hook.refused.find(form.name);
    for (const telemetryProbe& probe : probesOf(form))
        ret_states.push_back({probe.program, placeOf(object, probe), form.name,
                              hook.form == &form && !hook.links.empty(),
                              refused == hook.refused.end() ? "" : refused->second});
}

void FunctionHooks::addStates(bpf_object* object, std::vector<ProgramState>& ret_states) const
{
    for (const Hook& hook : hooks_)
        for (const telemetryHookForm* form : hook.forms) {
            addForm(object, hook, *form, ret_states);
            if (hook.form == form) break; // the rest was not tried
        }
}

} // namespace sysinternals
