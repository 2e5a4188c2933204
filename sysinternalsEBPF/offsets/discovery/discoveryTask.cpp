// SPDX-License-Identifier: MIT
//
// Discovery of what is in task_struct, cred, mm_struct and signal_struct.
#include "discoveryContext.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace sysinternals {

namespace {

using Id = OffsetId;

constexpr size_t kCredBytes = 128; // less than it has: behind it lies an older one
constexpr size_t kMmMost = 2048;
constexpr size_t kSignalMost = 2048;
constexpr size_t kTtyBytes = 1536;
constexpr int kLooks = 10;
constexpr uint32_t kThreadInfoBytes = 64; // more than it has on any kernel

class TaskSearch {
public:
    explicit TaskSearch(DiscoveryContext& context)
        : context_(context), mmBytes_(context.bytesOf("mm_struct", kMmMost))
    {
        for (WitnessProcess* process : context.processes()) {
            threads_.push_back(process->first());
            threads_.push_back(process->second());
        }
    }

    void run()
    {
        attempt([&] { findIds(); });
        attempt([&] { findFlags(); });
        attempt([&] { findName(); });
        attempt([&] { findLeader(); });
        attempt([&] { findParent(); });
        attempt([&] { findStart(); });
        attempt([&] { findMemory(); });
        attempt([&] { findAudit(); });
        attempt([&] { findCredentials(); });
        attempt([&] { findStatus(); });
    }

private:
    const Dump& task(const TaskIdentity& identity) { return context_.task(identity); }

    /// Both threads of both processes must have it.
    std::vector<uint32_t> inThreads(size_t bytes,
                                    const std::function<uint64_t(const TaskIdentity&)>& value)
    {
        std::vector<Witness> witnesses;
        for (const TaskIdentity& thread : threads_)
            witnesses.push_back({&task(thread), value(thread)});
        return offsetsWithValues(witnesses, bytes);
    }

    void findIds()
    {
        auto pids = inThreads(4, [](const TaskIdentity& each) { return each.threadId; });
        auto tgids = inThreads(4, [](const TaskIdentity& each) { return each.processId; });
        size_t candidates = std::max(pids.size(), tgids.size());
        // Small numbers may stand elsewhere as well; these two are neighbours.
        if (pids.size() > 1 || tgids.size() > 1) {
            std::erase_if(pids, [&](uint32_t offset) {
                return std::ranges::find(tgids, offset + 4) == tgids.end();
            });
            std::erase_if(tgids, [&](uint32_t offset) {
                return std::ranges::find(pids, offset - 4) == pids.end();
            });
        }
        if (pids.size() != 1 || tgids.size() != 1) throw NotFound{Id::task_struct_pid, pids.size()};
        context_.takeByOrder(Id::task_struct_pid, pids[0], candidates);
        context_.takeByOrder(Id::task_struct_tgid, tgids[0], candidates);
    }

    /// Both processes have asked for other treatment of memory errors, which is a flag.
    void findFlags()
    {
        std::vector<uint32_t> found;
        for (int i = 0; i < kLooks && found.size() != 1; i++) {
            // What is set only for a moment may lie between /proc's answer and the copy.
            context_.forgetMemory();
            found = offsetsWithValues({{&task(threads_[0]), context_.early().facts().flags},
                                       {&task(threads_[2]), context_.late().facts().flags},
                                       {&task(context_.self()), readProcFacts("self").flags}},
                                      4);
        }
        context_.takeOnly(Id::task_struct_flags, found);
    }

    void findName()
    {
        auto processes = context_.processes();
        context_.takeOnly(Id::task_struct_comm,
                          offsetsWhere({&task(processes[0]->first()), &task(processes[1]->first())},
                                       8, [&](size_t i, uint32_t offset) {
                                           const std::string& name = processes[i]->plan().name;
                                           const Dump& dump = task(processes[i]->first());
                                           return offset + name.size() < dump.size() &&
                                                  memcmp(dump.data() + offset, name.c_str(),
                                                         name.size() + 1) == 0;
                                       }));
    }

