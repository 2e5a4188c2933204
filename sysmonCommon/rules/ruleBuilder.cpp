// SPDX-License-Identifier: MIT
#include "ruleBuilder.h"

#include "problems.h"
#include "utf.h"
#include "wordList.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <set>

namespace sysmon {

namespace {

/// A filter takes a record of more than half a KiB however short its element is; this bounds what
/// the largest file can grow to.
constexpr size_t mostFilters = 1'000'000;

template <size_t Size>
void setName(char16_t (&target)[Size], std::string_view name)
{
    const std::u16string units = toUtf16(name);
    std::copy_n(units.begin(), std::min(units.size(), Size - 1), target);
}

/// What a configuration will take, a little rounded up.
struct Extent {
    size_t filters = 0;
    size_t bytes = sizeof(BlobHeader);

    void add(const FieldRule& filter)
    {
        filters++;
        bytes += sizeof(BlobFilter) + (filter.value.size() + 1) * sizeof(char16_t) + blobAlignment;
    }

    void add(const EventRules& rules)
    {
        bytes += sizeof(BlobEvent);
        bytes += rules.items.size() * (sizeof(BlobAggregation) + blobAlignment);
        forEachFilter(rules, [&](const FieldRule& filter) { add(filter); });
    }
};

std::string fieldNames(const std::vector<const SchemaEvent*>& series)
{
    WordList names;
    for (const SchemaEvent* event : series)
        for (const SchemaField& field : event->fields)
            addOnce(names, field.name);
    return joined(names);
}

/// Says which fields keep `rules` from belonging to any one event.
void explainMisfit(const EventRules& rules, const std::vector<const SchemaEvent*>& series,
                   Problems& problems)
{
    bool unknown = false;
    WordList used;
    forEachFilter(rules, [&](const FieldRule& filter) {
        addOnce(used, filter.field);
        const auto has = [&](const SchemaEvent* event) {
            return fieldIndex(*event, filter.field) >= 0;
        };
        if (std::ranges::any_of(series, has)) return;
        unknown = true;
        problems.add(filter.line, filter.field,
                     "not a field of " + rules.element + "; expected " + fieldNames(series));
    });
    if (!unknown)
        problems.add(rules.line, rules.element,
                     "no event of it has all the fields used: " + joined(used) +
                         "; use one element each");
}

} // namespace

RuleBuilder::RuleBuilder(uint32_t schemaVersion, size_t expectedSize)
{
    blob_.reserve(expectedSize);
    const uint32_t offset = reserve(sizeof(BlobHeader));
    at<BlobHeader>(offset) = {.binaryVersion = currentSchema().binaryVersion,
                              .events = 0,
                              .headerSize = sizeof(BlobHeader),
                              .schemaVersion = schemaVersion,
                              .firstEvent = 0,
                              .firstAggregation = 0};
}

uint32_t RuleBuilder::reserve(size_t size)
{
    const size_t offset = blob_.size();
    blob_.resize((offset + size + blobAlignment - 1) / blobAlignment * blobAlignment);
    return static_cast<uint32_t>(offset);
}

template <class Record>
Record& RuleBuilder::at(uint32_t offset)
{
    return *std::launder(reinterpret_cast<Record*>(blob_.data() + offset));
}

bool RuleBuilder::append(const EventRules& rules, const std::vector<const SchemaEvent*>& series)
{
    const Position before = position_;
    const size_t size = blob_.size();
    for (const SchemaEvent* event : series) {
        if (appendEvent(rules, *event)) return true;
        // Blobs are compared byte for byte, so this keeps two habits of the format's first writer:
        // ids stay used up, and the list of aggregations loses its start with the first event.
        if (before.events == 0 && position_.lastAggregation != before.lastAggregation)
            aggregationsLost_ = true;
        position_ = before;
        blob_.resize(size);
    }
    return false;
}

bool RuleBuilder::appendEvent(const EventRules& rules, const SchemaEvent& event)
{
    const uint32_t offset = reserve(sizeof(BlobEvent));
    at<BlobEvent>(offset) = {.id = event.id,
                             .defaultAction = rules.includeByDefault ? 0 : 1,
                             .combine = rules.combineAnd ? 1 : 0,
                             .next = 0,
                             .filters = 0,
                             .firstFilter = 0};
    if (position_.lastEvent != 0) at<BlobEvent>(position_.lastEvent).next = offset;
    position_.lastEvent = offset;
    position_.lastFilter = 0;
    position_.events++;
    for (const auto& item : rules.items) {
        const auto* filter = std::get_if<FieldRule>(&item);
        openAggregation_ = 0;
        if (!(filter ? appendFilter(*filter, event)
                     : appendCompound(std::get<CompoundRule>(item), event)))
            return false;
    }
    return true;
}

bool RuleBuilder::appendCompound(const CompoundRule& rule, const SchemaEvent& event)
{
    const uint32_t offset = reserve(sizeof(BlobAggregation));
    auto& aggregation = at<BlobAggregation>(offset);
    aggregation.id = ++lastAggregationId_;
    aggregation.combine = rule.combineAnd ? 1 : 0;
    setName(aggregation.name, rule.name);
    linkAggregation(offset);
    openAggregation_ = offset;
    return std::ranges::all_of(
        rule.filters, [&](const FieldRule& filter) { return appendFilter(filter, event); });
}

void RuleBuilder::linkAggregation(uint32_t offset)
{
    if (position_.lastAggregation != 0)
        at<BlobAggregation>(position_.lastAggregation).next = offset;
    else if (!aggregationsLost_)
        position_.firstAggregation = offset;
    position_.lastAggregation = offset;
}

bool RuleBuilder::appendFilter(const FieldRule& filter, const SchemaEvent& event)
{
    const int field = fieldIndex(event, filter.field);
    if (field < 0) return false;
    const std::u16string value = toUtf16(filter.value);
    const size_t dataSize = (value.size() + 1) * sizeof(char16_t);
    // The record type has always ended in one byte of data, which reserving counts once more.
    const uint32_t offset = reserve(sizeof(BlobFilter) + dataSize + 1);
    auto& record = at<BlobFilter>(offset);
    record.field = static_cast<uint32_t>(field);
    setName(record.name, filter.name);
    record.condition = static_cast<int32_t>(filter.condition);
    record.dataSize = static_cast<uint32_t>(dataSize);
    std::memcpy(blob_.data() + offset + sizeof(BlobFilter), value.c_str(), dataSize);
    if (openAggregation_ != 0) {
        auto& aggregation = at<BlobAggregation>(openAggregation_);
        record.aggregationId = aggregation.id;
        record.aggregation = openAggregation_;
        if (aggregation.filters++ == 0) aggregation.firstFilter = offset;
    }
    auto& eventRecord = at<BlobEvent>(position_.lastEvent);
    if (eventRecord.filters++ == 0)
        eventRecord.firstFilter = offset;
    else
        at<BlobFilter>(position_.lastFilter).next = offset;
    position_.lastFilter = offset;
    return true;
}

std::vector<std::byte> RuleBuilder::take()
{
    if (position_.events == 0) return {};
    auto& header = at<BlobHeader>(0);
    header.events = position_.events;
    header.firstEvent = sizeof(BlobHeader);
    header.firstAggregation = position_.firstAggregation;
    return std::move(blob_);
}

std::vector<const SchemaEvent*> eventsOfRule(std::string_view ruleName)
{
    std::vector<const SchemaEvent*> events;
    for (const SchemaEvent& event : currentSchema().events)
        if (event.ruleName == ruleName) events.push_back(&event);
    return events;
}

int fieldIndex(const SchemaEvent& event, std::string_view field)
{
    const auto found = std::ranges::find(event.fields, field, &SchemaField::name);
    return found == event.fields.end() ? -1 : static_cast<int>(found - event.fields.begin());
}

std::vector<std::byte> compileRules(const RuleFile& file, Problems& problems)
{
    Extent extent;
    for (const EventRules& rules : file.events)
        extent.add(rules);
    if (extent.filters > mostFilters) {
        problems.add(0, "",
                     std::to_string(extent.filters) + " filters; at most " +
                         std::to_string(mostFilters) + " fit into one configuration");
        return {};
    }
    RuleBuilder builder(file.schemaVersion, extent.bytes);
    std::set<std::string_view> done;
    for (const SchemaEvent& event : currentSchema().events) {
        if (event.ruleName.empty() || !done.insert(event.ruleName).second) continue;
        const std::vector<const SchemaEvent*> series = eventsOfRule(event.ruleName);
        for (const EventRules& rules : file.events)
            if (rules.element == event.ruleName && !builder.append(rules, series))
                explainMisfit(rules, series, problems);
    }
    return builder.take();
}

} // namespace sysmon
