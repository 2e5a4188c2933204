// SPDX-License-Identifier: MIT
#include "offsets.h"

#include "failure.h"

#include <asm/ptrace.h>
#include <charconv>
#include <cstdlib>

namespace sysinternals {

namespace {

constexpr OffsetEntry kEntries[] = {
#define AS_ENTRY(structure, member, kind, detail, presence)                                        \
    {OffsetId::structure##_##member,                                                               \
     #structure,                                                                                   \
     #member,                                                                                      \
     MemberKind::kind,                                                                             \
     #detail,                                                                                      \
     Presence::presence},
    TELEMETRY_OFFSETS(AS_ENTRY)
#undef AS_ENTRY
};

constexpr OffsetAlias kAliases[] = {
#define AS_ALIAS(structure, member, otherName) {OffsetId::structure##_##member, #otherName},
    TELEMETRY_OFFSET_ALIASES(AS_ALIAS)
#undef AS_ALIAS
};

[[noreturn]] void refuse(OffsetId id, std::string_view text, const char* why)
{
    throw Failure(TELEMETRY_BAD_ARGUMENT, "the offset of " + offsetEntry(id).name() + " is '" +
                                              std::string(text) + "', which " + why + ".");
}

/// The number at the start of `text`, which it is cut from.
std::optional<uint32_t> takeNumber(std::string_view& text)
{
    uint32_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return number;
}

bool takeCharacter(std::string_view& text, char character)
{
    if (text.empty() || text.front() != character) return false;
    text.remove_prefix(1);
    return true;
}

Place parsePlace(OffsetId id, std::string_view text)
{
    std::string_view rest = text;
    auto byte = takeNumber(rest);
    if (!byte) refuse(id, text, "is not a number of bytes");
    if (*byte >= kMaxOffsetBytes) refuse(id, text, "lies outside of any kernel's structure");
    Place place{*byte * 8, 0};
    if (takeCharacter(rest, '.')) {
        auto bit = takeNumber(rest);
        if (!bit || *bit > 7 || rest.empty()) refuse(id, text, "has no bit from 0 to 7");
        place.bit += *bit;
    }
    if (takeCharacter(rest, ':')) {
        auto size = takeNumber(rest);
        if (!size || *size == 0 || *size > 64 || offsetEntry(id).kind != MemberKind::Number)
            refuse(id, text, "is not a bit field");
        place.bitSize = *size;
    }
    if (!rest.empty()) refuse(id, text, "has text after the number");
    return place;
}

} // namespace

uint32_t OffsetEntry::bytes() const
{
    switch (kind) {
    case MemberKind::Number:
    case MemberKind::Wrapped:
    case MemberKind::Bytes:
        return static_cast<uint32_t>(atoi(detail));
    case MemberKind::Words:
        return static_cast<uint32_t>(atoi(detail)) * 8;
    case MemberKind::Pointer:
        return 8;
    case MemberKind::Enum:
        return 4;
    case MemberKind::Struct:
        break;
    }
    return 0;
}

std::span<const OffsetEntry, kOffsetCount> offsetEntries()
{
    return kEntries;
}

const OffsetEntry& offsetEntry(OffsetId id)
{
    return kEntries[static_cast<size_t>(id)];
}

const OffsetEntry* findOffsetEntry(std::string_view name)
{
    size_t dot = name.find('.');
    if (dot == std::string_view::npos) return nullptr;
    for (const OffsetEntry& entry : kEntries)
        if (name.substr(0, dot) == entry.structure && name.substr(dot + 1) == entry.member)
            return &entry;
    return nullptr;
}

std::span<const OffsetAlias> offsetAliases()
{
    return kAliases;
}

void Offsets::set(OffsetId id, Place place)
{
    slots_[static_cast<size_t>(id)] = {State::Present, place};
}

void Offsets::setAbsent(OffsetId id)
{
    slots_[static_cast<size_t>(id)] = {State::Absent, {}};
}

void Offsets::forget(OffsetId id)
{
    slots_[static_cast<size_t>(id)] = {};
}

std::optional<Place> Offsets::find(OffsetId id) const
{
    if (at(id).state != State::Present) return std::nullopt;
    return at(id).place;
}

uint32_t Offsets::byte(OffsetId id) const
{
    if (auto place = find(id)) return place->byte();
    throw Failure(TELEMETRY_NO_OFFSETS,
                  "the offset of " + offsetEntry(id).name() +
                      (isAbsent(id) ? " does not exist on this kernel." : " is not known."));
}

std::string placeText(const Offsets& offsets, OffsetId id)
{
    auto place = offsets.find(id);
    if (!place) return "-";
    std::string text = std::to_string(place->byte());
    if (place->bit % 8 != 0) text += "." + std::to_string(place->bit % 8);
    if (place->bitSize != 0) text += ":" + std::to_string(place->bitSize);
    return text;
}

void setPlaceFromText(Offsets& offsets, OffsetId id, std::string_view text)
{
    if (text != "-") {
        offsets.set(id, parsePlace(id, text));
        return;
    }
    if (offsetEntry(id).presence != Presence::Varies)
        refuse(id, text, "says that this kernel has no such member, but every kernel has it");
    offsets.setAbsent(id);
}

void addArchitectureFacts(Offsets& offsets)
{
    // A call's registers are saved as ptrace(2) shows them, which can never change.
#if defined(__x86_64__)
#define SAVED(member, shown)                                                                       \
    offsets.setByte(OffsetId::pt_regs_##member, offsetof(struct pt_regs, shown))
    SAVED(bp, rbp);
    SAVED(bx, rbx);
    SAVED(r10, r10);
    SAVED(r9, r9);
    SAVED(r8, r8);
    SAVED(ax, rax);
    SAVED(cx, rcx);
    SAVED(dx, rdx);
    SAVED(si, rsi);
    SAVED(di, rdi);
    SAVED(orig_ax, orig_rax);
#undef SAVED
#elif defined(__aarch64__)
    offsets.setByte(OffsetId::pt_regs_regs, offsetof(struct user_pt_regs, regs));
    offsets.setByte(OffsetId::pt_regs_pstate, offsetof(struct user_pt_regs, pstate));
    // arch/arm64/include/asm/ptrace.h: they follow what ptrace shows (4.15 and later).
    offsets.setByte(OffsetId::pt_regs_orig_x0, sizeof(struct user_pt_regs));
    offsets.setByte(OffsetId::pt_regs_syscallno, sizeof(struct user_pt_regs) + 8);
#endif
    // thread_info is where the task starts (CONFIG_THREAD_INFO_IN_TASK, which both architectures
    // set), and begins with the flags; timespec64 is the ABI's timespec on 64-bit machines.
    offsets.setByte(OffsetId::task_struct_thread_info, 0);
    offsets.setByte(OffsetId::thread_info_flags, 0);
    offsets.setByte(OffsetId::timespec64_tv_sec, 0);
    offsets.setByte(OffsetId::timespec64_tv_nsec, 8);
}

} // namespace sysinternals