    void findLeader()
    {
        context_.takeOnly(Id::task_struct_group_leader, inThreads(8, [&](const TaskIdentity& each) {
                              return each.processId == threads_[0].processId ? threads_[0].task
                                                                             : threads_[2].task;
                          }));
    }

    /// `real_parent` is followed by `parent`, which a tracer takes for itself. Elsewhere a task may
    /// point to its parent for other reasons, such as having woken it last.
    void findParent()
    {
        bool traced = context_.late().trace(context_.early());
        context_.forgetMemory();
        uint64_t parent = context_.self().task;
        uint64_t tracer = traced ? threads_[2].task : parent;
        auto found = inThreads(8, [&](const TaskIdentity&) { return parent; });
        std::erase_if(found, [&](uint32_t offset) {
            return wordAt(task(threads_[0]), offset + 8) != tracer ||
                   wordAt(task(threads_[2]), offset + 8) != parent;
        });
        context_.takeOnly(Id::task_struct_real_parent, found);
        if (!traced) return;
        context_.takeByOrder(Id::task_struct_parent,
                             context_.place(Id::task_struct_real_parent) + 8, found.size());
        findTrace();
    }

    /// `ptrace` follows `flags`; the process that is traced has bits there, its tracer has none.
    void findTrace()
    {
        const auto found = offsetsWhere(
            {&task(threads_[0]), &task(threads_[2])}, 4, [&](size_t i, uint32_t offset) {
                uint32_t bits = 0;
                memcpy(&bits, task(threads_[2 * i]).data() + offset, sizeof(bits));
                return (bits != 0) == (i == 0);
            });
        const uint32_t place = context_.place(Id::task_struct_flags) + 4;
        if (std::ranges::find(found, place) != found.end())
            context_.takeByOrder(Id::task_struct_ptrace, place, found.size());
    }

    void findStart()
    {
        // Both clocks started together unless the machine was suspended; both times are taken one
        // after the other, the one with the time of the suspensions last, and are neighbours.
        std::map<uint32_t, uint64_t> ticks = {
            {threads_[0].processId, context_.early().facts().startTicks},
            {threads_[2].processId, context_.late().facts().startTicks}};
        std::vector<const Dump*> dumps = {&task(threads_[0]), &task(threads_[2])};
        auto found = offsetsWhere(dumps, 8, [&](size_t i, uint32_t offset) {
            uint64_t ns = wordAt(*dumps[i], offset);
            return ns / nsPerTick() == ticks[threads_[i * 2].processId];
        });
        std::erase_if(found, [&](uint32_t offset) { return !isStart(offset, found); });
        if (found.empty() || found.size() > 2)
            throw NotFound{Id::task_struct_start_boottime, found.size()};
        context_.takeByOrder(Id::task_struct_start_boottime, found.back(), found.size());
    }

    /// Times that start a process never change; threads that ran since have moved on elsewhere.
    bool isStart(uint32_t offset, const std::vector<uint32_t>& found)
    {
        bool hasNeighbour = found.size() == 1 ||
                            std::ranges::find(found, offset + 8) != found.end() ||
                            std::ranges::find(found, offset - 8) != found.end();
        return hasNeighbour &&
               wordAt(task(threads_[1]), offset) >= wordAt(task(threads_[0]), offset);
    }

    /// Pointers in both processes' tasks whose targets have something at the same offset.
    std::vector<uint32_t> pointersTo(size_t bytes,
                                     const std::function<bool(size_t, const Dump&)>& isTarget)
    {
        std::vector<const Dump*> dumps = {&task(threads_[0]), &task(threads_[2])};
        return offsetsWhere(dumps, 8, [&](size_t i, uint32_t offset) {
            uint64_t pointer = wordAt(*dumps[i], offset);
            return isKernelPointer(pointer) && isTarget(i, context_.at(pointer, bytes));
        });
    }

