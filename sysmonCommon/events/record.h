// SPDX-License-Identifier: MIT
//
// Reading a kernel record. It comes from another address space over a ring that can be cut short:
// nothing in it is believed before it was checked.
#pragma once

#include "ioctlcmd.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace sysmon {

class TextArena;

/// What `use` returns for the struct of a schema event's record, given as a
/// std::type_identity<SYSMON_…>; if there is no such record, a value of its type made of nothing.
/// The one list of these records.
template <typename Use>
auto withRecordStruct(uint16_t eventType, Use use)
{
    switch (eventType) {
    case ProcessCreate:
        return use(std::type_identity<SYSMON_PROCESS_CREATE>());
    case NetworkConnect:
        return use(std::type_identity<SYSMON_NETWORK_CONNECT>());
    case ProcessTerminate:
        return use(std::type_identity<SYSMON_PROCESS_TERMINATE>());
    case FileCreate:
        return use(std::type_identity<SYSMON_FILE_CREATE>());
    case FileDelete:
        return use(std::type_identity<SYSMON_FILE_DELETE>());
    case RawAccessRead:
        return use(std::type_identity<SYSMON_RAW_ACCESS_READ>());
    case ProcessAccess:
        return use(std::type_identity<SYSMON_PROCESS_ACCESS>());
    case EbpfEvent:
        return use(std::type_identity<SYSMON_EBPF_EVENT>());
    default:
        return decltype(use(std::type_identity<SYSMON_PROCESS_CREATE>())){};
    }
}

/// Size of the struct of a schema event's record; 0: no such record.
size_t recordStructSize(uint16_t eventType);

/// Why `record` cannot be used, or nullptr. header.eventSize bytes must be readable.
const char* recordFault(const SYSMON_EVENT_HEADER& record, size_t structSize);

/// One extension's bytes, empty if it is absent. The record must be without fault.
std::string_view recordExtension(const SYSMON_EVENT_HEADER& record, unsigned extension);

/// What to do about a path whose name is gone from its directory.
enum class DeletedMark { Append, Omit };

/// The absolute path in a path extension as /proc shows it (" (deleted)", "/memfd:name (deleted)");
/// where its upper components are missing it begins with ".../". Empty for an empty extension.
std::string_view recordPath(std::string_view extension, DeletedMark mark, TextArena& arena);

/// The arguments joined by a blank; `cut` marks a missing rest by "...".
std::string_view recordArguments(std::string_view extension, bool cut, TextArena& arena);

} // namespace sysmon
