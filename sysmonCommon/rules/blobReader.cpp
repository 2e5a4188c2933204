// SPDX-License-Identifier: MIT
#include "blobReader.h"

#include "blob.h"
#include "error.h"
#include "schema.h"
#include "utf.h"

#include <algorithm>
#include <cstring>

namespace sysmon {

namespace {

[[noreturn]] void refuse(size_t offset, const std::string& what)
{
    throw StateError("compiled rules: " + what + ", at offset " + std::to_string(offset) +
                     "; compile the configuration again");
}

class BlobReader {
public:
    explicit BlobReader(std::span<const std::byte> blob) : blob_(blob) {}

    CompiledRules read();

private:
    template <class Record>
    Record recordAt(size_t offset, const char* kind) const;
    template <class Record>
    Record nextRecord(size_t offset, const char* kind);
    void occupy(size_t offset, size_t size, const char* kind);
    void readEvents(const BlobHeader& header);
    CompiledEvent readEvent(const BlobEvent& record, size_t offset);
    CompiledFilter readFilter(CompiledEvent& event, size_t offset, uint32_t& next);
    void enterAggregation(CompiledEvent& event, const BlobFilter& record, size_t offset);
    void leaveAggregation();
    std::string readData(const BlobFilter& record, size_t offset) const;
    void checkAggregationList(uint32_t first) const;

