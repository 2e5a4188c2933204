// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"
#include "kernelMemory.h"
#include "procFacts.h"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace sysinternals {

/// What a process that discovery starts makes true of itself.
struct WitnessPlan {
    std::string name;    ///< of its first thread, 15 characters
    uint32_t ids;        ///< real user id; the seven other ids count up from it
    uint64_t queueLimit; ///< RLIMIT_MSGQUEUE, hard (below the usual one); soft is one less
    std::string folder;  ///< its current directory
    int memoryErrors;    ///< PR_MCE_KILL_EARLY or _LATE: a flag of its tasks
};

/// The ids that a witness with WitnessPlan::ids has.
struct WitnessIds {
    uint32_t uid, gid, suid, sgid, euid, egid, fsuid, fsgid;
};
WitnessIds witnessIds(const WitnessPlan& plan);

/// A process with two threads about which everything is known. It does nothing but what it is told.
class WitnessProcess {
public:
    /// Starts it. Throws Failure.
    WitnessProcess(KernelMemory& memory, WitnessPlan plan);
    ~WitnessProcess();
    WitnessProcess(const WitnessProcess&) = delete;
    WitnessProcess& operator=(const WitnessProcess&) = delete;

    pid_t process() const { return process_; }
    const WitnessPlan& plan() const { return plan_; }
    /// Of its first and its second thread.
    const TaskIdentity& first() const { return first_; }
    const TaskIdentity& second() const { return second_; }
    ProcFacts facts() const { return readProcFacts(std::to_string(process_)); }
    /// "pts3" of its terminal; "" if it could get none.
    const std::string& terminal() const { return terminal_; }

    /// The start of the first thread's task while it is within access(2), where its credentials are
    /// replaced for a moment, and within access(2) called as 32-bit programs do (none if that is
    /// not possible here).
    Dump duringAccess();
    std::optional<Dump> duringCompatAccess();
    /// Takes the ids of the plan.
    [[nodiscard]] bool takeIds();
    /// Lets it trace `other`; false if the system does not allow that.
    [[nodiscard]] bool trace(const WitnessProcess& other);
    /// Ends the first thread and leaves the second: the process lives on.
    void endFirstThread();

private:
    enum class Order : char { Touch, Access, CompatAccess, TakeIds, Trace, EndThread };
    struct Line;

    void runProcess();
    void becomeWhatIsPlanned();
    void takeTerminal();
    void obey(int commands, int answers, bool first);
    [[nodiscard]] bool execute(Order order, int argument);
    bool tell(int thread, Order order, int argument = 0);
    Dump dumpDuring(Order order);
    void identify();

    KernelMemory& memory_;
    const WitnessPlan plan_;
    FaultPage page_;
    FileDescriptor terminalMaster_;
    std::string terminal_;
    FileDescriptor commands_[2]; ///< of each thread, our end
    FileDescriptor answers_[2];
    pid_t process_ = -1;
    pid_t secondThread_ = -1;
    TaskIdentity first_{};
    TaskIdentity second_{};
};

} // namespace sysinternals
