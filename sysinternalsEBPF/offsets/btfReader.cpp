// SPDX-License-Identifier: MIT
#include "btfReader.h"

#include "failure.h"

#include <charconv>
#include <cstring>
#include <linux/btf.h>
#include <utility>

namespace sysinternals {

namespace {

// Deeper nesting of unnamed structures, or longer chains of typedefs, are loops.
constexpr int kMaxDepth = 32;

// Kinds that linux/btf.h of older systems lacks.
constexpr uint32_t kKindDeclTag = 17;
constexpr uint32_t kKindTypeTag = 18;
constexpr uint32_t kKindEnum64 = 19;
constexpr uint32_t kPointerBytes = 8;

template <typename T>
T copyAt(std::span<const std::byte> bytes, size_t offset)
{
    T value;
    memcpy(&value, bytes.data() + offset, sizeof(value));
    return value;
}

uint32_t kindOf(uint32_t info)
{
    return (info >> 24) & 0x1f;
}

uint32_t entriesOf(uint32_t info)
{
    return info & 0xffff;
}

/// Bytes behind the common header of a type; none for a kind that nobody knows.
std::optional<size_t> extraBytes(uint32_t info)
{
    switch (kindOf(info)) {
    case BTF_KIND_PTR:
    case BTF_KIND_FWD:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_FUNC:
    case BTF_KIND_FLOAT:
    case kKindTypeTag:
        return 0;
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case kKindDeclTag:
        return 4;
    case BTF_KIND_ARRAY:
        return 12;
    case BTF_KIND_ENUM:
    case BTF_KIND_FUNC_PROTO:
        return entriesOf(info) * size_t{8};
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
    case BTF_KIND_DATASEC:
    case kKindEnum64:
        return entriesOf(info) * size_t{12};
    }
    return std::nullopt;
}

bool isModifier(uint32_t kind)
{
    return kind == BTF_KIND_TYPEDEF || kind == BTF_KIND_VOLATILE || kind == BTF_KIND_CONST ||
           kind == BTF_KIND_RESTRICT || kind == kKindTypeTag;
}

} // namespace

BtfReader::BtfReader(std::span<const std::byte> bytes, std::string origin)
    : origin_(std::move(origin))
{
    if (bytes.size() < sizeof(btf_header)) refuse("it is too short");
    auto header = copyAt<btf_header>(bytes, 0);
    if (header.magic != BTF_MAGIC) refuse("it does not start with the magic number of BTF");
    if (header.version != BTF_VERSION) refuse("its version is " + std::to_string(header.version));
    if (header.hdr_len < sizeof(btf_header) || header.hdr_len > bytes.size())
        refuse("its header has " + std::to_string(header.hdr_len) + " bytes");
    auto body = bytes.subspan(header.hdr_len);
    if (header.type_off > body.size() || header.type_len > body.size() - header.type_off ||
        header.str_off > body.size() || header.str_len > body.size() - header.str_off)
        refuse("it is cut off: it has " + std::to_string(bytes.size()) + " bytes");
    types_ = body.subspan(header.type_off, header.type_len);
    strings_ = body.subspan(header.str_off, header.str_len);
    if (strings_.empty() || strings_.back() != std::byte{0})
        refuse("its last name is not terminated");
    indexTypes();
}

void BtfReader::refuse(const std::string& why) const
{
    throw Failure(TELEMETRY_NO_BTF, "cannot use " + origin_ + " as BTF: " + why + ".");
}

void BtfReader::indexTypes()
{
    size_t offset = 0;
    while (offset < types_.size()) {
        if (types_.size() - offset < sizeof(Type)) refuse("its last type is cut off");
        auto type = copyAt<Type>(types_, offset);
        auto extra = extraBytes(type.info);
        if (!extra)
            refuse("type " + std::to_string(typeOffsets_.size() + 1) + " is of the unknown kind " +
                   std::to_string(kindOf(type.info)));
        if (*extra > types_.size() - offset - sizeof(Type)) refuse("its last type is cut off");
        typeOffsets_.push_back(static_cast<uint32_t>(offset));
        uint32_t kind = kindOf(type.info);
        if (type.name != 0 && (kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION))
            structures_.try_emplace(string(type.name), typeCount());
        offset += sizeof(Type) + *extra;
    }
}

std::string_view BtfReader::string(uint32_t offset) const
{
    if (offset >= strings_.size()) refuse("a name lies outside of it");
    return reinterpret_cast<const char*>(strings_.data() + offset);
}

BtfReader::Type BtfReader::at(uint32_t type) const
{
    if (type == 0) return {}; // void
    if (type > typeOffsets_.size())
        refuse("it has no type " + std::to_string(type) + ", which it refers to");
    return copyAt<Type>(types_, typeOffsets_[type - 1]);
}

BtfReader::Member BtfReader::memberAt(uint32_t structure, uint32_t index) const
{
    return copyAt<Member>(types_,
                          typeOffsets_[structure - 1] + sizeof(Type) + index * sizeof(Member));
}

BtfReader::Array BtfReader::arrayAt(uint32_t type) const
{
    return copyAt<Array>(types_, typeOffsets_[type - 1] + sizeof(Type));
}

uint32_t BtfReader::kind(uint32_t type) const
{
    return kindOf(at(type).info);
}

std::string_view BtfReader::name(uint32_t type) const
{
    return string(at(type).name);
}

uint32_t BtfReader::stripped(uint32_t type) const
{
    for (int depth = 0; depth < kMaxDepth; depth++) {
        if (!isModifier(kind(type))) return type;
        type = at(type).sizeOrType;
    }
    refuse("a type refers to itself");
}

uint32_t BtfReader::pointee(uint32_t pointer) const
{
    return stripped(at(pointer).sizeOrType);
}

uint32_t BtfReader::byteSize(uint32_t type) const
{
    uint64_t elements = 1;
    for (int depth = 0; depth < kMaxDepth; depth++) {
        type = stripped(type);
        switch (kind(type)) {
        case BTF_KIND_ARRAY:
            elements *= arrayAt(type).elements;
            type = arrayAt(type).type;
            continue;
        case BTF_KIND_PTR:
            return static_cast<uint32_t>(elements * kPointerBytes);
        case BTF_KIND_INT:
        case BTF_KIND_ENUM:
        case kKindEnum64:
        case BTF_KIND_STRUCT:
        case BTF_KIND_UNION:
            return static_cast<uint32_t>(elements * at(type).sizeOrType);
        default:
            return 0;
        }
    }
    refuse("an array contains itself");
}

bool BtfReader::isComposite(uint32_t type) const
{
    uint32_t typeKind = kind(type);
    return typeKind == BTF_KIND_STRUCT || typeKind == BTF_KIND_UNION;
}

std::optional<uint32_t> BtfReader::findStruct(std::string_view name) const
{
    auto found = structures_.find(name);
    if (found == structures_.end()) return std::nullopt;
    return found->second;
}

std::optional<BtfMember> BtfReader::findMember(uint32_t structure, std::string_view member) const
{
    return findMemberWithin(structure, member, 0, 0);
}

std::optional<BtfMember> BtfReader::findMemberWithin(uint32_t structure, std::string_view member,
                                                     uint32_t baseBit, int depth) const
{
    if (depth > kMaxDepth) refuse("a structure contains itself");
    uint32_t info = at(structure).info;
    bool hasBitFields = info >> 31;
    for (uint32_t i = 0; i < entriesOf(info); i++) {
        Member each = memberAt(structure, i);
        uint32_t bit = baseBit + (hasBitFields ? each.offset & 0xffffff : each.offset);
        uint32_t type = stripped(each.type);
        if (each.name != 0 && string(each.name) == member)
            return BtfMember{bit, hasBitFields ? each.offset >> 24 : 0, type};
        if (each.name == 0 && isComposite(type))
            if (auto found = findMemberWithin(type, member, bit, depth + 1)) return found;
    }
    return std::nullopt;
}

std::vector<std::string_view> BtfReader::memberNames(uint32_t structure) const
{
    std::vector<std::string_view> names;
    for (uint32_t i = 0; i < entriesOf(at(structure).info); i++)
        names.push_back(string(memberAt(structure, i).name));
    return names;
}

void BtfReader::walkAccess(
    uint32_t type, std::string_view accessors,
    const std::function<void(std::string_view, std::string_view, uint32_t)>& visit) const
{
    // "0:3:1": the pointer's own index, then a member of each structure on the way.
    bool first = true;
    while (!accessors.empty()) {
        uint32_t index = 0;
        auto [end, error] =
            std::from_chars(accessors.data(), accessors.data() + accessors.size(), index);
        if (error != std::errc{}) refuse("an access to a member is not numbers");
        accessors.remove_prefix(static_cast<size_t>(end - accessors.data()));
        if (!accessors.empty()) accessors.remove_prefix(1);
        type = stripped(type);
        if (std::exchange(first, false)) continue;
        if (kind(type) == BTF_KIND_ARRAY) {
            type = arrayAt(type).type;
            continue;
        }
        if (!isComposite(type) || index >= entriesOf(at(type).info))
            refuse("an access to a member leads nowhere");
        Member member = memberAt(type, index);
        visit(name(type), string(member.name), stripped(member.type));
        type = member.type;
    }
}

} // namespace sysinternals
