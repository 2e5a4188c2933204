// SPDX-License-Identifier: MIT
//
// Short ways to ask: what does this configuration decide about that event?
#pragma once

#include "plainMatcher.h"
#include "schema.h"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace sysmon::test {

/// An event made of named fields; all others are "-". Counts how often each field is asked for.
class TrialEvent : public EventFields {
public:
    TrialEvent(uint16_t id, std::initializer_list<std::pair<std::string_view, std::string>> fields);

    uint16_t id() const { return id_; }
    std::string_view text(uint16_t fieldIndex) override;
    int timesAsked(std::string_view field) const;

private:
    uint16_t id_;
    std::map<uint16_t, std::string> texts_;
    std::map<uint16_t, int> asked_;
};

/// `<Sysmon schemaversion="4.90"><EventFiltering>` around `rules`.
std::string configurationOf(std::string_view rules, std::string_view version = "4.90");

/// Loads the rules, decides the event with the fast and the plain matcher, and returns what both
/// say: "include" or "exclude", then a blank and the rule's name unless that is "-". If they
/// disagree, both with a remark.
std::string decide(std::string_view rules, TrialEvent event, std::string_view version = "4.90");

} // namespace sysmon::test