    const Dump& target(size_t process, uint32_t offset, size_t bytes)
    {
        return context_.at(wordAt(task(threads_[process * 2]), offset), bytes);
    }

    static bool containsWord(const Dump& dump, uint64_t word)
    {
        for (uint32_t offset = 0; offset + 8 <= dump.size(); offset += 8)
            if (wordAt(dump, offset) == word) return true;
        return false;
    }

    void findMemory()
    {
        ProcFacts facts[] = {context_.early().facts(), context_.late().facts()};
        auto found = pointersTo(mmBytes_, [&](size_t i, const Dump& dump) {
            return containsWord(dump, facts[i].startCode) && containsWord(dump, facts[i].endCode) &&
                   containsWord(dump, facts[i].argStart) && containsWord(dump, facts[i].envEnd);
        });
        keepNearest(found, facts[0].startCode);
        // mm, then active_mm, which a process of its own memory has the same
        if (found.empty() || found.size() > 2) throw NotFound{Id::task_struct_mm, found.size()};
        uint32_t mm = context_.takeByOrder(Id::task_struct_mm, found.front(), found.size());

        // Behind a small mm_struct may lie that of another process of the same program, whose
        // values are the same: the first counts.
        auto member = [&](Id id, uint64_t ProcFacts::*fact, size_t which) {
            auto places = offsetsWithValues({{&target(0, mm, mmBytes_), facts[0].*fact},
                                             {&target(1, mm, mmBytes_), facts[1].*fact}},
                                            8);
            if (places.size() <= which) throw NotFound{id, places.size()};
            context_.takeByOrder(id, places[which], places.size());
        };
        member(Id::mm_struct_start_code, &ProcFacts::startCode, 0);
        member(Id::mm_struct_end_code, &ProcFacts::endCode, 0);
        member(Id::mm_struct_arg_start, &ProcFacts::argStart, 0);
        member(Id::mm_struct_arg_end, &ProcFacts::argEnd, 0);
        // the environment begins where the arguments end
        member(Id::mm_struct_env_start, &ProcFacts::envStart,
               facts[0].argEnd == facts[0].envStart ? 1 : 0);
        member(Id::mm_struct_env_end, &ProcFacts::envEnd, 0);
    }

    /// Of pointers that all have `word` somewhere behind them, those that are nearest to it: the
    /// others point to something that lies in front.
    void keepNearest(std::vector<uint32_t>& found, uint64_t word)
    {
        auto distance = [&](uint32_t offset) {
            return offsetsWithValues({{&target(0, offset, mmBytes_), word}}, 8).front();
        };
        uint32_t nearest = UINT32_MAX;
        for (uint32_t offset : found)
            nearest = std::min(nearest, distance(offset));
        std::erase_if(found, [&](uint32_t offset) { return distance(offset) != nearest; });
    }

    void findAudit()
    {
        ProcFacts facts[] = {context_.early().facts(), context_.late().facts()};
        if (!facts[0].auditSession || !facts[0].loginUser) {
            context_.offsets.setAbsent(Id::task_struct_loginuid);
            context_.offsets.setAbsent(Id::task_struct_sessionid);
            return;
        }
        // This process has another session or none, which tells its members from small numbers.
        ProcFacts own = readProcFacts("self");
        std::vector<const Dump*> dumps = {&task(threads_[0]), &task(threads_[2]),
                                          &task(context_.self())};
        const ProcFacts* sessions[] = {&facts[0], &facts[1], &own};
        auto found = offsetsWhere(dumps, 4, [&](size_t i, uint32_t offset) {
            return wordAt(*dumps[i], offset, 4) == sessions[i]->loginUser &&
                   wordAt(*dumps[i], offset + 4, 4) == sessions[i]->auditSession;
        });
        context_.takeOnly(Id::task_struct_loginuid, found);
        context_.offsets.setByte(Id::task_struct_sessionid, found[0] + 4);
    }

