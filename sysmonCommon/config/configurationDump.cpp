// SPDX-License-Identifier: MIT
#include "configurationDump.h"

#include "blobReader.h"
#include "schema.h"

#include <iomanip>

namespace sysmon {

namespace {

// Widths of the columns; tools read them.
constexpr int optionWidth = 34;
constexpr int eventWidth = 34;
constexpr int fieldWidth = 30;
constexpr int conditionWidth = 12;

void writeOption(std::ostream& out, const char* label, const std::string& value)
{
    out << std::left << std::setw(optionWidth) << label << (value.empty() ? "-" : value) << '\n';
}

class RuleDump {
public:
    RuleDump(const CompiledEvent& event, std::ostream& out)
        : event_(event), schema_(*findEvent(event.id)), out_(out)
    {
    }

    void write();

private:
    void writeCompound(const CompiledCompound& compound);
    void writeFilter(const CompiledFilter& filter);

    const CompiledEvent& event_;
    const SchemaEvent& schema_;
    std::ostream& out_;
};

void RuleDump::write()
{
    out_ << " - " << std::setw(eventWidth) << schema_.ruleName
         << " onmatch: " << (event_.includeByDefault ? "exclude" : "include")
         << "   combine rules using '" << (event_.combineAnd ? "And" : "Or") << "'\n";
    int compound = -1;
    for (const CompiledFilter& filter : event_.filters) {
        if (filter.compound >= 0 && filter.compound != compound)
            writeCompound(event_.compounds[filter.compound]);
        compound = filter.compound;
        writeFilter(filter);
    }
}

void RuleDump::writeCompound(const CompiledCompound& compound)
{
    out_ << "\tCompound Rule " << compound.name << "   combine using "
         << (compound.combineAnd ? "And" : "Or") << '\n';
}

void RuleDump::writeFilter(const CompiledFilter& filter)
{
    const bool inside = filter.compound >= 0;
    out_ << '\t' << (inside ? "    " : "") << std::setw(fieldWidth)
         << schema_.fields[filter.field].name << " filter: " << std::setw(conditionWidth)
         << conditionName(filter.condition) << " value: '" << filter.value << '\'';
    const bool inherited = inside && event_.compounds[filter.compound].name == filter.name;
    if (!filter.name.empty() && !inherited) out_ << "   name: '" << filter.name << '\'';
    out_ << '\n';
}

} // namespace

void dumpConfiguration(const Configuration& configuration, std::ostream& out)
{
    const CompiledRules rules = readBlob(configuration.blob);
    writeOption(out, " - HashingAlgorithms:",
                configuration.hashAlgorithms.empty() ? std::string(defaultHashAlgorithms)
                                                     : configuration.hashAlgorithms);
    writeOption(out, " - Field Sizes:", configuration.fieldSizes);
    out << '\n';
    if (rules.events.empty()) {
        out << "No rules installed\n";
        return;
    }
    out << "Rule configuration (version " << versionText(rules.schemaVersion) << "):\n";
    for (const CompiledEvent& event : rules.events)
        RuleDump(event, out).write();
}

} // namespace sysmon
