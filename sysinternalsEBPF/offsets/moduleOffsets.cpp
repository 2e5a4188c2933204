// SPDX-License-Identifier: MIT
#include "moduleOffsets.h"

#include "elfReader.h"
#include "failure.h"
#include "getOffsetsRecord.h"

#include <cstring>

namespace sysinternals {

namespace {

class ModuleReader {
public:
    ModuleReader(std::span<const std::byte> module, const std::string& origin)
        : module_(module), origin_(origin)
    {
    }

    ModuleOffsets read()
    {
        addArchitectureFacts(result_.offsets);
        result_.kernel.release = text(SECTION_RELEASE);
        // Headers do not say what uname -v does; those of the running kernel are the running
        // kernel's.
        if (result_.kernel.release == runningKernel().release) result_.kernel = runningKernel();
        auto records = section(SECTION_OFFSETS);
        for (size_t at = 0; at + sizeof(getOffsetsRecord) <= records.size();
             at += sizeof(getOffsetsRecord)) {
            getOffsetsRecord record;
            memcpy(&record, records.data() + at, sizeof(record));
            take(record);
        }
        return std::move(result_);
    }

private:
    [[noreturn]] void refuse(const std::string& why) const
    {
        throw Failure(TELEMETRY_BAD_ARGUMENT,
                      "cannot use " + origin_ + " as the module of getOffsets: " + why);
    }

    std::span<const std::byte> section(const std::string& name) const
    {
        auto found = findElfSection(module_, name, origin_);
        if (!found) refuse("it has no section " + name);
        return found->content;
    }

    std::string text(const char* name) const
    {
        auto content = section(name);
        auto* begin = reinterpret_cast<const char*>(content.data());
        return {begin, strnlen(begin, content.size())};
    }

    void take(const getOffsetsRecord& record)
    {
        std::string name(record.name, strnlen(record.name, sizeof(record.name)));
        const OffsetEntry* entry = findOffsetEntry(name);
        if (!entry) refuse("there is no offset named '" + name + "'");
        if (record.state == GET_OFFSETS_PRESENT)
            setPlaceFromText(result_.offsets, entry->id, std::to_string(record.byte));
        else if (record.state == GET_OFFSETS_ABSENT)
            setPlaceFromText(result_.offsets, entry->id, "-");
        else if (record.state == GET_OFFSETS_IMAGE)
            result_.offsets.set(entry->id, placeInImage(*entry));
    }

    Place placeInImage(const OffsetEntry& entry) const
    {
        auto image = section(SECTION_IMAGE + entry.name());
        uint32_t first = 0;
        uint32_t count = 0;
        for (uint32_t bit = 0; bit < image.size() * 8; bit++) {
            if ((static_cast<uint8_t>(image[bit / 8]) >> (bit % 8) & 1) == 0) continue;
            if (count++ == 0) first = bit;
        }
        if (count == 0 || count > 64) refuse("its image of " + entry.name() + " is empty");
        return {first, count};
    }

    std::span<const std::byte> module_;
    const std::string& origin_;
    ModuleOffsets result_;
};

} // namespace

ModuleOffsets readModuleOffsets(std::span<const std::byte> module, const std::string& origin)
{
    return ModuleReader(module, origin).read();
}

} // namespace sysinternals