    void findCredentials()
    {
        if (!context_.early().takeIds() || !context_.late().takeIds())
            throw NotFound{Id::task_struct_cred, 0};
        Dump duringWithIds = context_.early().duringAccess();
        context_.forgetMemory();

        WitnessIds ids[] = {witnessIds(context_.early().plan()),
                            witnessIds(context_.late().plan())};
        auto has = [](const Dump& dump, uint32_t id) {
            return !offsetsWithValues({{&dump, id}}, 4).empty();
        };
        auto found = pointersTo(kCredBytes, [&](size_t i, const Dump& dump) {
            return has(dump, ids[i].uid) && has(dump, ids[i].fsgid);
        });
        uint32_t cred = chooseCred(found, duringWithIds);

        auto member = [&](Id id, uint32_t WitnessIds::*which) {
            context_.takeOnly(id, offsetsWithValues({{&target(0, cred, kCredBytes), ids[0].*which},
                                                     {&target(1, cred, kCredBytes), ids[1].*which}},
                                                    4));
        };
        member(Id::cred_uid, &WitnessIds::uid);
        member(Id::cred_gid, &WitnessIds::gid);
        member(Id::cred_suid, &WitnessIds::suid);
        member(Id::cred_sgid, &WitnessIds::sgid);
        member(Id::cred_euid, &WitnessIds::euid);
        member(Id::cred_egid, &WitnessIds::egid);
        member(Id::cred_fsuid, &WitnessIds::fsuid);
        member(Id::cred_fsgid, &WitnessIds::fsgid);
    }

    /// Of real_cred and cred: access(2) replaces cred for a moment, since it checks the real user.
    uint32_t chooseCred(const std::vector<uint32_t>& found, const Dump& during)
    {
        if (found.empty() || found.size() > 2) throw NotFound{Id::task_struct_cred, found.size()};
        std::vector<uint32_t> replaced;
        for (uint32_t offset : found)
            if (offset + 8 <= during.size() &&
                wordAt(during, offset) != wordAt(task(threads_[0]), offset))
                replaced.push_back(offset);
        if (replaced.size() == 1) return context_.takeOnly(Id::task_struct_cred, replaced);
        return context_.takeByOrder(Id::task_struct_cred, found.back(), found.size());
    }

    /// A flag of x86 says that the call in progress is one of a 32-bit program.
    void findStatus()
    {
#if defined(__x86_64__)
        constexpr uint32_t kCompatCall = 2; // TS_COMPAT
        auto compat = context_.early().duringCompatAccess();
        if (!compat) throw NotFound{Id::thread_info_status, 0};
        Dump native = context_.early().duringAccess();
        std::vector<const Dump*> dumps = {&*compat, &native};
        auto found = offsetsWhere(dumps, 4, [&](size_t i, uint32_t offset) {
            uint64_t flags = wordAt(*dumps[i], offset, 4);
            return offset < kThreadInfoBytes && (i == 0 ? flags == kCompatCall : flags == 0);
        });
        context_.takeOnly(Id::thread_info_status, found);
#else
        context_.offsets.setAbsent(Id::thread_info_status);
#endif
    }

    DiscoveryContext& context_;
    const size_t mmBytes_;
    std::vector<TaskIdentity> threads_; ///< first and second of the early, then of the late process
};

class SignalSearch {
public:
    explicit SignalSearch(DiscoveryContext& context)
        : context_(context), signalBytes_(context.bytesOf("signal_cache", kSignalMost))
    {
    }

    void run()
    {
        findSignal();
        attempt([&] { findTerminal(); });
        attempt([&] { findLive(); });
    }

private:
    const Dump& signal(WitnessProcess& process)
    {
        return context_.at(
            wordAt(context_.task(process.second()), context_.place(Id::task_struct_signal)),
            signalBytes_);
    }

