// SPDX-License-Identifier: MIT
//
// Lines of a log, in pieces of any size, to blocks: whatever they hold, nothing but an event's own
// line ends acts on a terminal, and each shown event has its lines.
#include "decodedEvent.h"
#include "eventBlock.h"
#include "lineSplitter.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace sysmon::view;

/// No control character of ASCII but line ends, and none of those that Latin-1 adds (C1).
bool isHarmless(std::string_view text)
{
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        if ((byte < ' ' && byte != '\n') || byte == 0x7f) return false;
        if (byte == 0xc2 && next >= 0x80 && next <= 0x9f) return false;
    }
    return true;
}

void show(const Line& line)
{
    if (line.text.size() > mostLineBytes) abort();
    try {
        const auto event = sysmon::decodeEvent(line.text, sysmon::Reading::Strict);
        if (!event) return;
        const std::string block = blockOf(*event, {.allFields = true});
        if (!isHarmless(block)) abort();
        const auto hidden =
            std::ranges::count_if(event->fields, [](const sysmon::DecodedField& field) {
                return field.name == "UtcTime";
            });
        const auto lines = static_cast<size_t>(std::ranges::count(block, '\n') + hidden);
        if (lines != event->fields.size() + 2) abort();
    } catch (const sysmon::BrokenLine&) {
        // as it should be
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const size_t piece = bytes.empty() ? 1 : static_cast<uint8_t>(bytes.back()) + 1;
    LineSplitter splitter;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        splitter.add(bytes.substr(0, piece), show);
    splitter.end(show);
    return 0;
}
