// SPDX-License-Identifier: MIT
#include "resolverPool.h"

#include "error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace sysmon {

namespace {

constexpr std::chrono::milliseconds lookInterval{50};
constexpr std::chrono::milliseconds idleLookInterval{1000};
/// What a process that was asked to end, or killed, may take to do so.
constexpr std::chrono::milliseconds endTime{1000};
/// So many processes in a row that answer nothing: it is not the questions.
constexpr unsigned mostFailures = 3;
constexpr std::chrono::seconds restAfterFailures{10};

struct Unmap {
    void operator()(ResolverProgress* page) const { munmap(page, sizeof(ResolverProgress)); }
};
using ProgressPage = std::unique_ptr<ResolverProgress, Unmap>;

ProgressPage mapPage(int memory)
{
    void* const at =
        mmap(nullptr, sizeof(ResolverProgress), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    return ProgressPage(at == MAP_FAILED ? nullptr : static_cast<ResolverProgress*>(at));
}

/// Whether it waits for something: one that the machine is too busy to run does not stand still.
/// What of /proc/PID/stat is read here the kernel tells by itself.
bool isBlocked(pid_t process)
{
    std::string text;
    const std::string path = "/proc/" + std::to_string(process) + "/stat";
    if (!readFileAt(AT_FDCWD, path.c_str(), 4096, text)) return true;
    const size_t nameEnd = text.rfind(')'); // the state follows
    return nameEnd == std::string::npos || text.compare(nameEnd, 3, ") R") != 0;
}

/// Between fork and exec in a program with threads: nothing but system calls. Waits until the
/// parent has said whose process this is.
[[noreturn]] void becomeResolver(const char* program, const char* kind, int go, int socket,
                                 int memory)
{
    constexpr int aside = 16;
    char byte = 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int socketAside = fcntl(socket, F_DUPFD_CLOEXEC, aside);
    const int memoryAside = fcntl(memory, F_DUPFD_CLOEXEC, aside);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (read(go, &byte, 1) == 1 && dup2(socketAside, resolverSocket) >= 0 &&
        dup2(memoryAside, resolverPage) >= 0)
        execl(program, "sysmon", "-resolver", kind, static_cast<char*>(nullptr));
    _exit(127);
}

} // namespace

struct ResolverPool::Process {
    enum class State {
        Working,
        PassedBy, ///< stands still; what else it was to answer is asked elsewhere
        Leaving,  ///< has no socket any more, and ends when it sees that
        Killed,
    };

    pid_t id;
    UniqueFd socket;
    ProgressPage progress;
    Clock::time_point movedAt; ///< when it was seen to move, or had nothing to do
    Clock::time_point usedAt = movedAt;
    Clock::time_point endsAt{}; ///< when it should have ended
    State state = State::Working;
    bool isAbandoned = false;
    bool hasAnswered = false;
    std::optional<uint32_t> heldBy{}; ///< the user at whose question it stands still
    uint64_t steps = 0;
    std::unordered_map<uint64_t, Pending> asked{};
    std::unordered_map<uint32_t, unsigned> askedByUser{};

