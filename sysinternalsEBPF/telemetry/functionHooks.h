// SPDX-License-Identifier: MIT
//
// Programs on the kernel's functions: forms of one hook are alternatives, of which the best that
// this kernel takes is used.
#pragma once

#include "handle.h"
#include "libsysinternalsEBPF.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sysinternals {

/// A program of a session and where it is or would be.
struct ProgramState {
    std::string program;
    std::string place;
    std::string form; ///< as telemetryProgramState has it
    bool attached = false;
    std::string reason; ///< why it is left out; empty: it is not
};

class FunctionHooks {
public:
    explicit FunctionHooks(const telemetryObject& object);

    /// Where the kernel preempts programs: forms with the fewest that it skips then come first.
    /// `tracepoints`: those of tracepoints are among them, and there are hooks beside them.
    void avoidSkipped(bpf_object* object, const telemetryObject& description, bool tracepoints);

    /// Refuses forms with a function whose name begins so.
    void leaveOutFunctions(std::string_view beginning);

    using OpenObject = std::function<BpfObject()>;
    /// Loads and attaches the best form of each hook, and of those that are refused the next, until
    /// one succeeds: whether a kernel has a function, and lets programs in, only the attempt tells.
    void choose(const OpenObject& open);

    /// Lets `object` load the programs of the chosen forms.
    void select(bpf_object* object) const;

    /// Whether a chosen form does the work of `program`.
    bool replaces(std::string_view program) const;

    /// TELEMETRY_HOOK_BIT of each pseudo call whose hook has a chosen form.
    uint64_t chosenBits() const;

    using LeaveOut = std::function<void(const std::string& program, const std::string& reason)>;
    /// Attaches what is active, detaches what is not.
    void setActive(bpf_object* object, const bool* activeCalls, const LeaveOut& leaveOut);
    void detachAll();

    /// Runs of kprobe programs that the kernel missed so far, which it tells since 6.7.
    uint64_t missedRuns() const;

    void addStates(bpf_object* object, std::vector<ProgramState>& ret_states) const;

private:
    struct Hook {
        const telemetryHook* description;
        std::vector<const telemetryHookForm*> forms; ///< the best first
        const telemetryHookForm* form = nullptr;     ///< chosen; none: the kernel takes none
        size_t next = 0;                             ///< form to be tried
        std::map<std::string, std::string> refused;  ///< form to reason
        std::vector<BpfLink> links;

        const telemetryHookForm& nextForm() const { return *forms[next]; }
        void refuse(const std::string& reason) { refused[forms[next++]->name] = reason; }
    };

    void add(std::span<const telemetryHook> hooks);
    static void tryTogether(const std::vector<Hook*>& hooks, const OpenObject& open);
    /// `program` was refused; its hook, or if it is none of theirs each alone.
    static void refuse(const std::vector<Hook*>& hooks, const std::string& program,
                       const std::string& reason, const OpenObject& open);
    static void tryToAttach(Hook& hook, bpf_object* object);
    static void addForm(bpf_object* object, const Hook& hook, const telemetryHookForm& form,
                        std::vector<ProgramState>& ret_states);
    void detach(Hook& hook);
    void attach(Hook& hook, bpf_object* object, const LeaveOut& leaveOut);

    std::vector<Hook> hooks_;
    uint64_t missedBefore_ = 0; ///< of links that are no more
};

} // namespace sysinternals