    /// signal_struct has the process's resource limits, of which one is like no other's.
    void findSignal()
    {
        auto processes = context_.processes();
        std::vector<const Dump*> dumps = {&context_.task(processes[0]->second()),
                                          &context_.task(processes[1]->second())};
        auto found = offsetsWhere(dumps, 8, [&](size_t i, uint32_t offset) {
            uint64_t pointer = wordAt(*dumps[i], offset);
            if (!isKernelPointer(pointer)) return false;
            uint64_t limit = processes[i]->plan().queueLimit;
            const Dump& dump = context_.at(pointer, signalBytes_);
            for (uint32_t at = 0; at + 16 <= signalBytes_; at += 8)
                if (wordAt(dump, at) == limit - 1 && wordAt(dump, at + 8) == limit) return true;
            return false;
        });
        // The list of the process's threads begins within the structure, so a thread's place in
        // that list may point there, too: the structure's start is below.
        auto start = std::ranges::min_element(
            found, {}, [&](uint32_t offset) { return wordAt(*dumps[0], offset); });
        std::erase_if(found, [&](uint32_t offset) {
            return offset != *start &&
                   wordAt(*dumps[0], offset) - wordAt(*dumps[0], *start) < signalBytes_;
        });
        context_.takeOnly(Id::task_struct_signal, found);
    }

    void findTerminal()
    {
        auto processes = context_.processes();
        std::set<std::pair<uint32_t, uint32_t>> common; // of tty and of its name
        for (WitnessProcess* process : processes) {
            std::set<std::pair<uint32_t, uint32_t>> here = terminalPlaces(*process);
            if (process == processes[0]) common = here;
            std::erase_if(common, [&](const auto& each) { return !here.contains(each); });
        }
        if (common.size() != 1) throw NotFound{Id::signal_struct_tty, common.size()};
        context_.offsets.setByte(Id::signal_struct_tty, common.begin()->first);
        context_.offsets.setByte(Id::tty_struct_name, common.begin()->second);
    }

    std::set<std::pair<uint32_t, uint32_t>> terminalPlaces(WitnessProcess& process)
    {
        std::set<std::pair<uint32_t, uint32_t>> places;
        // "/dev/pts/3" is "pts3" to the kernel
        std::string name = process.terminal();
        if (name.rfind("/dev/pts/", 0) != 0) return places;
        name = "pts" + name.substr(9);
        const Dump& dump = signal(process);
        for (uint32_t offset = 0; offset + 8 <= dump.size(); offset += 8) {
            uint64_t pointer = wordAt(dump, offset);
            if (!isKernelPointer(pointer)) continue;
            const Dump& terminal = context_.at(pointer, kTtyBytes);
            for (uint32_t at = 0; at + name.size() < terminal.size(); at += 4)
                if (memcmp(terminal.data() + at, name.c_str(), name.size() + 1) == 0)
                    places.emplace(offset, at);
        }
        return places;
    }

    /// Several counts of threads are equal until one ends and its process lives on.
    void findLive()
    {
        constexpr uint32_t kCountsBytes = 64;
        Dump before = signal(context_.early());
        context_.early().endFirstThread();
        context_.forgetMemory();
        Dump after = signal(context_.early());
        const Dump& other = signal(context_.late());
        auto found = offsetsWithValues({{&before, 2}, {&after, 1}, {&other, 2}}, 4);
        std::erase_if(found, [](uint32_t offset) { return offset >= kCountsBytes; });
        if (found.empty()) throw NotFound{Id::signal_struct_live, 0};
        // since 6.0 there is a second one, behind it
        context_.takeByOrder(Id::signal_struct_live, found.front(), found.size());
    }

    DiscoveryContext& context_;
    const size_t signalBytes_;
};

} // namespace

void discoverTask(DiscoveryContext& context)
{
    TaskSearch(context).run();
}

void discoverSignal(DiscoveryContext& context)
{
    attempt([&] { SignalSearch(context).run(); });
}

} // namespace sysinternals
