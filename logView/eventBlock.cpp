// SPDX-License-Identifier: MIT
#include "eventBlock.h"

#include "eventLookup.h"
#include "printableText.h"
#include "schema.h"

#include <algorithm>

namespace sysmon::view {

namespace {

constexpr std::string_view indent = "    ";
constexpr std::string_view noGuid = "{00000000-0000-0000-0000-000000000000}";

// Select Graphic Rendition of ECMA-48.
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view boldRed = "\x1b[1;31m";
constexpr std::string_view cyan = "\x1b[36m";
constexpr std::string_view plain = "\x1b[0m";

/// Appends to a text, in colour where that is wanted.
class Painter {
public:
    Painter(bool coloured, std::string& ret_text) : coloured_(coloured), text_(ret_text) {}

    void paint(std::string_view colour, std::string_view text)
    {
        if (coloured_) text_ += colour;
        appendPrintable(text, text_);
        if (coloured_) text_ += plain;
    }

private:
    bool coloured_;
    std::string& text_;
};

std::string titleOf(uint32_t id)
{
    const SchemaEvent* const schema = findEvent(id);
    return (schema ? std::string(schema->description) : "Unknown event") + " (" +
           std::to_string(id) + ")";
}

bool isShown(const DecodedField& field, const BlockStyle& style)
{
    if (field.name == "UtcTime") return false; // begins the block
    return style.allFields || (field.value != "-" && field.value != noGuid);
}

size_t longestName(const DecodedEvent& event, const BlockStyle& style)
{
    constexpr size_t most = 30; // longer ones are not ours
    size_t longest = 0;
    for (const DecodedField& field : event.fields)
        if (isShown(field, style)) longest = std::max(longest, std::min(field.name.size(), most));
    return longest;
}

} // namespace

std::string blockOf(const DecodedEvent& event, const BlockStyle& style)
{
    std::string text;
    Painter painter(style.coloured, text);
    appendPrintable(timeOf(event), text);
    text += "  ";
    painter.paint(event.id == eventId::Error ? boldRed : bold, titleOf(event.id));
    text += "  ";
    appendPrintable(event.computer, text);
    text += "  #";
    appendPrintable(event.recordId, text);
    text += '\n';
    const size_t width = longestName(event, style) + 1; // the colon
    for (const DecodedField& field : event.fields) {
        if (!isShown(field, style)) continue;
        text += indent;
        painter.paint(cyan, field.name + ":");
        text.append(width - std::min(width, field.name.size() + 1) + 1, ' ');
        appendPrintable(field.value, text);
        text += '\n';
    }
    text += '\n';
    return text;
}

} // namespace sysmon::view
