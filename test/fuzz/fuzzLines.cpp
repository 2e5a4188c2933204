// SPDX-License-Identifier: MIT
//
// The codec of lines. Whatever a line holds, it is read or refused, and what the strict reading
// takes is what a strict XML parser reads; whatever an event's fields hold, both forms of its line
// give them back.
#include "decodedEvent.h"
#include "givenFields.h"
#include "jsonLine.h"
#include "strictXml.h"
#include "writtenBytes.h"
#include "xmlLine.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

namespace {

using namespace sysmon;

std::optional<DecodedEvent> read(std::string_view line, Reading reading)
{
    try {
        return decodeEvent(line, reading);
    } catch (const BrokenLine&) {
        return std::nullopt; // as it should be
    }
}

/// Nothing if libxml2 does not take the line, such as one with text around the event.
std::optional<test::NamedTexts> readStrictly(std::string_view line)
{
    try {
        return test::readDataElements(line);
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

void requireSameValues(const DecodedEvent& event, const test::NamedTexts& expected)
{
    if (event.fields.size() != expected.size()) abort();
    for (size_t i = 0; i < expected.size(); ++i)
        if (event.fields[i].value != expected[i].second) abort();
}

void decode(std::string_view line)
{
    read(line, Reading::Tolerant);
    const auto event = read(line, Reading::Strict);
    if (!event || !line.starts_with("<Event>")) return;
    if (const auto expected = readStrictly(line)) requireSameValues(*event, *expected);
}

void requireGivenBack(const SchemaEvent& schema, test::GivenFields source,
                      void (*encode)(Event&, const EventSystem&, std::string&),
                      const std::string& computer)
{
    const std::string line = test::lineOf(schema, source, encode, computer);
    if (line.size() > maxEventBytes || line.find('\n') != line.npos) abort();
    constexpr size_t surelyNotCut = 60'000;
    for (const Reading reading : {Reading::Strict, Reading::Tolerant}) {
        const DecodedEvent event = decodeEvent(line, reading).value();
        if (event.id != schema.id || event.fields.size() != schema.fields.size()) abort();
        if (test::bytesOf(event.computer) != computer) abort();
        Event given(schema, test::givenUtcNs, source);
        for (uint16_t i = 0; i < schema.fields.size(); ++i) {
            if (event.fields[i].name != schema.fields[i].name) abort();
            if (line.size() < surelyNotCut && test::bytesOf(event.fields[i].value) != given.text(i))
                abort();
        }
    }
}

void encodeAndDecode(FuzzedDataProvider data)
{
    const auto events = currentSchema().events;
    const SchemaEvent& schema = events[data.ConsumeIntegralInRange<size_t>(0, events.size() - 1)];
    const std::string computer = data.ConsumeRandomLengthString();
    test::GivenFields source;
    for (uint16_t i = 0; i < schema.fields.size(); ++i)
        source.texts[i] = data.ConsumeRandomLengthString();
    requireGivenBack(schema, source, encodeXml, computer);
    requireGivenBack(schema, source, encodeJson, computer);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    decode(std::string_view(reinterpret_cast<const char*>(data), size));
    encodeAndDecode(FuzzedDataProvider(data, size));
    return 0;
}
