// SPDX-License-Identifier: MIT
#pragma once

#include "offsetList.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sysinternals {

/// One enumerator per entry of offsetList.h: OffsetId::task_struct_pid.
enum class OffsetId : uint16_t {
#define AS_ENUMERATOR(structure, member, kind, detail, presence) structure##_##member,
    TELEMETRY_OFFSETS(AS_ENUMERATOR)
#undef AS_ENUMERATOR
        Count
};

constexpr size_t kOffsetCount = static_cast<size_t>(OffsetId::Count);

enum class MemberKind { Number, Pointer, Wrapped, Struct, Enum, Bytes, Words };
enum class Presence { Always, Packed, Varies, Useful };

/// What offsetList.h says about an entry.
struct OffsetEntry {
    OffsetId id;
    const char* structure;
    const char* member;
    MemberKind kind;
    const char* detail;
    Presence presence;

    /// "task_struct.pid"
    std::string name() const { return std::string(structure) + "." + member; }
    /// The member's size; 0 for an embedded structure, whose size is nobody's business.
    uint32_t bytes() const;
};

std::span<const OffsetEntry, kOffsetCount> offsetEntries();
const OffsetEntry& offsetEntry(OffsetId id);
/// By "structure.member".
const OffsetEntry* findOffsetEntry(std::string_view name);

struct OffsetAlias {
    OffsetId id;
    const char* otherName;
};
std::span<const OffsetAlias> offsetAliases();

/// Where a member is in its structure.
struct Place {
    uint32_t bit = 0;     ///< from the structure's start
    uint32_t bitSize = 0; ///< of a bit field; 0: an ordinary member

    uint32_t byte() const { return bit / 8; }
    bool operator==(const Place&) const = default;
};

/// What one source says about this kernel's layout: for each entry a place, or that this kernel has
/// no such member, or nothing.
class Offsets {
public:
    void set(OffsetId id, Place place);
    void setByte(OffsetId id, uint32_t byte) { set(id, {byte * 8, 0}); }
    void setAbsent(OffsetId id);
    void forget(OffsetId id);

    bool isKnown(OffsetId id) const { return at(id).state != State::Unknown; }
    bool isAbsent(OffsetId id) const { return at(id).state == State::Absent; }
    /// None for an absent member as well as for an unknown one.
    std::optional<Place> find(OffsetId id) const;
    /// Throws Failure that names the entry if it has no place.
    uint32_t byte(OffsetId id) const;

    bool operator==(const Offsets&) const = default;

private:
    enum class State : uint8_t { Unknown, Absent, Present };
    struct Slot {
        State state = State::Unknown;
        Place place;
        bool operator==(const Slot&) const = default;
    };
    const Slot& at(OffsetId id) const { return slots_[static_cast<size_t>(id)]; }

    std::array<Slot, kOffsetCount> slots_{};
};

/// No member of the list lies further inside of its structure than this; a source that says so is
/// wrong. (task_struct is the largest, around 10 KiB.)
constexpr uint32_t kMaxOffsetBytes = 32u << 10;

/// "2584", "497:8" for a bit field of 8 bits at byte 497, "497.4:3" for 3 bits from bit 4 of it,
/// "-" for a member that this kernel does not have.
std::string placeText(const Offsets& offsets, OffsetId id);
/// Reads what placeText() writes into `offsets`. Throws Failure that names entry and value when it
/// is not one, too large, or absent where every kernel has the member.
void setPlaceFromText(Offsets& offsets, OffsetId id, std::string_view text);

/// Fills in what is a fact of the architecture, not of the kernel's version: the registers that a
/// system call saves, and the start of structures.
void addArchitectureFacts(Offsets& offsets);

} // namespace sysinternals
