// SPDX-License-Identifier: MIT
//
// Discovery of what is in bpf_prog and bpf_prog_aux.
#include "discoveryContext.h"
#include "knownProgram.h"

#include <cstring>
#include <set>

namespace sysinternals {

namespace {

using Id = OffsetId;

constexpr size_t kProgramBytes = 128;
constexpr size_t kAuxBytes = 2048; // its last members have moved behind 1 KiB

class ProgramSearch {
public:
    explicit ProgramSearch(DiscoveryContext& context) : context_(context)
    {
        programs_.emplace_back(BPF_PROG_TYPE_SOCKET_FILTER, "socketWitness", 2);
        programs_.emplace_back(BPF_PROG_TYPE_TRACEPOINT, "pointWitness", 3);
        programs_.emplace_back(BPF_PROG_TYPE_PERF_EVENT, "perfWitness", 4);
    }

    void run()
    {
        context_.forgetMemory(); // what was loaded since may lie where something else was
        for (const KnownProgram& program : programs_)
            dumps_.push_back(context_.at(addressOf(program.descriptor()), kProgramBytes));
        attempt([&] { findType(); });
        attempt([&] { findAux(); });
    }

private:
    /// An open file's private data is the program.
    uint64_t addressOf(int descriptor)
    {
        uint64_t file = context_.file(descriptor);
        return context_.memory().number(file + context_.place(Id::file_private_data)).value_or(0);
    }

    void findType()
    {
        std::vector<Witness> types;
        for (size_t i = 0; i < programs_.size(); i++)
            types.push_back({&dumps_[i], programs_[i].type()});
        context_.takeOnly(Id::bpf_prog_type, offsetsWithValues(types, 4));
    }

    /// The pointer behind which each program's number and name stand at the same places.
    void findAux()
    {
        std::vector<const Dump*> dumps;
        for (const Dump& dump : dumps_)
            dumps.push_back(&dump);
        auto pointers = offsetsWhere(dumps, 8, [&](size_t i, uint32_t offset) {
            return isKernelPointer(wordAt(*dumps[i], offset));
        });
        std::set<std::vector<uint32_t>> found; // aux, id, name
        for (uint32_t aux : pointers) {
            std::vector<Dump> targets;
            for (const Dump& dump : dumps_)
                targets.push_back(context_.at(wordAt(dump, aux), kAuxBytes));
            for (uint32_t id : idsIn(targets))
                for (uint32_t name : namesIn(targets))
                    found.insert({aux, id, name});
        }
        if (found.size() != 1) throw NotFound{Id::bpf_prog_aux, found.size()};
        const std::vector<uint32_t>& places = *found.begin();
        context_.offsets.setByte(Id::bpf_prog_aux, places[0]);
        context_.offsets.setByte(Id::bpf_prog_aux_id, places[1]);
        context_.offsets.setByte(Id::bpf_prog_aux_name, places[2]);
    }

    std::vector<uint32_t> idsIn(const std::vector<Dump>& targets) const
    {
        std::vector<Witness> ids;
        for (size_t i = 0; i < targets.size(); i++)
            ids.push_back({&targets[i], programs_[i].id()});
        return offsetsWithValues(ids, 4);
    }

    std::vector<uint32_t> namesIn(const std::vector<Dump>& targets) const
    {
        std::vector<const Dump*> dumps;
        for (const Dump& target : targets)
            dumps.push_back(&target);
        return offsetsWhere(dumps, 4, [&](size_t i, uint32_t offset) {
            char name[BPF_OBJ_NAME_LEN] = "";
            strncpy(name, programs_[i].name().c_str(), sizeof(name) - 1);
            return offset + sizeof(name) <= dumps[i]->size() &&
                   memcmp(dumps[i]->data() + offset, name, sizeof(name)) == 0;
        });
    }

    DiscoveryContext& context_;
    std::vector<KnownProgram> programs_;
    std::vector<Dump> dumps_; ///< of each program's bpf_prog
};

} // namespace

void discoverPrograms(DiscoveryContext& context)
{
    attempt([&] { ProgramSearch(context).run(); });
}

} // namespace sysinternals
