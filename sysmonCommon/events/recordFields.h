// SPDX-License-Identifier: MIT
//
// The fields of events that kernel records tell of. To add an event: one own() with a switch over
// the fields that only it has. What every event of a process has is here already.
#pragma once

#include "event.h"
#include "guid.h"
#include "ioctlcmd.h"
#include "platform.h"
#include "processCache.h"
#include "record.h"
#include "schema.h"
#include "textArena.h"
#include "timeText.h"
#include "waitingEvents.h"

#include <optional>
#include <vector>

namespace sysmon {

/// What all events of a pipeline are made with.
struct FieldContext {
    Platform& platform;
    ProcessCache& processes;
    TextArena& arena;
    MachineFacts machine;
};

class RecordFields : public FieldSource {
public:
    /// `record` must be without fault (record.h). Keeps references.
    RecordFields(const FieldContext& context, const SYSMON_EVENT_HEADER& record, uint64_t utcNs)
        : context_(context), record_(record), schema_(*findEvent(record.eventType)), utcNs_(utcNs)
    {
    }

    const SchemaEvent& schema() const noexcept { return schema_; }

    std::string_view resolve(uint16_t fieldIndex) override;

    /// False if the record, looked at closely, is of nothing that the event is about. What the
    /// kernel's side could not tell is looked up here.
    bool isEvent();

    /// The fields that were asked for so far and had no text yet: they were resolved as empty.
    std::vector<DeferredField>& deferred() { return deferred_; }

private:
    std::string_view common(CommonField field, uint16_t fieldIndex);
    /// A field that only this event has. Specialised for the struct of each event's record.
    template <typename Record>
    std::string_view own(const Record& record, uint16_t fieldIndex);

    std::string_view utcTime();
    std::string_view decimal(uint32_t number);
    static std::string_view boolean(bool value);
    static std::string_view networkProtocol(const SYSMON_NETWORK_CONNECT& record);
    std::string_view address(const SYSMON_NETWORK_END& end);
    std::string_view portName(const SYSMON_NETWORK_CONNECT& record, const SYSMON_NETWORK_END& end);
    std::string_view guid(const Guid& guid);
    std::string_view processGuid(const SYSMON_PROCESS_KEY& process);
    std::string_view user(uint16_t fieldIndex, uint32_t userId);
    static uint32_t loginUser(const SYSMON_PROCESS_CREATE& record);
    std::string_view hashes(const SYSMON_PROCESS_CREATE& record);
    std::string_view hashes(const SYSMON_FILE_DELETE& record);
    std::string_view hostName(uint16_t fieldIndex, const SYSMON_NETWORK_END& end);
    std::string_view textOrDefer(DeferredField field);
    std::string_view path(unsigned extension, DeletedMark mark);
    std::string_view programType(const SYSMON_EBPF_EVENT& record);
    std::string_view hexadecimal(uint32_t number);
    /// A file's path from its two extensions, as ioctlcmd.h describes them.
    std::string_view filePath(unsigned target, unsigned name);
    bool isFileOfEvent();
    bool isAccessToAnother();
    bool isRawDevice();
    const CachedProcess& target();
    const ProgramImage& image();
    const ProgramImage& targetImage();
    const ProgramImage& parentImage(const SYSMON_PROCESS_KEY& parent);
    template <typename Record>
    const Record& as() const;

    const FieldContext& context_;
    const SYSMON_EVENT_HEADER& record_;
    const SchemaEvent& schema_;
    uint64_t utcNs_;
    ProgramImagePtr image_;
    ProgramImagePtr parentImage_;
    std::optional<ResolvedPath> resolved_;
    std::optional<CachedProcess> target_;
    std::vector<DeferredField> deferred_;
};

} // namespace sysmon
