// SPDX-License-Identifier: MIT
#include "syntheticBtf.h"

#include "failure.h"

#include <bpf/btf.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <string_view>
#include <sys/mman.h>

namespace sysinternals {

namespace {

using Btf = std::unique_ptr<btf, Deleter<btf__free>>;

/// A member that is to be written: under the entry's name or an alias.
struct NamedEntry {
    const OffsetEntry* entry;
    const char* name;
    Place place;
};

class Builder {
public:
    explicit Builder(const Offsets& offsets) : offsets_(offsets), btf_(btf__new_empty())
    {
        if (!btf_) refuse();
    }

    std::vector<std::byte> build()
    {
        addBasicTypes();
        // An embedded structure only has to be one: libbpf goes on by names, from the type it has.
        // So those are declared by need, before the structures that have them.
        for (const OffsetEntry& entry : offsetEntries())
            structureId(entry.structure);
        uint32_t size = 0;
        const void* raw = btf__raw_data(btf_.get(), &size);
        if (!raw) refuse();
        auto* bytes = static_cast<const std::byte*>(raw);
        return {bytes, bytes + size};
    }

private:
    [[noreturn]] static void refuse()
    {
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "cannot make BTF of the struct offsets: " + errnoText(errno));
    }

    static int checked(int result)
    {
        if (result < 0) refuse();
        return result;
    }

    void addBasicTypes()
    {
        for (size_t bytes : {1, 2, 4, 8})
            numbers_[static_cast<uint32_t>(bytes)] = checked(
                btf__add_int(btf_.get(), ("u" + std::to_string(bytes * 8)).c_str(), bytes, 0));
        pointer_ = checked(btf__add_ptr(btf_.get(), 0));
        addWrapped();
    }

    /// kuid_t, kgid_t and atomic_t name their one member differently.
    void addWrapped()
    {
        wrapped_ = checked(btf__add_struct(btf_.get(), "wrapped", sizeof(uint32_t)));
        checked(btf__add_field(btf_.get(), "val", numbers_[4], 0, 0));
        checked(btf__add_field(btf_.get(), "counter", numbers_[4], 0, 0));
    }

    std::vector<NamedEntry> membersOf(std::string_view structure) const
    {
        std::vector<NamedEntry> members;
        for (const OffsetEntry& entry : offsetEntries()) {
            if (structure != entry.structure) continue;
            auto place = offsets_.find(entry.id);
            if (!place) continue;
            members.push_back({&entry, entry.member, *place});
            for (const OffsetAlias& alias : offsetAliases())
                if (alias.id == entry.id) members.push_back({&entry, alias.otherName, *place});
        }
        std::ranges::stable_sort(members, {},
                                 [](const NamedEntry& each) { return each.place.bit; });
        return members;
    }

    int structureId(const std::string& name)
    {
        if (auto known = structures_.find(name); known != structures_.end()) return known->second;
        std::vector<NamedEntry> members = membersOf(name);
        std::vector<int> types;
        for (const NamedEntry& member : members)
            types.push_back(typeOf(*member.entry, member.place));

        uint32_t bytes = 0;
        for (const NamedEntry& member : members)
            bytes = std::max(bytes, member.place.byte() + sizeOf(*member.entry));
        int id = checked(btf__add_struct(btf_.get(), name.c_str(), bytes));
        for (size_t i = 0; i < members.size(); i++)
            checked(btf__add_field(btf_.get(), members[i].name, types[i], members[i].place.bit,
                                   members[i].place.bitSize));
        sizes_[name] = bytes;
        return structures_[name] = id;
    }

    uint32_t sizeOf(const OffsetEntry& entry) const
    {
        if (entry.kind != MemberKind::Struct) return entry.bytes();
        auto known = sizes_.find(entry.detail);
        return known == sizes_.end() ? 0 : known->second;
    }

    int typeOf(const OffsetEntry& entry, Place place)
    {
        switch (entry.kind) {
        case MemberKind::Number:
            // the number that a bit field lies in
            return place.bitSize ? numbers_[place.bitSize <= 32 ? 4 : 8] : numbers_[entry.bytes()];
        case MemberKind::Pointer:
            return pointer_;
        case MemberKind::Wrapped:
            return wrapped_;
        case MemberKind::Enum:
            return enumeration(entry);
        case MemberKind::Struct:
            return structureId(entry.detail);
        case MemberKind::Bytes:
            return arrayOf(1, entry.bytes());
        case MemberKind::Words:
            return arrayOf(8, entry.bytes() / 8);
        }
        return 0;
    }

    /// For libbpf, enumerations of one name are the same, whatever their enumerators.
    int enumeration(const OffsetEntry& entry)
    {
        return checked(btf__add_enum(btf_.get(), entry.detail, entry.bytes()));
    }

    int arrayOf(uint32_t elementBytes, uint32_t elements)
    {
        return checked(btf__add_array(btf_.get(), numbers_[4], numbers_[elementBytes], elements));
    }

    const Offsets& offsets_;
    Btf btf_;
    std::map<uint32_t, int> numbers_; ///< by bytes
    int pointer_ = 0;
    int wrapped_ = 0;
    std::map<std::string, int> structures_;
    std::map<std::string, uint32_t> sizes_;
};

} // namespace

std::vector<std::byte> makeSyntheticBtf(const Offsets& offsets)
{
    return Builder(offsets).build();
}

MemoryFile::MemoryFile(const std::vector<std::byte>& content)
    : file_(memfd_create("btf", MFD_CLOEXEC)), path_("/proc/self/fd/" + std::to_string(file_.get()))
{
    size_t written = 0;
    while (file_.get() >= 0 && written < content.size()) {
        ssize_t got = write(file_.get(), content.data() + written, content.size() - written);
        if (got <= 0) break;
        written += static_cast<size_t>(got);
    }
    if (written < content.size())
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "cannot write BTF to a file in memory: " + errnoText(errno));
}

} // namespace sysinternals
