// SPDX-License-Identifier: MIT
//
// What is known of the machine's processes: seeded from the platform, kept true by fork, exec and
// exit records, so that an event of a process that started long ago still names its program.
#pragma once

#include "ioctlcmd.h"
#include "platform.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sysmon {

/// A program as one process runs it. Shared by the processes that were forked while it ran.
struct ProgramImage {
    std::string path;        ///< empty: not known
    std::string commandLine; ///< empty: not known, or none (kernel thread)
};

using ProgramImagePtr = std::shared_ptr<const ProgramImage>;

/// One process as the cache knows it.
struct CachedProcess {
    SYSMON_PROCESS_KEY key{};    ///< of the current image
    SYSMON_PROCESS_KEY parent{}; ///< all zero: none, or not known
    uint32_t userId = 0;         ///< effective, as last heard of
    ProgramImagePtr image;       ///< nullptr: nobody asked for it yet
    uint64_t imageNs = 0;        ///< when it was executed; 0: before we watched
    /// Records of one process can come from several CPUs out of order: what it ran before its last
    /// exec, for an event from then that is read after the exec.
    SYSMON_PROCESS_KEY previousKey{};
    ProgramImagePtr previousImage;
    bool exited = false;
    uint64_t exitNs = 0; ///< CLOCK_MONOTONIC
};

/// Bounded in processes and in bytes of text. Over a limit the processes that exited go first, then
/// those that were not asked for the longest; a process that is needed again is read from the
/// platform. Not for use by several threads at once.
class ProcessCache {
public:
    struct Limits {
        size_t processes = 65'536;
        size_t textBytes = 64 * 1024 * 1024;    ///< of paths and command lines together
        uint64_t keepExitedNs = 60'000'000'000; ///< for events that are read late
    };

    explicit ProcessCache(Platform& platform);
    ProcessCache(Platform& platform, const Limits& limits);
    ProcessCache(const ProcessCache&) = delete;
    ProcessCache& operator=(const ProcessCache&) = delete;

    /// Takes in every process there is. What records told before stays.
    void seed();

    /// `child` began as a copy of `parent`: it runs the same image until it executes another.
    void forked(const SYSMON_PROCESS_KEY& child, const SYSMON_PROCESS_KEY& parent, uint32_t userId);

    /// `process` is the key of the new image, `timeNs` when it began (CLOCK_MONOTONIC).
    void executed(const SYSMON_PROCESS_KEY& process, uint64_t timeNs,
                  const SYSMON_PROCESS_KEY& parent, uint32_t userId, std::string_view path,
                  std::string_view commandLine);

    /// Whether the end of this process has been told already: two threads of a dying process can
    /// both look like its last.
    bool hasExited(const SYSMON_PROCESS_KEY& process) const;
    void exited(const SYSMON_PROCESS_KEY& process, uint64_t timeNs);

    /// What `process` ran when it had this key; never nullptr. What is missing is read from the
    /// platform, once per miss, and only believed if it is about the same process and image.
    ProgramImagePtr image(const SYSMON_PROCESS_KEY& process);

    /// `process`, completed by its current image where the key has none (it has exited, so its
    /// memory was gone when the record was made).
    SYSMON_PROCESS_KEY withImage(const SYSMON_PROCESS_KEY& process);

    /// For diagnosis and tests; nullptr if unknown. Valid until the next call.
    const CachedProcess* find(const SYSMON_PROCESS_KEY& process) const;

    /// The youngest process of this id; nullptr if unknown. Looks at all of them.
    const CachedProcess* findYoungest(uint32_t processId) const;

    const Limits& limits() const noexcept { return limits_; }
    size_t size() const noexcept { return index_.size(); }
    size_t textBytes() const noexcept { return *textBytes_; }

private:
    /// A process id is used again, but not within the same clock tick.
    struct Id {
        uint64_t startTicks;
        uint32_t processId;
        bool operator==(const Id&) const = default;
    };
    struct IdHash {
        size_t operator()(const Id& id) const noexcept;
    };
    using Processes = std::list<CachedProcess>;

    static Id idOf(const SYSMON_PROCESS_KEY& key);
    ProgramImagePtr makeImage(std::string_view path, std::string_view commandLine);
    CachedProcess* lookUp(const SYSMON_PROCESS_KEY& key);
    CachedProcess& insert(const SYSMON_PROCESS_KEY& key);
    void learn(CachedProcess& process, const ProcessFacts& facts);
    CachedProcess& refresh(const SYSMON_PROCESS_KEY& key);
    ProgramImagePtr imageOf(const CachedProcess& process, const SYSMON_PROCESS_KEY& key) const;
    void replaceImage(CachedProcess& process, const SYSMON_PROCESS_KEY& key, ProgramImagePtr image);
    void forgetOldExits(uint64_t nowNs);
    void shrink();
    void erase(Processes& processes);

    Platform& platform_;
    Limits limits_;
    /// Shared with the images: one may live longer than its process, in an event.
    std::shared_ptr<size_t> textBytes_ = std::make_shared<size_t>(0);
    ProgramImagePtr unknown_ = std::make_shared<const ProgramImage>();
    Processes living_; ///< least recently asked for first
    Processes exited_; ///< in the order of their ends
    std::unordered_map<Id, Processes::iterator, IdHash> index_;
};

} // namespace sysmon
