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
    R"(Usage: sysmon SWITCH…   (a switch begins with - or /, in any case)

Service, as root:
  -i [CONFIG]              install and start it, in place of one that runs
  -c                       show the configuration in use
  -c CONFIG                use another configuration, from now on
  -c --                    go back to the defaults
  -stats [json|prometheus] what it has seen, logged and lost so far
  -u [force]               stop it and remove all that -i installed; force: go on where
                           something is missing

Watch without installing, as root:
  -i [CONFIG] -console     in the foreground: events to standard output, messages to standard
                           error, until Ctrl-C
  -i [CONFIG] -service     the same to syslog, for a service manager to start

With -i:
  -output TARGET           syslog (the service's), syslog:SOCKET, rfc5424:SOCKET, journal,
                           file:PATH or stdout (the console's)
  -format xml|json         how events are written, one per line
  -hashlimit MIB           larger files are not hashed (256)
  -btf FILE                type information (BTF) of this kernel
  -t [verbose]             print each record of the kernel on standard error, before any rule

With -i and -c, in place of or on top of a configuration file:
)";

constexpr std::string_view usageTail = R"(
Configuration files, without root:
  -validate CONFIG…        check them and say what they will log
  -compile CONFIG OUT      write the compiled rules
  -replay CONFIG [EVENTS]  decide recorded events (standard input) with a configuration

Look, without root:
  -s [VERSION|all]         print the event schema
  -? config                help on the configuration file
  -?, --help               this text

-nologo leaves out the first line; -accepteula is taken and means nothing here.
Exit status: 0 done, 87 bad switch or configuration, 228 root is needed, else 1.
)";

struct OptionText {
    std::string_view option;
    std::string_view argument;
    std::string_view text;
};

constexpr std::array optionTexts{
    OptionText{"HashAlgorithms", "ALGORITHMS", "MD5, SHA1, SHA256 (several: comma), * for all"},
    OptionText{"NetworkConnect", "[PROGRAM,…]", "connections of these programs, else of all"},
    OptionText{"ProcessAccess", "PROGRAM,…", "accesses to these programs; with a CONFIG only"},
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
  HashAlgorithms   MD5, SHA1, SHA256, several of them with commas, or * for all. Default SHA256
  FieldSizes       most characters of fields, e.g. CommandLine:100,Image:20; what is longer ends
                   in "..."
  DnsLookup        False: DestinationHostname and SourceHostname stay "-"
Options of Windows (ArchiveDirectory, CheckRevocation, …) are read and change nothing.

An element per type of event says what is logged. onmatch="include" logs what matches,
onmatch="exclude" all but what matches; so an empty exclude logs every event of its type, and an
empty include none. There may be one element of each kind for a type: where both match, exclude
wins. Without any element of their type ProcessCreate and ProcessTerminate are logged and the
others are not.

In it stand filters: a field of the event, a condition and a value.
  is (if none is named)      the whole value; is not, is any (one of a list)
  contains                   contains any, contains all (of a list)
  excludes                   does not contain; excludes any, excludes all
  begin with, end with       not begin with, not end with
  less than, more than       in the order of their characters
  image                      a path, or the last part of one: curl for /usr/bin/curl
A list is separated by ";". Upper and lower case are the same. name="…" of a filter, a <Rule> or a
RuleGroup is what the event's RuleName says. Several filters of one field are alternatives; filters of
several fields in one element all have to match, unless groupRelation="or" is given by the
RuleGroup around it. A <Rule> is a group of filters with a groupRelation of its own.

What is different on Linux: paths have slashes and no drive; User is an account name (root), not
DOMAIN\name; LogonId is the login uid; a program's version fields are "-". Files of all schema
versions from 4.00 on load, those written for Windows, too: rules for what Linux does not have are
named once and never match. 'sysmon -validate CONFIG' says what a file will log, with warnings.

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
        line += std::string(option.name) + ": taken, but there are no such events on Linux";
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
