// SPDX-License-Identifier: MIT
#include "configuration.h"

#include "configurationReader.h"
#include "options.h"
#include "problems.h"
#include "producedEvents.h"
#include "ruleBuilder.h"
#include "switchRules.h"
#include "wordList.h"
#include "xmlModel.h"
#include "xmlRules.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace sysmon {

namespace {

class ConfigurationReader {
public:
    ConfigurationReader(Problems& errors, Problems& notes) : errors_(errors), notes_(notes) {}

    void readXml(std::string_view bytes);
    void readSwitches(std::span<const CommandLineSwitch> switches);
    ConfigurationSource compile();

private:
    const Schema* findSchema(const ParsedXml& xml, const xmlNode* root);
    void readOptions(const ParsedXml& xml, const Schema& schema);
    void readOption(std::string_view name, const std::string& value, int line);
    void noteEmptyItems(const FieldRule& filter);

    Problems& errors_;
    Problems& notes_;
    ConfigurationSource source_;
    WordList withoutEffect_;
};

void ConfigurationReader::readXml(std::string_view bytes)
{
    const ParsedXml xml = parseXml(bytes, errors_);
    if (!xml.document) return;
    const xmlNode* root = xmlDocGetRootElement(xml.document.get());
    if (nameOf(root) != "Sysmon") {
        errors_.add(xml.lineOf(root), nameOf(root), "not a configuration; expected <Sysmon>");
        return;
    }
    const Schema* schema = findSchema(xml, root);
    if (!schema) return;
    validateXml(xml, *schema, errors_);
    const uint32_t version = *parseVersion(*attributeOf(root, "schemaversion"));
    source_.rules = readRules(xml, version, errors_);
    readOptions(xml, *schema);
}

const Schema* ConfigurationReader::findSchema(const ParsedXml& xml, const xmlNode* root)
{
    const Schema& current = currentSchema();
    const std::string supported = versionText(schemas().back().version) + " to " +
                                  versionText(current.version) + " (this program's)";
    const auto refuse = [&](const std::string& reason) {
        errors_.add(xml.lineOf(root), "Sysmon", reason + "; expected " + supported);
        return nullptr;
    };
    const std::optional<std::string> text = attributeOf(root, "schemaversion");
    if (!text) return refuse("attribute schemaversion is missing");
    const std::string shown = "schemaversion \"" + *text + "\"";
    const std::optional<uint32_t> version = parseVersion(*text);
    if (!version) return refuse(shown + " is not of the form major.minor");
    if (*version >> 16 != current.version >> 16) return refuse(shown + " is not supported");
    if (*version > current.version)
        notes_.add(xml.lineOf(root), "Sysmon",
                   shown + " is newer than this program's: read as " +
                       versionText(current.version));
    const auto found = std::ranges::find_if(
        schemas(), [&](const Schema& schema) { return schema.version <= *version; });
    return found == schemas().end() ? refuse(shown + " is not supported") : &*found;
}

void ConfigurationReader::readOptions(const ParsedXml& xml, const Schema& schema)
{
    const WordList accepted = xmlModel(schema).at("Sysmon").children;
    const xmlNode* root = xmlDocGetRootElement(xml.document.get());
    for (const xmlNode* node = firstElement(root); node; node = nextElement(node))
        if (nameOf(node) != "EventFiltering" && contains(accepted, nameOf(node)))
            readOption(nameOf(node), textOf(node), xml.lineOf(node));
    if (!withoutEffect_.empty())
        notes_.add(0, "", "without effect on this system: " + joined(withoutEffect_));
}

void ConfigurationReader::readOption(std::string_view name, const std::string& value, int line)
{
    if (!hasEffect(name)) addOnce(withoutEffect_, name);
    if (const auto reason = setOption(source_.configuration, name, value))
        errors_.add(line, name, *reason);
    if (!name.ends_with(ruleOptionSuffix) || splitTrimmed(value, ',').empty()) return;
    EventRules rules = rulesOfOption(name.substr(0, name.size() - ruleOptionSuffix.size()), value);
    rules.line = line;
    source_.rules.events.push_back(std::move(rules));
}

void ConfigurationReader::readSwitches(std::span<const CommandLineSwitch> switches)
{
    if (source_.rules.schemaVersion == 0) source_.rules.schemaVersion = currentSchema().version;
    for (const CommandLineSwitch& given : switches)
        if (const auto reason = applySwitch(given, source_.configuration, source_.rules))
            errors_.add(0, "-" + given.name, *reason);
}

ConfigurationSource ConfigurationReader::compile()
{
    if (!errors_.empty()) return std::move(source_);
    for (const EventRules& rules : source_.rules.events)
        forEachFilter(rules, [this](const FieldRule& filter) { noteEmptyItems(filter); });
    source_.configuration.blob = compileRules(source_.rules, errors_);
    return std::move(source_);
}

void ConfigurationReader::noteEmptyItems(const FieldRule& filter)
{
    if (takesList(filter.condition) && hasEmptyItem(filter.value))
        notes_.add(filter.line, filter.field,
                   listItems(filter.value).empty()
                       ? "a list without items matches nothing"
                       : "the empty item of the list \"" + filter.value + "\" is ignored");
}

void noteUnproduced(const RuleFile& file, Problems& notes)
{
    WordList missing;
    for (const EventRules& rules : file.events)
        if (std::ranges::none_of(eventsOfRule(rules.element),
                                 [](const SchemaEvent* event) { return isProduced(event->id); }))
            addOnce(missing, rules.element);
    if (!missing.empty())
        notes.add(0, "", "events that do not happen on this system: " + joined(missing));
}

Configuration finished(ConfigurationSource source, const Problems& errors, Problems& notes)
{
    if (!errors.empty()) throw ConfigurationError(errors.text());
    noteUnproduced(source.rules, notes);
    source.configuration.notes = notes.lines();
    return std::move(source.configuration);
}

[[noreturn]] void refuseFile(const std::string& path, const std::string& reason)
{
    throw ConfigurationError(path + ": " + reason);
}

} // namespace

