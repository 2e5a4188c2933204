// SPDX-License-Identifier: MIT
#pragma once

#include "plainMatcher.h"
#include "rules.h"
#include "schema.h"

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace sysmon::test {

/// An event whose fields are given one by one, or all the same.
class UniformEvent : public EventFields {
public:
    UniformEvent(uint16_t id, const std::string& text)
        : id_(id), texts_(findEvent(id)->fields.size(), text)
    {
    }

    uint16_t id() const { return id_; }
    std::vector<std::string>& texts() { return texts_; }
    std::string_view text(uint16_t fieldIndex) override { return texts_.at(fieldIndex); }

private:
    uint16_t id_;
    std::vector<std::string> texts_;
};

/// The fast matcher beside the plain one; a disagreement ends the program.
class BothMatchers {
public:
    explicit BothMatchers(std::span<const std::byte> blob)
        : fast_(RuleSet::fromBlob(blob)), plain_(readBlob(blob))
    {
    }

    void compare(UniformEvent event) const
    {
        const Decision fast = fast_->FilterEventRules(event.id(), event);
        const PlainDecision plain = plain_.decide(event.id(), event);
        if (plain == PlainDecision{fast.included, std::string(fast.ruleName)}) return;
        std::cerr << "event " << event.id() << ": fast " << fast.included << ' ' << fast.ruleName
                  << ", plain " << plain.included << ' ' << plain.ruleName << '\n';
        for (size_t i = 0; i < event.texts().size(); i++)
            std::cerr << "  " << findEvent(event.id())->fields[i].name << " = " << event.texts()[i]
                      << '\n';
        std::abort();
    }

private:
    std::shared_ptr<const RuleSet> fast_;
    PlainMatcher plain_;
};

} // namespace sysmon::test
