// SPDX-License-Identifier: MIT
#include "witnessProcess.h"

#include "failure.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <pthread.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <thread>
#include <utility>

namespace sysinternals {

namespace {

constexpr unsigned long kNoSetuidFixup = 1 << 2; // SECBIT_NO_SETUID_FIXUP

struct Message {
    char order;
    int argument;
};

void makePipe(FileDescriptor& ret_read, FileDescriptor& ret_write)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot create a pipe: " + errnoText(errno));
    ret_read = FileDescriptor(ends[0]);
    ret_write = FileDescriptor(ends[1]);
}

#if defined(__x86_64__)
/// access(page) as a 32-bit program calls it; the number is i386's.
void compatAccess(void* page)
{
    long number = 33;
    asm volatile("int $0x80"
                 : "+a"(number)
                 : "b"(page), "c"(0)
                 : "memory", "r8", "r9", "r10", "r11");
}
#endif

} // namespace

WitnessIds witnessIds(const WitnessPlan& plan)
{
    uint32_t id = plan.ids;
    return {id, id + 1, id + 2, id + 3, id + 4, id + 5, id + 6, id + 7};
}

WitnessProcess::WitnessProcess(KernelMemory& memory, WitnessPlan plan)
    : memory_(memory), plan_(std::move(plan)),
      terminalMaster_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
{
    char name[64] = "";
    if (terminalMaster_.get() >= 0 && unlockpt(terminalMaster_.get()) == 0 &&
        ptsname_r(terminalMaster_.get(), name, sizeof(name)) == 0)
        terminal_ = name;

    FileDescriptor commandEnds[2];
    FileDescriptor answerEnds[2];
    for (int i = 0; i < 2; i++) {
        makePipe(commandEnds[i], commands_[i]);
        makePipe(answers_[i], answerEnds[i]);
    }
    process_ = fork();
    if (process_ < 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot start a process: " + errnoText(errno));
    if (process_ == 0) {
        for (int i = 0; i < 2; i++) {
            std::swap(commands_[i], commandEnds[i]);
            std::swap(answers_[i], answerEnds[i]);
            commandEnds[i] = FileDescriptor();
        }
        runProcess();
        _exit(0);
    }
    for (FileDescriptor& end : answerEnds)
        end = FileDescriptor(); // else its end would never be noticed
    identify();
}

WitnessProcess::~WitnessProcess()
{
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, __WALL);
}

void WitnessProcess::runProcess()
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    becomeWhatIsPlanned();
    std::thread([this] {
        auto thread = static_cast<pid_t>(syscall(SYS_gettid));
        (void)!write(answers_[1].get(), &thread, sizeof(thread));
        obey(commands_[1].get(), answers_[1].get(), false);
        _exit(0);
    }).detach();
    obey(commands_[0].get(), answers_[0].get(), true);
}

void WitnessProcess::becomeWhatIsPlanned()
{
    prctl(PR_SET_NAME, plan_.name.c_str());
    prctl(PR_MCE_KILL, PR_MCE_KILL_SET, plan_.memoryErrors, 0, 0);
    takeTerminal();
    rlimit limit{plan_.queueLimit - 1, plan_.queueLimit};
    setrlimit(RLIMIT_MSGQUEUE, &limit);
    (void)!chdir(plan_.folder.c_str());
    // A login user makes a new audit session, whose number no other process has.
    std::ofstream("/proc/self/loginuid") << 0 << std::flush;
}

