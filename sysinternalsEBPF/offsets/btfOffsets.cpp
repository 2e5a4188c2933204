// SPDX-License-Identifier: MIT
#include "btfOffsets.h"

#include "elfReader.h"
#include "failure.h"

#include <linux/btf.h>

namespace sysinternals {

namespace {

/// Whether a member of that type is what the list means: kernels of other versions have members of
/// the same name and another kind.
bool isKind(const BtfReader& btf, const BtfMember& member, const OffsetEntry& entry)
{
    uint32_t kind = btf.kind(member.type);
    bool isStruct = kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION;
    switch (entry.kind) {
    case MemberKind::Number:
        return member.bitSize != 0 ||
               (kind != BTF_KIND_PTR && !isStruct && kind != BTF_KIND_ARRAY &&
                btf.byteSize(member.type) == entry.bytes());
    case MemberKind::Pointer:
        return kind == BTF_KIND_PTR;
    case MemberKind::Enum:
        return kind == BTF_KIND_ENUM && btf.byteSize(member.type) == entry.bytes();
    case MemberKind::Struct:
        return isStruct;
    case MemberKind::Wrapped:
        return isStruct && btf.byteSize(member.type) == entry.bytes();
    case MemberKind::Bytes:
    case MemberKind::Words:
        return kind == BTF_KIND_ARRAY && btf.byteSize(member.type) >= entry.bytes();
    }
    return false;
}

std::optional<BtfMember> findEntry(const BtfReader& btf, uint32_t structure,
                                   const OffsetEntry& entry)
{
    auto usable = [&](const char* name) {
        auto member = btf.findMember(structure, name);
        return member && isKind(btf, *member, entry) ? member : std::nullopt;
    };
    if (auto member = usable(entry.member)) return member;
    for (const OffsetAlias& alias : offsetAliases())
        if (alias.id == entry.id)
            if (auto member = usable(alias.otherName)) return member;
    return std::nullopt;
}

} // namespace

Offsets offsetsFromBtf(const BtfReader& btf)
{
    Offsets offsets;
    addArchitectureFacts(offsets);
    for (const OffsetEntry& entry : offsetEntries()) {
        auto structure = btf.findStruct(entry.structure);
        auto member = structure ? findEntry(btf, *structure, entry) : std::nullopt;
        if (member && member->bit < kMaxOffsetBytes * 8)
            offsets.set(entry.id, {member->bit, member->bitSize});
        else if (entry.presence == Presence::Varies)
            offsets.setAbsent(entry.id);
    }
    return offsets;
}

std::vector<std::byte> readBtfFile(const std::string& path)
{
    std::vector<std::byte> content = readFile(path);
    if (!isElf(content)) return content;
    auto section = findElfSection(content, ".BTF", path);
    if (!section)
        throw Failure(TELEMETRY_NO_BTF,
                      "cannot use " + path + " as BTF: it is an ELF file without a section .BTF.");
    return {section->content.begin(), section->content.end()};
}

} // namespace sysinternals