    void forget(std::unordered_map<uint64_t, Pending>::iterator pending)
    {
        const auto user = askedByUser.find(pending->second.user);
        if (--user->second == 0) askedByUser.erase(user);
        asked.erase(pending);
    }
};

ResolverPool::ResolverPool(Options options)
    : options_(std::move(options)), wakeUp_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      buffer_(maxAnswerBytes, '\0')
{
    if (!wakeUp_) throw EnvironmentError("cannot make an event descriptor: " + errorText(errno));
    thread_ = std::thread([this] { run(); });
}

ResolverPool::~ResolverPool()
{
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    eventfd_write(wakeUp_.get(), 1);
    thread_.join();
}

std::shared_ptr<ResolverAnswer> ResolverPool::ask(uint32_t user, Question question)
{
    if (options_.program.empty()) return nullptr;
    auto answer = std::make_shared<ResolverAnswer>();
    {
        const std::lock_guard lock(mutex_);
        const auto known = userOfId_.find(user);
        const bool isFull =
            known != userOfId_.end() && known->second->waiting.size() >= options_.waitingOfUser;
        if (refuses_ || isFull || waiting_ >= options_.waiting) return nullptr;
        enqueue({std::move(question), user, answer}, false);
    }
    eventfd_write(wakeUp_.get(), 1);
    return answer;
}

/// With the lock held.
void ResolverPool::enqueue(Pending pending, bool first)
{
    const auto [known, isNew] = userOfId_.try_emplace(pending.user);
    if (isNew) known->second = users_.insert(users_.end(), {pending.user, {}});
    std::deque<Pending>& waiting = known->second->waiting;
    if (first)
        waiting.push_front(std::move(pending));
    else
        waiting.push_back(std::move(pending));
    ++waiting_;
}

/// How many processes stand still at a question of `user`.
unsigned ResolverPool::heldBy(uint32_t user) const
{
    return static_cast<unsigned>(std::ranges::count_if(
        processes_, [user](const Process& process) { return process.heldBy == user; }));
}

/// The next question that `process` may get: users take turns, and none holds more than half of the
/// processes.
bool ResolverPool::next(const Process& process, Pending& ret_pending)
{
    const std::lock_guard lock(mutex_);
    for (auto user = users_.begin(); user != users_.end(); ++user) {
        const auto asked = process.askedByUser.find(user->id);
        if (asked != process.askedByUser.end() && asked->second >= options_.atOnceOfUser) continue;
        if (heldBy(user->id) >= std::max(options_.processes / 2, 1U)) continue;
        ret_pending = std::move(user->waiting.front());
        user->waiting.pop_front();
        --waiting_;
        if (user->waiting.empty()) {
            userOfId_.erase(user->id);
            users_.erase(user);
        } else {
            users_.splice(users_.end(), users_, user);
        }
        return true;
    }
    return false;
}

void ResolverPool::run()
{
    while (true) {
        waitForSomething();
        {
            const std::lock_guard lock(mutex_);
            if (ended_) break;
        }
        const Clock::time_point now = Clock::now();
        processes_.remove_if([&](Process& process) { return !lookAfter(process, now); });
        sendQuestions(now);
        const bool hasAnswers = std::exchange(hasAnswers_, false);
        if ((hasAnswers || isBusy()) && options_.calls.answered) options_.calls.answered();
    }
    endAll();
}

bool ResolverPool::isBusy() const
{
    return std::ranges::any_of(processes_, [](const Process& process) {
        return !process.isAbandoned &&
               (!process.asked.empty() || process.state != Process::State::Working);
    });
}

int ResolverPool::pollTime()
{
    if (isBusy()) return static_cast<int>(lookInterval.count());
    const std::lock_guard lock(mutex_);
    const bool isIdle = processes_.empty() && waiting_ == 0 && !refuses_;
    return isIdle ? -1 : static_cast<int>(idleLookInterval.count());
}

void ResolverPool::waitForSomething()
{
    std::vector<pollfd> descriptors{{wakeUp_.get(), POLLIN, 0}};
    for (const Process& process : processes_)
        descriptors.push_back({process.socket.get(), POLLIN, 0}); // negative ones are passed over
    if (poll(descriptors.data(), descriptors.size(), pollTime()) <= 0) return;
    eventfd_t count = 0;
    if (descriptors[0].revents != 0) eventfd_read(wakeUp_.get(), &count);
    size_t i = 1;
    for (Process& process : processes_)
        if (descriptors[i++].revents != 0) receive(process);
}

void ResolverPool::receive(Process& process)
{
    while (process.socket) {
        const ssize_t size =
            recv(process.socket.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) {
            kill(process, Clock::now());
            return countFailure(process, Clock::now());
        }
        takeAnswer(process, static_cast<size_t>(size));
    }
}

void ResolverPool::takeAnswer(Process& process, size_t size)
{
    AnswerFacts facts;
    if (size < sizeof facts) return;
    std::memcpy(&facts, buffer_.data(), sizeof facts);
    const auto asked = process.asked.find(facts.id);
    if (asked == process.asked.end()) return; // answered elsewhere meanwhile
    ResolverAnswer& answer = *asked->second.answer;
    answer.lasts = facts.lasts != 0;
    answer.text.set(buffer_.substr(sizeof facts, size - sizeof facts));
    process.forget(asked);
    process.hasAnswered = true;
    process.usedAt = Clock::now();
    failures_ = 0;
    if (abandoned_ < options_.abandoned) isTold_ = false;
    hasAnswers_ = true;
}

bool ResolverPool::lookAfter(Process& process, Clock::time_point now)
{
    if (reap(process)) {
        giveUp(process);
        if (process.state == Process::State::Working || process.state == Process::State::PassedBy)
            countFailure(process, now);
        return false;
    }
    const uint64_t steps = process.progress->steps.load(std::memory_order_relaxed);
    if (std::exchange(process.steps, steps) != steps || process.asked.empty())
        process.movedAt = now;
    const auto still = now - process.movedAt;
    switch (process.state) {
    case Process::State::Working:
        if (still > options_.passBy && isBlocked(process.id))
            passBy(process);
        else if (process.asked.empty() && now - process.usedAt > options_.idle)
            leave(process, now);
        break;
    case Process::State::PassedBy:
        if (process.asked.empty())
            leave(process, now);
        else if (still > options_.kill)
            kill(process, now);
        break;
    case Process::State::Leaving:
        if (now > process.endsAt) kill(process, now);
        break;
    case Process::State::Killed:
        if (now > process.endsAt && !std::exchange(process.isAbandoned, true) &&
            ++abandoned_ >= options_.abandoned)
            refuse("the kernel holds too many processes that looked up " + options_.kind +
                   ", on a file system or service that does not answer");
        break;
    }
    return true;
}

/// It keeps the one question that it stands at.
void ResolverPool::passBy(Process& process)
{
    process.state = Process::State::PassedBy;
    const uint64_t at = process.progress->question.load(std::memory_order_relaxed);
    if (const auto asked = process.asked.find(at); asked != process.asked.end())
        process.heldBy = asked->second.user;
    askAgain(process, at);
}

void ResolverPool::leave(Process& process, Clock::time_point now)
{
    process.state = Process::State::Leaving;
    process.endsAt = now + endTime;
    process.socket.reset();
}

void ResolverPool::kill(Process& process, Clock::time_point now)
{
    ::kill(process.id, SIGKILL);
    process.state = Process::State::Killed;
    process.endsAt = now + endTime;
    process.socket.reset();
    giveUp(process);
}

/// The question that it was at has no answer; the others are asked again.
void ResolverPool::giveUp(Process& process)
{
    askAgain(process, process.progress->question.load(std::memory_order_relaxed));
    while (!process.asked.empty()) {
        process.asked.begin()->second.answer->text.set({});
        process.forget(process.asked.begin());
        hasAnswers_ = true;
    }
}

/// Its number belongs to it until waitpid(), so no other process passes for ours.
bool ResolverPool::reap(Process& process)
{
    siginfo_t info{};
    const int result =
        waitid(P_PID, static_cast<id_t>(process.id), &info, WEXITED | WNOHANG | WNOWAIT);
    if (result == 0 && info.si_pid == 0) return false;
    if (options_.calls.ownProcess) options_.calls.ownProcess(process.id, false);
    waitpid(process.id, nullptr, 0);
    if (process.isAbandoned && --abandoned_ < options_.abandoned) {
        const std::lock_guard lock(mutex_);
        refuses_ = false;
    }
    return true;
}

/// It ends by itself.
void ResolverPool::countFailure(const Process& process, Clock::time_point now)
{
    if (!process.hasAnswered) ++failures_;
    if (failures_ < mostFailures) return;
    nextStart_ = now + restAfterFailures;
    refuse("the processes that look up " + options_.kind + " end before they answer");
}

/// All that was asked of `process` but question `except`.
void ResolverPool::askAgain(Process& process, uint64_t except)
{
    std::vector<uint64_t> ids;
    for (const auto& [id, pending] : process.asked)
        if (id != except) ids.push_back(id);
    std::ranges::sort(ids, std::greater());
    const std::lock_guard lock(mutex_);
    for (const uint64_t id : ids) {
        const auto asked = process.asked.find(id);
        Pending pending = asked->second;
        process.forget(asked);
        enqueue(std::move(pending), true);
    }
}

/// What waits has no answer, and nothing is asked for a while.
void ResolverPool::refuse(const std::string& why)
{
    std::list<User> users;
    {
        const std::lock_guard lock(mutex_);
        refuses_ = true;
        users.swap(users_);
        userOfId_.clear();
        waiting_ = 0;
    }
    if (!std::exchange(isTold_, true) && options_.calls.problem)
        options_.calls.problem(why + ": these fields are '-' until that is over");
    for (User& user : users)
        for (Pending& pending : user.waiting)
            pending.answer->text.set({});
    hasAnswers_ = true;
}

void ResolverPool::sendQuestions(Clock::time_point now)
{
    if (failures_ >= mostFailures && now >= nextStart_) {
        failures_ = mostFailures - 1; // one more try
        const std::lock_guard lock(mutex_);
        refuses_ = abandoned_ >= options_.abandoned;
    }
    while (Process* const process = willing(now)) {
        Pending pending;
        if (!next(*process, pending)) return;
        if (send(*process, pending)) continue;
        const std::lock_guard lock(mutex_);
        enqueue(std::move(pending), true);
        return;
    }
}

ResolverPool::Process* ResolverPool::willing(Clock::time_point now)
{
    unsigned alive = 0;
    for (Process& process : processes_) {
        const bool works = process.state == Process::State::Working;
        if (works && process.asked.size() < options_.atOnce) return &process;
        alive += !process.isAbandoned;
    }
    const std::lock_guard lock(mutex_);
    const bool mayStart = waiting_ > 0 && alive < options_.processes && now >= nextStart_;
    return mayStart ? start(now) : nullptr;
}

bool ResolverPool::send(Process& process, Pending& pending)
{
    QuestionFacts& facts = pending.question.facts;
    std::string& path = pending.question.path;
    facts.id = ++lastId_;
    path.resize(std::min(path.size(), maxQuestionBytes - sizeof facts));
    std::array<iovec, 2> parts{{{&facts, sizeof facts}, {path.data(), path.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    if (sendmsg(process.socket.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return false;
    ++process.askedByUser[pending.user];
    process.usedAt = Clock::now();
    process.asked.emplace(facts.id, std::move(pending));
    return true;
}

ResolverPool::Process* ResolverPool::start(Clock::time_point now)
{
    int sockets[2], go[2];
    UniqueFd memory(memfd_create("sysmon-resolver", MFD_CLOEXEC));
    if (!memory || ftruncate(memory.get(), sizeof(ResolverProgress)) != 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
        return nullptr;
    UniqueFd ours(sockets[0]), theirs(sockets[1]);
    ProgressPage page = mapPage(memory.get());
    if (!page || pipe2(go, O_CLOEXEC) != 0) return nullptr;
    UniqueFd goes(go[0]), says(go[1]);

    const pid_t id = fork();
    if (id == 0)
        becomeResolver(options_.program.c_str(), options_.kind.c_str(), goes.get(), theirs.get(),
                       memory.get());
    if (id < 0) return nullptr;
    if (options_.calls.ownProcess) options_.calls.ownProcess(id, true);
    [[maybe_unused]] const ssize_t written = write(says.get(), "", 1);
    return &processes_.emplace_back(
        Process{.id = id, .socket = std::move(ours), .progress = std::move(page), .movedAt = now});
}

void ResolverPool::endAll()
{
    const Clock::time_point now = Clock::now();
    for (Process& process : processes_)
        ::kill(process.id, SIGKILL);
    while (Clock::now() < now + lookInterval * 4) {
        processes_.remove_if([this](Process& process) { return reap(process); });
        if (processes_.empty()) return;
        poll(nullptr, 0, 1);
    }
}

} // namespace sysmon
