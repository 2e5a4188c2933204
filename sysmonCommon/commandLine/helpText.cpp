// SPDX-License-Identifier: MIT
#include "helpText.h"

#include "commandLine.h"
#include "producedEvents.h"
#include "schema.h"

#include <algorithm>
#include <array>

namespace sysmon {

namespace {

constexpr size_t usageColumn = 27;
constexpr size_t lineWidth = 92;

constexpr std::string_view usageHead =
    R"(Usage: sysmon SWITCH…   (a switch begins with - or /; case does not matter)

Service, as root:
  -i [CONFIG]              install and start it, in place of a running one
  -c                       show the configuration in use
  -c CONFIG                give the running service another configuration
  -c --                    go back to the defaults
  -stats [json|prometheus] show what it has seen, logged and lost so far
  -u [force]               stop it and remove everything that -i installed; force: go on
                           where something is missing

Watch without installing, as root:
  -i [CONFIG] -console     in the foreground: events to standard output, messages to standard
                           error, until Ctrl-C
  -i [CONFIG] -service     the same to syslog, for a service manager to start

With -i:
  -output TARGET           syslog (the service's), syslog:SOCKET, rfc5424:SOCKET, journal,
                           file:PATH or stdout (the console's)
  -format xml|json         how events are written, one per line
  -hashlimit MIB           do not hash larger files (default: 256)
  -btf FILE                type information (BTF) of this kernel
  -t [verbose]             print every record from the kernel, before any rule, on standard
                           error

With -i and -c, instead of a configuration file or on top of one:
)";

constexpr std::string_view usageTail = R"(
Configuration files, without root:
  -validate CONFIG…        check them and say what they will log
  -compile CONFIG OUT      write the compiled rules
  -replay CONFIG [EVENTS]  decide recorded events (default: standard input) with a configuration

Information, without root:
  -s [VERSION|all]         print the event schema
  -? config                help on the configuration file
  -?, --help               this text

-nologo prints no banner. -accepteula is accepted for compatibility and has no effect.
Exit status: 0 success; 87 invalid switch or configuration, or no service for -c or -stats;
228 not root; 1 any other error.
)";

struct OptionText {
    std::string_view option;
    std::string_view argument;
    std::string_view text;
};

constexpr std::array optionTexts{
    OptionText{"HashAlgorithms", "ALGORITHMS",
               "MD5, SHA1 or SHA256, several separated by commas; * for all"},
    OptionText{"NetworkConnect", "[PROGRAM,…]", "log connections of these programs, or of all"},
    OptionText{"ProcessAccess", "PROGRAM,…", "log accesses to these programs; needs a CONFIG"},
};

constexpr std::string_view configurationHead =
    R"(A configuration is an XML file that says which events are logged, and how:

<Sysmon schemaversion="4.90">
  <HashAlgorithms>SHA256</HashAlgorithms>
  <FieldSizes>CommandLine:2000</FieldSizes>
  <EventFiltering>
    <RuleGroup name="programs from /tmp" groupRelation="or">
      <ProcessCreate onmatch="include">
        <Image condition="begin with">/tmp/</Image>
        <Rule name="download" groupRelation="and">
          <Image condition="image">curl</Image>
          <CommandLine condition="contains any">http:;ftp:</CommandLine>
        </Rule>
      </ProcessCreate>
      <FileDelete onmatch="exclude"/>
    </RuleGroup>
  </EventFiltering>
</Sysmon>

Options stand before EventFiltering:
  HashAlgorithms   MD5, SHA1 or SHA256, several separated by commas, or * for all. Default: SHA256
  FieldSizes       limits of fields in characters, e.g. CommandLine:100,Image:20; what is longer
                   is cut and ends in "..."
  DnsLookup        False: DestinationHostname and SourceHostname stay "-"
Options for Windows (ArchiveDirectory, CheckRevocation, …) are accepted for compatibility and have
no effect.

An element per type of event says what is logged. onmatch="include" logs what matches,
onmatch="exclude" all but what matches; so an empty exclude logs every event of its type, and an
empty include none. A type may have several elements: those with onmatch="exclude" are tried before
the others, of each kind the last one in the file first, and the first match decides. An event that
none of several elements matches is not logged. Without an element of their type, ProcessCreate and
ProcessTerminate are logged and the others are not.

An element holds filters: a field of the event, a condition and a value.
  is (if none is named)      the whole value; is not, is any (one of a list)
  contains                   contains any, contains all (of a list)
  excludes                   does not contain; excludes any, excludes all
  begin with, end with       not begin with, not end with
  less than, more than       in the order of their characters
  image                      a path, or the last part of one: curl for /usr/bin/curl
The items of a list are separated by ";". Case does not matter. The name="…" of a filter, a <Rule>
or a RuleGroup becomes the RuleName of the event.

The groupRelation of the RuleGroup around an element says how its filters are combined. With "or",
one filter has to match. With "and", every field that is named has to match, and several filters of
one field are alternatives. Without a RuleGroup it is "and" ("or" in files up to schema 4.10). A
<Rule> counts as one filter and has a groupRelation of its own: with "or", its default, one of its
filters has to match, with "and" every one, also several of one field.

What is different on Linux: paths have slashes and no drive; User is an account name (root), not
DOMAIN\name; LogonId is the login uid; a program's version fields are "-". Files of all schema
versions from 4.00 on are accepted, also those written for Windows: rules for events that Linux does
not have are reported once and never match. 'sysmon -validate CONFIG' says what a file will log,
with warnings.

Events of this system, and the fields that filters can name:
)";

/// Rules of an event that does not happen here.
bool isWithoutEffect(const SchemaOption& option)
{
    const auto events = currentSchema().events;
    return option.isRule && std::ranges::none_of(events, [&](const SchemaEvent& event) {
               return event.ruleName == option.name && isProduced(event.id);
           });
}

void addUsageLine(std::string& text, const SchemaOption& option)
{
    std::string line = "  -" + std::string(option.commandLineSwitch);
    const auto known = std::ranges::find(optionTexts, option.name, &OptionText::option);
    if (known != optionTexts.end()) line += ' ' + std::string(known->argument);
    // Columns are counted in characters; the ellipsis has three bytes.
    const bool hasEllipsis = line.find("…") != line.npos;
    line.resize(std::max(line.size() + 1, usageColumn + (hasEllipsis ? 2 : 0)), ' ');
    if (known != optionTexts.end())
        line += known->text;
    else if (isWithoutEffect(option))
        line += std::string(option.name) + ": accepted for compatibility, no such events on Linux";
    else
        line += "sets " + std::string(option.name);
    text += line + '\n';
}

void addEvent(std::string& text, const SchemaEvent& event)
{
    std::string line = "  " + std::string(event.ruleName) + " (" + std::to_string(event.id) + "):";
    for (const SchemaField& field : event.fields) {
        const bool isLast = &field == &event.fields.back();
        const std::string word = ' ' + std::string(field.name) + (isLast ? "" : ",");
        if (line.size() + word.size() > lineWidth) {
            text += line + '\n';
            line = "   ";
        }
        line += word;
    }
    text += line + '\n';
}

} // namespace

std::string usageText()
{
    std::string text{usageHead};
    for (const SchemaOption& option : currentSchema().options)
        if (!option.commandLineSwitch.empty() && !option.commandLineOnly &&
            !isWindowsOption(option.name))
            addUsageLine(text, option);
    return text.append(usageTail);
}

std::string configurationHelpText()
{
    std::string text{configurationHead};
    for (const SchemaEvent& event : currentSchema().events)
        if (isProduced(event.id) && !event.ruleName.empty()) addEvent(text, event);
    return text;
}

} // namespace sysmon
