// SPDX-License-Identifier: MIT
#include "coreRelocations.h"

#include "btfReader.h"
#include "elfReader.h"
#include "failure.h"

#include <cstring>
#include <linux/bpf.h>
#include <linux/btf.h>

namespace sysinternals {

namespace {

/// The section .BTF.ext as far as its CO-RE relocations (Documentation/bpf/btf.rst of the kernel).
struct ExtHeader {
    uint16_t magic;
    uint8_t version;
    uint8_t flags;
    uint32_t headerSize;
    uint32_t functionOffset;
    uint32_t functionSize;
    uint32_t lineOffset;
    uint32_t lineSize;
    uint32_t coreOffset;
    uint32_t coreSize;
};

struct CoreRelocation {
    uint32_t instruction;
    uint32_t type;
    uint32_t accessors;
    uint32_t kind;
};

// Kinds of relocations that are about a member of a structure; the others are about types and
// enumerators.
constexpr uint32_t kLastFieldKind = 5; // BPF_CORE_FIELD_RSHIFT_U64

/// Reads piece by piece, never over the end.
class Cursor {
public:
    Cursor(std::span<const std::byte> bytes, const std::string& origin)
        : bytes_(bytes), origin_(origin)
    {
    }

    bool atEnd() const { return bytes_.empty(); }

    template <typename T>
    T take()
    {
        if (bytes_.size() < sizeof(T))
            throw Failure(TELEMETRY_NO_OBJECT,
                          "cannot read " + origin_ + ": its section .BTF.ext is cut off.");
        T value;
        memcpy(&value, bytes_.data(), sizeof(value));
        bytes_ = bytes_.subspan(sizeof(T));
        return value;
    }

private:
    std::span<const std::byte> bytes_;
    const std::string& origin_;
};

/// kernelTypes.h: what stands behind ___ tells variants of one structure apart.
std::string_view withoutFlavour(std::string_view structure)
{
    return structure.substr(0, structure.find("___"));
}

const OffsetEntry* entryOf(const std::string& structure, std::string_view member)
{
    if (const OffsetEntry* entry = findOffsetEntry(structure + "." + std::string(member)))
        return entry;
    for (const OffsetAlias& alias : offsetAliases())
        if (structure == offsetEntry(alias.id).structure && member == alias.otherName)
            return &offsetEntry(alias.id);
    return nullptr;
}

void addAccess(std::string_view structureName, std::string_view member, CoreAccesses& accesses)
{
    // What is within kuid_t, atomic_t and the like has no name of its own, or comes with them.
    if (structureName.empty()) return;
    // Programs that are BTF-typed run with the kernel's own BTF only.
    if (structureName.ends_with("___typed")) return;
    std::string structure(withoutFlavour(structureName));
    if (const OffsetEntry* entry = entryOf(structure, member))
        accesses.entries.insert(entry->id);
    else
        accesses.notInList.insert(structure + "." + std::string(member));
}

std::span<const std::byte> sectionOf(std::span<const std::byte> object, const char* name,
                                     const std::string& origin)
{
    auto section = findElfSection(object, name, origin);
    if (!section)
        throw Failure(TELEMETRY_NO_OBJECT,
                      "cannot read " + origin + ": it has no section " + name + ".");
    return section->content;
}

/// The part of .BTF.ext that has the CO-RE relocations; empty if there are none.
std::span<const std::byte> coreSection(std::span<const std::byte> ext, const std::string& origin)
{
    auto header = Cursor(ext, origin).take<ExtHeader>();
    uint64_t begin = uint64_t{header.headerSize} + header.coreOffset;
    if (header.magic != BTF_MAGIC || begin > ext.size() || header.coreSize > ext.size() - begin)
        throw Failure(TELEMETRY_NO_OBJECT,
                      "cannot read " + origin + ": its section .BTF.ext is damaged.");
    return ext.subspan(begin, header.coreSize);
}

} // namespace

CoreAccesses coreAccessesOf(std::span<const std::byte> object, const std::string& origin)
{
    BtfReader btf(sectionOf(object, ".BTF", origin), origin);
    Cursor cursor(coreSection(sectionOf(object, ".BTF.ext", origin), origin), origin);
    CoreAccesses accesses;
    if (cursor.atEnd()) return accesses;

    cursor.take<uint32_t>(); // the size of a relocation, which has not changed since there are any
    while (!cursor.atEnd()) {
        cursor.take<uint32_t>(); // the section whose programs follow
        for (auto left = cursor.take<uint32_t>(); left > 0; left--) {
            auto relocation = cursor.take<CoreRelocation>();
            if (relocation.kind > kLastFieldKind) continue;
            btf.walkAccess(relocation.type, btf.string(relocation.accessors),
                           [&](std::string_view structure, std::string_view member, uint32_t) {
                               addAccess(structure, member, accesses);
                           });
        }
    }
    return accesses;
}

} // namespace sysinternals
