// SPDX-License-Identifier: MIT
//
// Configuration files as XML: parsed within limits and held against the DTD of their version.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sysmon {

class Problems;
struct Schema;

/// Elements deeper than this are refused; a valid configuration needs six levels.
inline constexpr int mostXmlLevels = 64;

struct FreeXmlDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using XmlDocument = std::unique_ptr<xmlDoc, FreeXmlDocument>;

/// A parsed document and how far its lines are off.
struct ParsedXml {
    XmlDocument document; ///< null: not well-formed, or refused
    int skippedLines = 0;

    int lineOf(const xmlNode* node) const;
};

/// Parses bytes in any encoding. A DOCTYPE, and so any entity of the file's own, is refused before
/// anything of it is read. What is wrong goes to `problems`.
ParsedXml parseXml(std::string_view bytes, Problems& problems);

/// Validates against the schema's DTD; tells every element that does not fit, with what would.
void validateXml(const ParsedXml& xml, const Schema& schema, Problems& problems);

/// An attribute's value; nothing if it is absent.
std::optional<std::string> attributeOf(const xmlNode* node, const char* name);

/// The text of an element: CDATA as text, comments and processing instructions left out.
std::string textOf(const xmlNode* node);

/// The node's name.
std::string_view nameOf(const xmlNode* node);

/// The elements inside `node`, one after the other.
const xmlNode* firstElement(const xmlNode* node);
const xmlNode* nextElement(const xmlNode* node);

} // namespace sysmon
