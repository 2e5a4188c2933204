// SPDX-License-Identifier: MIT
#include "lineText.h"

namespace sysmon {

namespace {

/// Makes a field shorter by `excess` bytes, or as far as it goes, and reduces `excess` by that.
void shorten(FieldExtent& extent, size_t& excess)
{
    if (extent.size <= ellipsis.size()) return;
    const size_t cut = std::min(excess, extent.size - ellipsis.size());
    extent.limit = extent.size -= cut;
    excess -= cut;
}

} // namespace

void makeRoom(const SchemaEvent& schema, size_t excess, FieldExtents& extents)
{
    const auto fields = schema.fields;
    for (const std::string_view name : {"ParentCommandLine", "CommandLine"}) {
        for (size_t i = 0; i < fields.size() && excess > 0; ++i)
            if (fields[i].name == name) shorten(extents[i], excess);
    }
    // A GUID or a number is never so long that it would be the longest.
    for (size_t tries = fields.size(); tries > 0 && excess > 0; --tries)
        shorten(*std::ranges::max_element(extents, {}, &FieldExtent::size), excess);
}

} // namespace sysmon