ConfigurationSource readConfiguration(std::string_view bytes,
                                      std::span<const CommandLineSwitch> switches, Problems& errors,
                                      Problems& notes)
{
    ConfigurationReader reader(errors, notes);
    try {
        if (bytes.size() > mostConfigurationBytes)
            throw ConfigurationError("larger than " + std::to_string(mostConfigurationBytes >> 20) +
                                     " MiB");
        reader.readXml(bytes);
    } catch (const ConfigurationError& error) {
        errors.add(0, "", error.what());
    }
    reader.readSwitches(switches);
    return reader.compile();
}

Configuration loadConfiguration(std::string_view bytes, const std::string& name,
                                std::span<const CommandLineSwitch> switches)
{
    Problems errors(name);
    Problems notes(name);
    return finished(readConfiguration(bytes, switches, errors, notes), errors, notes);
}

Configuration loadSwitches(std::span<const CommandLineSwitch> switches)
{
    Problems errors("command line");
    Problems notes("command line");
    ConfigurationReader reader(errors, notes);
    reader.readSwitches(switches);
    return finished(reader.compile(), errors, notes);
}

std::string readConfigurationFile(const std::string& path)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file) refuseFile(path, std::string("cannot be opened: ") + std::strerror(errno));
    std::string bytes;
    char chunk[1 << 16];
    while (bytes.size() <= mostConfigurationBytes) {
        const size_t length = std::fread(chunk, 1, sizeof(chunk), file.get());
        if (length == 0) break;
        bytes.append(chunk, length);
    }
    if (std::ferror(file.get()))
        refuseFile(path, std::string("cannot be read: ") + std::strerror(errno));
    return bytes;
}

Configuration loadConfigurationFile(const std::string& path,
                                    std::span<const CommandLineSwitch> switches)
{
    return loadConfiguration(readConfigurationFile(path), path, switches);
}

} // namespace sysmon
