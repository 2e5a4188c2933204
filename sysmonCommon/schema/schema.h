// SPDX-License-Identifier: MIT
//
// The event schema as constant tables. manifest.xml is the only place that lists events, fields,
// options and conditions; a build step (schemaTables.py) makes schemaTables.cpp and
// schemaFields.h of it.
#pragma once

#include "schemaFields.h" // generated: sysmon::eventId::*, sysmon::fields::<Event>::*

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sysmon {

enum class FieldType : uint8_t { UnicodeString, Guid, Boolean, UInt16, UInt32, HexInt32, HexInt64 };

/// The fields that every event of a process has, whatever the event calls them: when it happened
/// and who did it.
enum class CommonField : uint8_t { None, UtcTime, ProcessGuid, ProcessId, Image, User };

struct SchemaField {
    std::string_view name;
    FieldType type;
    CommonField common;
};

struct SchemaEvent {
    uint16_t id;
    std::string_view symbol;      ///< e.g. SYSMONEVENT_CREATE_PROCESS
    std::string_view description; ///< e.g. Process Create
    std::string_view ruleName;    ///< element of the configuration; empty: never filtered
    uint8_t version;
    uint8_t level;          ///< Windows event level: 2 error, 4 informational
    bool includedByDefault; ///< without any rule for it
    std::span<const SchemaField> fields;
};

enum class ArgumentUse : uint8_t { None, Optional, Required };

struct SchemaOption {
    std::string_view commandLineSwitch; ///< without the dash; empty: configuration file only
    std::string_view name;              ///< element of the configuration file
    ArgumentUse argument;
    bool commandLineOnly; ///< "noconfig"
    bool exclusive;       ///< cannot be combined with another exclusive one
    bool isRule;          ///< its argument makes rules of the event of that name
    bool forceConfig;     ///< on the command line only together with a configuration file's form
};

struct Schema {
    uint32_t version;                             ///< major << 16 | minor; 4.90 is 0x0004005a
    uint32_t binaryVersion;                       ///< same form
    std::span<const std::string_view> conditions; ///< accepted names, in the manifest's order
    std::span<const SchemaOption> options;
    std::span<const SchemaEvent> events; ///< in the manifest's order
    std::string_view manifest;           ///< the XML text that describes this version
};

/// Every known version, newest first. Static storage.
std::span<const Schema> schemas();

/// The newest version: the one that events are written in.
const Schema& currentSchema();

/// A version as users write it, with two digits after the point: "4.90".
std::string versionText(uint32_t version);

/// The event `id` of the current version, or nullptr.
const SchemaEvent* findEvent(uint32_t id);

} // namespace sysmon
