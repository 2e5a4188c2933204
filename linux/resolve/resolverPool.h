// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"
#include "linuxHelpers.h"
#include "question.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <thread>
#include <unordered_map>

namespace sysmon {

/// The program that runs, though it may have been replaced or removed.
inline constexpr const char* runningProgram = "/proc/self/exe";

/// An answer that a resolver makes.
struct ResolverAnswer {
    DeferredText text;               ///< empty: there is none
    std::atomic<bool> lasts = false; ///< to be read once there is a text
};

/// Processes that do what may take any time, so that the one that reads the kernel's records waits
/// for nobody: look at files of others, ask name services. One that stands still is passed by,
/// killed later, or, where the kernel holds it, abandoned. They are started when there is something
/// to ask, and end when there was nothing for a while.
class ResolverPool {
public:
    using Clock = std::chrono::steady_clock;

    /// Called on the pool's own thread. They must outlive the pool and must not wait.
    struct Calls {
        /// There are new answers; and every 50 ms while there are questions, whose askers may have
        /// waited long enough.
        std::function<void()> answered{};
        std::function<void(const std::string&)> problem{}; ///< one sentence for the user
        std::function<void(pid_t, bool)> ownProcess{};     ///< one begins (true), has ended
    };
    struct Options {
        std::string program;    ///< that calls runAsResolver(); empty: there is nobody to ask
        std::string kind;       ///< as runAsResolver() knows it
        unsigned processes = 4; ///< at most, besides abandoned ones
        unsigned abandoned = 4; ///< with so many, nothing is asked any more
        unsigned atOnce = 32;   ///< questions that one process has
        unsigned atOnceOfUser = 8;
        size_t waitingOfUser = 1024;
        size_t waiting = 8192;
        std::chrono::milliseconds passBy{200}; ///< without a step, and it waits for something
        std::chrono::milliseconds kill{10'000};
        std::chrono::milliseconds idle{20'000};
        Calls calls{};
    };

    explicit ResolverPool(Options options);
    /// Kills the processes. Waits for none that the kernel holds. What was asked has no answer.
    ~ResolverPool();
    ResolverPool(const ResolverPool&) = delete;
    ResolverPool& operator=(const ResolverPool&) = delete;

    /// Never blocks. nullptr: too much is asked for already, by all or by `user`, or there is
    /// nobody to ask.
    std::shared_ptr<ResolverAnswer> ask(uint32_t user, Question question);

private:
    struct Pending {
        Question question;
        uint32_t user;
        std::shared_ptr<ResolverAnswer> answer;
    };
    struct User {
        uint32_t id;
        std::deque<Pending> waiting;
    };
    struct Process;

    void run();
    bool isBusy() const;
    int pollTime();
    void waitForSomething();
    void receive(Process& process);
    void takeAnswer(Process& process, size_t size);
    /// False: it has ended.
    bool lookAfter(Process& process, Clock::time_point now);
    void passBy(Process& process);
    void leave(Process& process, Clock::time_point now);
    void kill(Process& process, Clock::time_point now);
    bool reap(Process& process);
    void giveUp(Process& process);
    void countFailure(const Process& process, Clock::time_point now);
    unsigned heldBy(uint32_t user) const;
    void askAgain(Process& process, uint64_t except);
    void refuse(const std::string& why);
    void sendQuestions(Clock::time_point now);
    Process* willing(Clock::time_point now);
    void enqueue(Pending pending, bool first);
    bool next(const Process& process, Pending& ret_pending);
    bool send(Process& process, Pending& pending);
    Process* start(Clock::time_point now);
    void endAll();

    const Options options_;
    UniqueFd wakeUp_;       ///< eventfd
    std::mutex mutex_;      ///< for what follows
    std::list<User> users_; ///< with questions that wait; the next one first
    std::unordered_map<uint32_t, std::list<User>::iterator> userOfId_;
    size_t waiting_ = 0;
    bool ended_ = false;
    bool refuses_ = false;

    // Of the thread.
    std::list<Process> processes_;
    uint64_t lastId_ = 0;
    unsigned failures_ = 0; ///< processes in a row that ended without an answer
    Clock::time_point nextStart_{};
    bool isTold_ = false;
    bool hasAnswers_ = false;
    std::string buffer_;
    unsigned abandoned_ = 0; ///< processes that nobody can end
    std::thread thread_;
};

} // namespace sysmon
