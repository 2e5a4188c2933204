#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the schema's C++ tables and field constants from manifest.xml.

usage: schemaTables.py MANIFEST.xml SCHEMA_TABLES.cpp SCHEMA_FIELDS.h
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

LEVELS = {"Error": 2, "Informational": 4}
TYPES = {"win:UnicodeString": "UnicodeString", "win:GUID": "Guid", "win:Boolean": "Boolean",
         "win:UInt16": "UInt16", "win:UInt32": "UInt32",
         "win:HexInt32": "HexInt32", "win:HexInt64": "HexInt64"}
# The fields that every event of a process has, by all the names that they go by.
COMMON = {"UtcTime": "UtcTime",
          "ProcessGuid": "ProcessGuid", "SourceProcessGUID": "ProcessGuid",
          "SourceProcessGuid": "ProcessGuid",
          "ProcessId": "ProcessId", "SourceProcessId": "ProcessId",
          "Image": "Image", "SourceImage": "Image",
          "User": "User", "SourceUser": "User"}
USES = {"none": "None", "optional": "Optional", "required": "Required"}
NOTICE = "// SPDX-License-Identifier: MIT\n// Made from manifest.xml by schemaTables.py: change those.\n"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flag(element, name):
    return "true" if element.get(name) == "true" else "false"


def version(text):
    major, minor = text.split(".")
    return f"0x{int(major) << 16 | int(minor):08x}"


def camelCase(symbol):
    words = symbol.removeprefix("SYSMONEVENT_").split("_")
    return "".join(word.capitalize() for word in words)


def eventConstants(manifest):
    """The header: ids and field positions of the newest version."""
    events = list(manifest.iter("event"))
    lines = [NOTICE + "#pragma once", "", "#include <cstdint>", "", "namespace sysmon::eventId {"]
    lines += [f"inline constexpr uint16_t {camelCase(event.get('name'))} = {event.get('value')};"
              for event in events]
    lines += ["} // namespace sysmon::eventId", "", "namespace sysmon::fields {"]
    for event in events:
        lines.append(f"namespace {camelCase(event.get('name'))} {{")
        names = [data.get("name") for data in event] + ["Count"]
        lines += [f"inline constexpr uint16_t {name} = {index};"
                  for index, name in enumerate(names)]
        lines.append("}")
    return "\n".join(lines + ["} // namespace sysmon::fields", ""])


def fieldTable(event, name):
    rows = [f"    {{{quoted(data.get('name'))}, FieldType::{TYPES[data.get('inType')]}, "
            f"CommonField::{COMMON.get(data.get('name'), 'None')}}},"
            for data in event]
    return [f"constexpr SchemaField {name}[] = {{", *rows, "};"]


def eventRow(event, fields):
    included = "true" if event.get("ruledefault") == "include" else "false"
    return (f"    {{{event.get('value')}, {quoted(event.get('name'))}, "
            f"{quoted(event.get('template'))}, {quoted(event.get('rulename', ''))}, "
            f"{event.get('version')}, {LEVELS[event.get('level')]}, {included}, {fields}}},")


def optionRow(option):
    return (f"    {{{quoted(option.get('switch', ''))}, {quoted(option.get('name'))}, "
            f"ArgumentUse::{USES[option.get('argument')]}, {flag(option, 'noconfig')}, "
            f"{flag(option, 'exclusive')}, {flag(option, 'rule')}, {flag(option, 'forceconfig')}}},")


def schemaTable(manifest, text, suffix):
    """All tables of one version; the row that ties them together comes last."""
    lines, events = [], []
    for event in manifest.iter("event"):
        fields = f"fields{suffix}_{event.get('value')}"
        lines += fieldTable(event, fields)
        events.append(eventRow(event, fields))
    lines += [f"constexpr SchemaEvent events{suffix}[] = {{", *events, "};"]
    lines += [f"constexpr SchemaOption options{suffix}[] = {{",
              *(optionRow(option) for option in manifest.iter("option")), "};"]
    conditions = manifest.find("configuration/filters").text.split(",")
    lines += [f"constexpr std::string_view conditions{suffix}[] = {{",
              *(f"    {quoted(condition)}," for condition in conditions), "};"]
    lines.append(f'constexpr std::string_view manifest{suffix} = R"xml({text}\n)xml";')
    row = (f"    {{{version(manifest.get('schemaversion'))}, "
           f"{version(manifest.get('binaryversion'))}, conditions{suffix}, options{suffix}, "
           f"events{suffix}, manifest{suffix}}},")
    return lines, row


def tables(manifests, texts):
    lines = [NOTICE + '#include "schema.h"', "", "namespace sysmon {", "namespace {"]
    rows = []
    for manifest, text in zip(manifests, texts, strict=True):
        made, row = schemaTable(manifest, text, manifest.get("schemaversion").replace(".", "_"))
        lines += made
        rows.append(row)
    lines += ["constexpr Schema allSchemas[] = {", *rows, "};", "} // namespace", "",
              "std::span<const Schema> schemas()", "{", "    return allSchemas;", "}", "",
              "} // namespace sysmon", ""]
    return "\n".join(lines)


def main():
    source, tablesFile, fieldsFile = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = file.read()
    manifests = ElementTree.fromstring(document.encode()).findall("manifest")
    texts = re.findall(r"^<manifest .*?^</manifest>$", document, re.MULTILINE | re.DOTALL)
    with open(fieldsFile, "w", encoding="utf-8") as file:
        file.write(eventConstants(manifests[0]))
    with open(tablesFile, "w", encoding="utf-8") as file:
        file.write(tables(manifests, texts))


main()
