// SPDX-License-Identifier: MIT
#include "processCache.h"

#include "guid.h"

#include <iterator>
#include <utility>

namespace sysmon {

namespace {

bool hasImage(const SYSMON_PROCESS_KEY& key)
{
    return key.endCode != 0 || key.argStart != 0;
}

bool sameImage(const SYSMON_PROCESS_KEY& a, const SYSMON_PROCESS_KEY& b)
{
    return a.endCode == b.endCode && a.argStart == b.argStart;
}

} // namespace

size_t ProcessCache::IdHash::operator()(const Id& id) const noexcept
{
    // Process ids are dense and start times grow with them: one multiplication spreads both.
    return (id.startTicks ^ uint64_t{id.processId} << 32) * 0x9e3779b97f4a7c15U;
}

ProcessCache::Id ProcessCache::idOf(const SYSMON_PROCESS_KEY& key)
{
    return {clockTicks(key.startTimeNs), key.processId};
}

ProcessCache::ProcessCache(Platform& platform) : ProcessCache(platform, Limits{}) {}

ProcessCache::ProcessCache(Platform& platform, const Limits& limits)
    : platform_(platform), limits_(limits)
{
}

void ProcessCache::seed()
{
    for (const ProcessFacts& facts : platform_.listProcesses()) {
        if (lookUp(facts.key) == nullptr) learn(insert(facts.key), facts);
    }
    shrink();
}

void ProcessCache::forked(const SYSMON_PROCESS_KEY& child, const SYSMON_PROCESS_KEY& parent,
                          uint32_t userId)
{
    const ProgramImagePtr inherited = image(parent);
    if (CachedProcess* const known = lookUp(child)) {
        // Its exec was read first. Its files from before that still come.
        if (!known->previousImage && !sameImage(known->key, child)) {
            known->previousKey = child;
            known->previousImage = inherited;
        }
        return;
    }
    CachedProcess& process = insert(child);
    process.parent = parent;
    process.userId = userId;
    if (inherited != unknown_) process.image = inherited;
    shrink();
}

void ProcessCache::executed(const SYSMON_PROCESS_KEY& key, uint64_t timeNs,
                            const SYSMON_PROCESS_KEY& parent, uint32_t userId,
                            std::string_view path, std::string_view commandLine)
{
    CachedProcess* process = lookUp(key);
    const bool isNew = process == nullptr;
    if (isNew) process = &insert(key);
    process->parent = parent;
    process->userId = userId;
    ProgramImagePtr image = makeImage(path, commandLine);
    if (isNew || sameImage(process->key, key)) {
        process->image = std::move(image);
        process->imageNs = timeNs;
    } else if (timeNs < process->imageNs) {
        process->previousKey = key;
        process->previousImage = std::move(image);
    } else {
        replaceImage(*process, key, std::move(image));
        process->imageNs = timeNs;
    }
    shrink();
}

bool ProcessCache::hasExited(const SYSMON_PROCESS_KEY& process) const
{
    const CachedProcess* const known = find(process);
    return known != nullptr && known->exited;
}

void ProcessCache::exited(const SYSMON_PROCESS_KEY& key, uint64_t timeNs)
{
    if (lookUp(key) == nullptr) insert(key);
    const Processes::iterator process = index_.find(idOf(key))->second;
    if (!process->exited) {
        process->exited = true;
        process->exitNs = timeNs;
        exited_.splice(exited_.end(), living_, process);
    }
    forgetOldExits(timeNs);
    shrink();
}

ProgramImagePtr ProcessCache::image(const SYSMON_PROCESS_KEY& key)
{
    const CachedProcess* process = lookUp(key);
    if (process == nullptr || !imageOf(*process, key)) process = &refresh(key);
    ProgramImagePtr image = imageOf(*process, key);
    shrink();
    return image;
}

SYSMON_PROCESS_KEY ProcessCache::withImage(const SYSMON_PROCESS_KEY& key)
{
    if (hasImage(key)) return key;
    image(key);
    const CachedProcess* const process = find(key);
    SYSMON_PROCESS_KEY result = key;
    if (process != nullptr) {
        result.endCode = process->key.endCode;
        result.argStart = process->key.argStart;
    }
    return result;
}

const CachedProcess* ProcessCache::find(const SYSMON_PROCESS_KEY& process) const
{
    const auto entry = index_.find(idOf(process));
    return entry == index_.end() ? nullptr : &*entry->second;
}

const CachedProcess* ProcessCache::findYoungest(uint32_t processId) const
{
    const CachedProcess* youngest = nullptr;
    for (const auto& [id, process] : index_)
        if (id.processId == processId &&
            (youngest == nullptr || id.startTicks > clockTicks(youngest->key.startTimeNs)))
            youngest = &*process;
    return youngest;
}

ProgramImagePtr ProcessCache::makeImage(std::string_view path, std::string_view commandLine)
{
    auto image =
        std::make_unique<ProgramImage>(ProgramImage{std::string(path), std::string(commandLine)});
    const size_t bytes = path.size() + commandLine.size();
    *textBytes_ += bytes;
    return {image.release(), [total = textBytes_, bytes](const ProgramImage* gone) {
                *total -= bytes;
                delete gone;
            }};
}

CachedProcess* ProcessCache::lookUp(const SYSMON_PROCESS_KEY& key)
{
    const auto entry = index_.find(idOf(key));
    if (entry == index_.end()) return nullptr;
    const Processes::iterator process = entry->second;
    if (!process->exited) living_.splice(living_.end(), living_, process);
    return &*process;
}

CachedProcess& ProcessCache::insert(const SYSMON_PROCESS_KEY& key)
{
    CachedProcess& process = living_.emplace_back();
    index_.emplace(idOf(key), std::prev(living_.end()));
    process.key = key;
    return process;
}

void ProcessCache::learn(CachedProcess& process, const ProcessFacts& facts)
{
    process.parent = facts.parent;
    process.userId = facts.userId;
    // The memory of a process that is about to end is gone, but not what we know of it.
    if (!hasImage(facts.key) && hasImage(process.key)) return;
    ProgramImagePtr image = makeImage(facts.image, facts.commandLine);
    if (sameImage(process.key, facts.key))
        process.image = std::move(image);
    else
        replaceImage(process, facts.key, std::move(image));
}

CachedProcess& ProcessCache::refresh(const SYSMON_PROCESS_KEY& key)
{
    CachedProcess* process = lookUp(key);
    ProcessFacts facts;
    const bool same = platform_.readProcess(key.processId, facts) && idOf(facts.key) == idOf(key);
    if (process == nullptr) process = &insert(same ? facts.key : key);
    if (same) learn(*process, facts);
    // What is still missing cannot be had. Remembered, so that the next event does not ask again.
    if (!imageOf(*process, key)) {
        if (!hasImage(key) || sameImage(process->key, key)) {
            process->image = unknown_;
        } else {
            process->previousKey = key;
            process->previousImage = unknown_;
        }
    }
    return *process;
}

ProgramImagePtr ProcessCache::imageOf(const CachedProcess& process,
                                      const SYSMON_PROCESS_KEY& key) const
{
    if (!hasImage(key) || sameImage(process.key, key)) return process.image;
    if (process.previousImage && sameImage(process.previousKey, key)) return process.previousImage;
    return nullptr;
}

void ProcessCache::replaceImage(CachedProcess& process, const SYSMON_PROCESS_KEY& key,
                                ProgramImagePtr image)
{
    process.previousKey = process.key;
    process.previousImage = std::exchange(process.image, std::move(image));
    process.key = key;
}

void ProcessCache::forgetOldExits(uint64_t nowNs)
{
    while (!exited_.empty() && exited_.front().exitNs + limits_.keepExitedNs < nowNs)
        erase(exited_);
}

void ProcessCache::shrink()
{
    // The last one stays: it is being asked for.
    while (index_.size() > 1 &&
           (index_.size() > limits_.processes || *textBytes_ > limits_.textBytes))
        erase(exited_.empty() ? living_ : exited_);
}

void ProcessCache::erase(Processes& processes)
{
    index_.erase(idOf(processes.front().key));
    processes.pop_front();
}

} // namespace sysmon