void WitnessProcess::takeTerminal()
{
    setsid();
    if (terminal_.empty()) return;
    int terminal = open(terminal_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ioctl(terminal, TIOCSCTTY, 0);
}

void WitnessProcess::obey(int commands, int answers, bool first)
{
    Message message;
    while (read(commands, &message, sizeof(message)) == sizeof(message)) {
        if (first && message.order == static_cast<char>(Order::EndThread)) {
            syscall(SYS_exit, 0); // of this thread only, and without its destructors
        }
        const char done = execute(static_cast<Order>(message.order), message.argument) ? 1 : 0;
        if (write(answers, &done, sizeof(done)) != sizeof(done)) return;
    }
}

bool WitnessProcess::execute(Order order, int argument)
{
    WitnessIds ids = witnessIds(plan_);
    switch (order) {
    case Order::Touch:
        page_.touch();
        return true;
    case Order::Access:
        syscall(SYS_faccessat, AT_FDCWD, page_.untouched(), F_OK);
        return true;
    case Order::CompatAccess:
#if defined(__x86_64__)
        compatAccess(page_.untouched());
        return true;
#else
        return false;
#endif
    case Order::TakeIds:
        // As system calls: the library's functions would do it for all threads. Without the fixup
        // of capabilities, so that all eight ids may be chosen freely.
        return prctl(PR_SET_SECUREBITS, kNoSetuidFixup) == 0 &&
               syscall(SYS_setresgid, ids.gid, ids.egid, ids.sgid) == 0 &&
               syscall(SYS_setresuid, ids.uid, ids.euid, ids.suid) == 0 &&
               (setfsgid(ids.fsgid), setfsuid(ids.fsuid), setfsuid(-1u)) ==
                   static_cast<int>(ids.fsuid);
    case Order::Trace:
        return ptrace(PTRACE_SEIZE, argument, nullptr, nullptr) == 0;
    case Order::EndThread:
        break;
    }
    return false;
}

bool WitnessProcess::tell(int thread, Order order, int argument)
{
    Message message{static_cast<char>(order), argument};
    char done = 0;
    if (write(commands_[thread].get(), &message, sizeof(message)) != sizeof(message)) return false;
    return read(answers_[thread].get(), &done, sizeof(done)) == sizeof(done) && done;
}

void WitnessProcess::identify()
{
    if (read(answers_[1].get(), &secondThread_, sizeof(secondThread_)) != sizeof(secondThread_))
        throw Failure(TELEMETRY_SYSTEM_ERROR, "a process that discovery started died");
    FileDescriptor watch = memory_.watch(process_);
    memory_.expectOther();
    tell(0, Order::Touch);
    first_ = memory_.lastIdentity();
    watch = memory_.watch(secondThread_);
    memory_.expectOther();
    tell(1, Order::Touch);
    second_ = memory_.lastIdentity();
}

Dump WitnessProcess::dumpDuring(Order order)
{
    // The last fault counts. So that it is the one of the page, the way there is walked once
    // before: everything else that would fault has done so then.
    tell(0, order);
    Dump task;
    FileDescriptor watch = memory_.watch(process_);
    memory_.expectOther();
    tell(0, order);
    memory_.lastIdentity(&task);
    return task;
}

Dump WitnessProcess::duringAccess()
{
    return dumpDuring(Order::Access);
}

std::optional<Dump> WitnessProcess::duringCompatAccess()
{
    // A kernel without 32-bit calls kills the process that tries: try it in a child first.
#if defined(__x86_64__)
    pid_t child = fork();
    if (child == 0) {
        compatAccess(page_.untouched());
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status)) return dumpDuring(Order::CompatAccess);
#endif
    return std::nullopt;
}

bool WitnessProcess::takeIds()
{
    return tell(0, Order::TakeIds);
}

bool WitnessProcess::trace(const WitnessProcess& other)
{
    return tell(0, Order::Trace, other.process());
}

void WitnessProcess::endFirstThread()
{
    Message message{static_cast<char>(Order::EndThread), 0};
    (void)!write(commands_[0].get(), &message, sizeof(message));
    // The kernel has let go of the thread when /proc shows it as a zombie.
    for (;;) {
        std::ifstream stat("/proc/" + std::to_string(process_) + "/task/" +
                           std::to_string(process_) + "/stat");
        std::string text((std::istreambuf_iterator<char>(stat)), {});
        size_t end = text.rfind(')');
        if (end == std::string::npos || text.compare(end, 4, ") Z ") == 0) return;
        std::this_thread::yield();
    }
}

} // namespace sysinternals