    std::span<const std::byte> blob_;
    CompiledRules rules_;
    /// Records come in the order in which they are reached, so none may start before the end of the
    /// one before: that alone rules out cycles and overlaps.
    size_t end_ = 0;
    /// The <Rule> that the filters at hand belong to.
    struct {
        size_t offset = 0; ///< 0: none
        BlobAggregation record{};
        uint32_t filters = 0;
    } open_;
};

template <class Record>
Record BlobReader::recordAt(size_t offset, const char* kind) const
{
    if (offset % blobAlignment != 0) refuse(offset, std::string(kind) + " is not aligned");
    if (offset > blob_.size() || blob_.size() - offset < sizeof(Record))
        refuse(offset, std::string(kind) + " reaches beyond the end");
    Record record;
    std::memcpy(&record, blob_.data() + offset, sizeof(Record));
    return record;
}

template <class Record>
Record BlobReader::nextRecord(size_t offset, const char* kind)
{
    const auto record = recordAt<Record>(offset, kind);
    occupy(offset, sizeof(Record), kind);
    return record;
}

void BlobReader::occupy(size_t offset, size_t size, const char* kind)
{
    if (offset < end_) refuse(offset, std::string(kind) + " overlaps the record before it");
    end_ = offset + size;
}

template <size_t Size>
std::string nameOf(const char16_t (&units)[Size], size_t offset)
{
    const auto end = std::find(units, units + Size, u'\0');
    if (end == units + Size) refuse(offset, "a name without an end");
    return toUtf8(std::u16string_view(units, end));
}

bool zeroOrOne(int32_t value, const char* what, size_t offset)
{
    if (value != 0 && value != 1)
        refuse(offset, std::string(what) + " is " + std::to_string(value) + ", not 0 or 1");
    return value == 1;
}

CompiledRules BlobReader::read()
{
    if (blob_.empty()) return {};
    const auto header = nextRecord<BlobHeader>(0, "the header");
    if (header.binaryVersion != currentSchema().binaryVersion)
        refuse(0, "binary version " + versionText(header.binaryVersion) + " instead of " +
                      versionText(currentSchema().binaryVersion));
    if (header.headerSize != sizeof(BlobHeader))
        refuse(8, "header size " + std::to_string(header.headerSize));
    rules_.schemaVersion = header.schemaVersion;
    readEvents(header);
    checkAggregationList(header.firstAggregation);
    return std::move(rules_);
}

void BlobReader::readEvents(const BlobHeader& header)
{
    for (size_t offset = header.firstEvent; offset != 0;) {
        const auto record = nextRecord<BlobEvent>(offset, "an event");
        rules_.events.push_back(readEvent(record, offset));
        offset = record.next;
    }
    if (rules_.events.size() != header.events)
        refuse(4, std::to_string(header.events) + " events counted, " +
                      std::to_string(rules_.events.size()) + " found");
}

CompiledEvent BlobReader::readEvent(const BlobEvent& record, size_t offset)
{
    const SchemaEvent* known = findEvent(record.id);
    if (!known || known->ruleName.empty())
        refuse(offset, "event id " + std::to_string(record.id) + " has no rules");
    CompiledEvent event{.id = static_cast<uint16_t>(record.id),
                        .includeByDefault = !zeroOrOne(record.defaultAction, "default", offset + 4),
                        .combineAnd = zeroOrOne(record.combine, "combine", offset + 8),
                        .filters = {},
                        .compounds = {}};
    for (uint32_t at = record.firstFilter; at != 0;)
        event.filters.push_back(readFilter(event, at, at));
    leaveAggregation();
    if (event.filters.size() != record.filters)
        refuse(offset + 16, std::to_string(record.filters) + " filters counted, " +
                                std::to_string(event.filters.size()) + " found");
    return event;
}

CompiledFilter BlobReader::readFilter(CompiledEvent& event, size_t offset, uint32_t& next)
{
    const auto record = recordAt<BlobFilter>(offset, "a filter");
    enterAggregation(event, record, offset);
    occupy(offset, sizeof(BlobFilter) + size_t{record.dataSize}, "a filter");
    if (record.field >= findEvent(event.id)->fields.size())
        refuse(offset, "event " + std::to_string(event.id) + " has no field " +
                           std::to_string(record.field));
    if (record.condition < 0 || record.condition >= static_cast<int32_t>(conditionCount))
        refuse(offset + offsetof(BlobFilter, condition),
               "unknown condition " + std::to_string(record.condition));
    next = record.next;
    return {.field = static_cast<uint16_t>(record.field),
            .condition = static_cast<Condition>(record.condition),
            .value = readData(record, offset),
            .name = nameOf(record.name, offset + offsetof(BlobFilter, name)),
            .compound = open_.offset == 0 ? -1 : static_cast<int>(event.compounds.size()) - 1};
}

void BlobReader::enterAggregation(CompiledEvent& event, const BlobFilter& record, size_t offset)
{
    if (record.aggregation != open_.offset) {
        leaveAggregation();
        if (record.aggregation != 0) {
            open_.record = nextRecord<BlobAggregation>(record.aggregation, "an aggregation");
            open_.offset = record.aggregation;
            if (open_.record.firstFilter != offset)
                refuse(open_.offset,
                       "an aggregation's first filter is not the one that leads to it");
            event.compounds.push_back(
                {.name = nameOf(open_.record.name, open_.offset),
                 .combineAnd = zeroOrOne(open_.record.combine, "combine",
                                         open_.offset + offsetof(BlobAggregation, combine))});
        }
    }
    const uint32_t id = open_.offset == 0 ? 0 : open_.record.id;
    if (record.aggregationId != id || (open_.offset != 0 && id == 0))
        refuse(offset + offsetof(BlobFilter, aggregationId),
               "aggregation id " + std::to_string(record.aggregationId) + " instead of " +
                   std::to_string(id));
    open_.filters++;
}

void BlobReader::leaveAggregation()
{
    if (open_.offset != 0 && open_.record.filters != open_.filters)
        refuse(open_.offset + offsetof(BlobAggregation, filters),
               std::to_string(open_.record.filters) + " filters counted, " +
                   std::to_string(open_.filters) + " found");
    open_ = {};
}

std::string BlobReader::readData(const BlobFilter& record, size_t offset) const
{
    offset += sizeof(BlobFilter);
    const size_t size = record.dataSize;
    if (size < sizeof(char16_t) || size % sizeof(char16_t) != 0 || size > blob_.size() - offset)
        refuse(offset, "data of " + std::to_string(size) + " bytes");
    std::u16string units(size / sizeof(char16_t), u'\0');
    std::memcpy(units.data(), blob_.data() + offset, size);
    if (units.find(u'\0') != units.size() - 1) refuse(offset, "data does not end in its only NUL");
    units.pop_back();
    std::string text = toUtf8(units);
    if (!isUtf8(text)) refuse(offset, "data is not UTF-16");
    return text;
}

void BlobReader::checkAggregationList(uint32_t first) const
{
    size_t end = sizeof(BlobHeader);
    for (size_t offset = first; offset != 0;) {
        if (offset < end) refuse(offset, "the list of aggregations goes back");
        const auto record = recordAt<BlobAggregation>(offset, "an aggregation");
        end = offset + sizeof(BlobAggregation);
        offset = record.next;
    }
}

} // namespace

CompiledRules readBlob(std::span<const std::byte> blob)
{
    return BlobReader(blob).read();
}

} // namespace sysmon
