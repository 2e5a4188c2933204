// SPDX-License-Identifier: MIT
#include "offsetsDatabase.h"

#include "failure.h"

#include <nlohmann/json.hpp>

namespace sysinternals {

namespace {

// Structures stand in the order of the file, which is how kernels refer to their layouts.
using Json = nlohmann::ordered_json;

void setPlace(Offsets& offsets, const std::string& name, const Json& place,
              const std::string& origin)
{
    const OffsetEntry* entry = findOffsetEntry(name);
    // A database of another version may know more; null is what its maker could not find.
    if (!entry || place.is_null()) return;
    try {
        setPlaceFromText(offsets, entry->id,
                         place.is_string() ? place.get<std::string>() : place.dump());
    } catch (const Failure& failure) {
        throw Failure(failure.result(), "cannot use " + origin + ": " + failure.what());
    }
}

Offsets offsetsOf(const Json& database, const Json& layoutNumbers, const std::string& origin)
{
    Offsets offsets;
    addArchitectureFacts(offsets);
    size_t index = 0;
    for (const auto& [structure, members] : database.at("members").items()) {
        const Json& layout =
            database.at("layouts").at(structure).at(layoutNumbers.at(index++).get<size_t>());
        for (size_t i = 0; i < members.size(); i++)
            setPlace(offsets, structure + "." + members.at(i).get<std::string>(), layout.at(i),
                     origin);
    }
    return offsets;
}

} // namespace

std::optional<Offsets> findInDatabase(std::span<const std::byte> json, const std::string& origin,
                                      const KernelName& kernel)
{
    try {
        auto* text = reinterpret_cast<const char*>(json.data());
        Json database = Json::parse(text, text + json.size());
        const Json& kernels = database.at("kernels");
        if (!kernels.is_object())
            throw Failure(TELEMETRY_BAD_ARGUMENT,
                          "cannot read " + origin + ": it lists no kernels");
        auto release = kernels.find(kernel.release);
        if (release == kernels.end()) return std::nullopt;
        auto version = release->find(kernel.version);
        if (version == release->end()) return std::nullopt;
        return offsetsOf(database, *version, origin);
    } catch (const Json::exception& error) {
        throw Failure(TELEMETRY_BAD_ARGUMENT, "cannot read " + origin + ": " + error.what());
    }
}

} // namespace sysinternals
