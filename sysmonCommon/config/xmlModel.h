// SPDX-License-Identifier: MIT
//
// Which elements and attributes a configuration of some schema version may hold.
#pragma once

#include "schema.h"
#include "wordList.h"

#include <map>
#include <string>
#include <vector>

namespace sysmon {

struct AttributeModel {
    std::string name;
    WordList values; ///< accepted ones; empty: any text
    bool required = false;
};

enum class Content { Nothing, Text, Elements };

struct ElementModel {
    Content content = Content::Elements;
    WordList children; ///< in the schema's order, any number of each
    std::vector<AttributeModel> attributes;
};

/// Ends the name of an option's element that makes rules beside those of an event's elements.
inline constexpr std::string_view ruleOptionSuffix = "Config";

/// By element name.
using XmlModel = std::map<std::string, ElementModel, std::less<>>;

XmlModel xmlModel(const Schema& schema);

/// The model as a DTD.
std::string dtd(const XmlModel& model);

} // namespace sysmon
