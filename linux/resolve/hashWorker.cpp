// SPDX-License-Identifier: MIT
#include "hashWorker.h"

#include <algorithm>
#include <condition_variable>
#include <fcntl.h>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace sysmon {

namespace {

/// What is read between two looks at the other files.
constexpr size_t chunkSize = 256 * 1024;

/// One file on its way.
class Job {
public:
    Job(UniqueFd file, const FileState& state, const HashAlgorithms& algorithms,
        DeferredTextPtr text)
        : file_(std::move(file)), state_(state), digests_(algorithms), text_(std::move(text))
    {
    }

    uint64_t left() const { return state_.size > offset_ ? state_.size - offset_ : 0; }
    const FileState& state() const { return state_; }

    /// Reads the next chunk. True if that was all, or if it failed.
    bool advance(std::span<char> buffer)
    {
        const ssize_t size = open() ? readChunk(readable_.get(), buffer, offset_) : -1;
        if (size > 0) {
            digests_.update(buffer.first(static_cast<size_t>(size)));
            offset_ += static_cast<uint64_t>(size);
        }
        // One that grows all the time has no end.
        failed_ = size < 0 || offset_ > state_.size;
        return size <= 0 || failed_;
    }

    bool hasChanged() const { return failed_ || fileState(readable_.get()) != state_; }
    void tell() { text_->set(failed_ ? std::string() : digests_.finish()); }

private:
    /// Opening it to read may take its time, too, so it was left to this thread.
    bool open()
    {
        if (!readable_) {
            const std::string path = "/proc/self/fd/" + std::to_string(file_.get());
            readable_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
            file_.reset();
        }
        return static_cast<bool>(readable_);
    }

    UniqueFd file_;
    UniqueFd readable_;
    FileState state_;
    Digests digests_;
    DeferredTextPtr text_;
    uint64_t offset_ = 0;
    bool failed_ = false;
};

} // namespace

struct HashWorker::Shared {
    std::mutex mutex; ///< for what follows
    std::condition_variable changed;
    std::list<Job> jobs;
    std::vector<FileState> changedFiles;
    bool ended = false;

    void run();
};

void HashWorker::Shared::run()
{
    std::vector<char> buffer(chunkSize);
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [&] { return ended || !jobs.empty(); });
        if (ended) return;
        const auto job = std::ranges::min_element(jobs, {}, &Job::left);
        lock.unlock();
        const bool isDone = job->advance(buffer);
        const bool hasChanged = isDone && job->hasChanged();
        lock.lock();
        if (!isDone) continue;
        // First, lest the next event take it for the file's.
        if (hasChanged && changedFiles.size() < maxJobs) changedFiles.push_back(job->state());
        job->tell();
        jobs.erase(job);
    }
}

HashWorker::HashWorker() : shared_(std::make_shared<Shared>())
{
    std::thread([shared = shared_] { shared->run(); }).detach();
}

HashWorker::~HashWorker()
{
    const std::lock_guard lock(shared_->mutex);
    shared_->ended = true;
    shared_->changed.notify_all();
}

DeferredTextPtr HashWorker::add(UniqueFd file, const FileState& state,
                                const HashAlgorithms& algorithms)
{
    const std::lock_guard lock(shared_->mutex);
    if (shared_->jobs.size() >= maxJobs) return nullptr;
    auto text = std::make_shared<DeferredText>();
    shared_->jobs.emplace_back(std::move(file), state, algorithms, text);
    shared_->changed.notify_all();
    return text;
}

std::vector<FileState> HashWorker::takeChanged()
{
    const std::lock_guard lock(shared_->mutex);
    return std::exchange(shared_->changedFiles, {});
}

} // namespace sysmon
