// SPDX-License-Identifier: MIT
#include "fileHasher.h"

#include "deletedFile.h"
#include "executedFile.h"
#include "hashAlgorithms.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sysmon {

namespace {

using Clock = std::chrono::steady_clock;

/// What is read between two looks at the other files.
constexpr size_t chunkSize = 256 * 1024;
/// Somebody may hold a lease on the file: it is tried again so often, and so long. The kernel takes
/// leases away after 45 seconds.
constexpr std::chrono::milliseconds leaseRetry{50};
constexpr std::chrono::seconds leasePatience{55};
/// The clock that stamps files goes in steps of up to 10 ms: what is younger may be written again
/// without another stamp.
constexpr int64_t stampStepNs = 20'000'000;
/// A file that changes so often while it is read has no hash.
constexpr int maxChanges = 3;

int64_t realTimeNs()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// One question on its way.
class Job {
public:
    explicit Job(Question question)
        : question_(std::move(question)), digests_(question_.facts.algorithms)
    {
    }

    uint64_t id() const { return question_.facts.id; }
    /// Nothing of a file that is not found yet: those come first.
    uint64_t left() const { return state_ && state_->size > offset_ ? state_->size - offset_ : 0; }
    bool isDue(Clock::time_point now) const { return now >= retryAt_; }
    Clock::time_point retryAt() const { return retryAt_; }

    const std::string& text() const { return text_; }
    bool lasts() const { return lasts_; }

    /// Does the next piece of work. True if that was all.
    bool advance(std::span<char> buffer)
    {
        if (!state_) return !find();
        if (!readable_) return !open();
        const ssize_t size = readChunk(readable_.get(), buffer, offset_);
        if (size > 0) {
            digests_.update(buffer.first(static_cast<size_t>(size)));
            offset_ += static_cast<uint64_t>(size);
        }
        // One that grows all the time has no end.
        if (size < 0 || offset_ > state_->size) return true;
        if (size > 0) return false;
        if (fileState(readable_.get()) != state_) return !beginAgain();
        text_ = digests_.finish();
        lasts_ = openedNs_ - state_->ctimeNs > stampStepNs;
        return true;
    }

private:
    /// False: there is nothing to hash.
    bool find()
    {
        file_ = question_.facts.kind == QuestionKind::HashOfDeleted
                    ? openRemoved(question_, state_)
                    : openExecuted(question_, state_);
        const bool isTooLarge = file_ && state_->size > question_.facts.maxBytes;
        lasts_ = isTooLarge;
        return file_ && !isTooLarge;
    }

    bool open()
    {
        const std::string path = "/proc/self/fd/" + std::to_string(file_.get());
        readable_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        if (!readable_) {
            const auto now = Clock::now();
            if (errno != EWOULDBLOCK || now > begin_ + leasePatience) return false;
            retryAt_ = now + leaseRetry;
            return true;
        }
        file_.reset();
        openedNs_ = realTimeNs();
        return true;
    }

    /// It was changed meanwhile: perhaps it only lost its name. False: that was tried before.
    bool beginAgain()
    {
        readable_.reset();
        state_.reset();
        digests_ = Digests(question_.facts.algorithms);
        offset_ = 0;
        return ++changes_ < maxChanges;
    }

    Question question_;
    UniqueFd file_;
    UniqueFd readable_;
    std::optional<FileState> state_;
    Digests digests_;
    uint64_t offset_ = 0;
    int64_t openedNs_ = 0;
    int changes_ = 0;
    const Clock::time_point begin_ = Clock::now();
    Clock::time_point retryAt_ = begin_;
    std::string text_;
    bool lasts_ = false;
};

/// The one to go on with; the end of `jobs`: none is due.
std::list<Job>::iterator nextJob(std::list<Job>& jobs)
{
    const auto now = Clock::now();
    auto best = jobs.end();
    for (auto job = jobs.begin(); job != jobs.end(); ++job)
        if (job->isDue(now) && (best == jobs.end() || job->left() < best->left())) best = job;
    return best;
}

} // namespace

void answerFileQuestions(QuestionChannel& channel)
{
    std::vector<char> buffer(chunkSize);
    std::list<Job> jobs;
    Question question;
    while (true) {
        auto job = nextJob(jobs);
        const int retryMs = static_cast<int>(leaseRetry.count());
        const int timeoutMs = job != jobs.end() ? 0 : jobs.empty() ? -1 : retryMs;
        switch (channel.receive(timeoutMs, question)) {
        case QuestionChannel::Received::End:
            return;
        case QuestionChannel::Received::Question:
            jobs.emplace_back(std::move(question));
            continue;
        case QuestionChannel::Received::Nothing:
            break;
        }
        if (job == jobs.end()) continue;
        channel.step(job->id());
        if (!job->advance(buffer)) continue;
        if (!channel.answer(job->id(), job->text(), job->lasts())) return;
        jobs.erase(job);
    }
}

} // namespace sysmon
