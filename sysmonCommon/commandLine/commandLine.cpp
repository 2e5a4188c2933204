// SPDX-License-Identifier: MIT
#include "commandLine.h"

#include "schema.h"
#include "utf.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sysmon {

namespace {

/// Switches that say what to do: one of them per command line.
struct ActionSwitch {
    std::string_view text;
    Action action;
    size_t minArguments;
    size_t maxArguments;
    std::string_view what; ///< of the arguments, for messages
};

constexpr size_t anyNumber = SIZE_MAX;
constexpr std::array actionSwitches{
    ActionSwitch{"i", Action::Install, 0, 1, "a configuration file"},
    ActionSwitch{"c", Action::Configure, 0, 1, "a configuration file"},
    ActionSwitch{"u", Action::Uninstall, 0, 1, "'force'"},
    ActionSwitch{"s", Action::PrintSchema, 0, 1, "a schema version or 'all'"},
    ActionSwitch{"validate", Action::Validate, 1, anyNumber, "configuration files"},
    ActionSwitch{"compile", Action::Compile, 2, 2, "a configuration file and an output file"},
    ActionSwitch{"replay", Action::Replay, 1, 2, "a configuration file, and a file of events"},
    ActionSwitch{"stats", Action::Stats, 0, 1, "'json' or 'prometheus'"},
    ActionSwitch{"?", Action::Usage, 0, 1, "'config'"},
    ActionSwitch{"-help", Action::Usage, 0, 1, "'config'"},
};

/// Switches that turn something on.
struct FlagSwitch {
    std::string_view text;
    bool CommandLine::*flag;
    std::optional<Action> action; ///< the one it goes with; none: all
};

constexpr std::array flagSwitches{
    FlagSwitch{"service", &CommandLine::service, Action::Install},
    FlagSwitch{"console", &CommandLine::console, Action::Install},
    FlagSwitch{"t", &CommandLine::debugMode, Action::Install},
    FlagSwitch{"-", &CommandLine::configDefault, Action::Configure},
    FlagSwitch{"nologo", &CommandLine::noLogo, std::nullopt},
    FlagSwitch{"accepteula", &CommandLine::acceptEula, std::nullopt},
};

/// Switches of our own that set something to a word.
struct ValueSwitch {
    std::string_view text;
    std::string CommandLine::*value;
    std::string_view what; ///< of the value, for messages
};

constexpr std::array valueSwitches{
    ValueSwitch{"output", &CommandLine::output, "where events go, e.g. file:/var/log/sysmon.log"},
    ValueSwitch{"format", &CommandLine::format, "'xml' or 'json'"},
    ValueSwitch{"hashlimit", &CommandLine::hashLimit, "a size in MiB"},
};

/// Options that only Windows can follow.
constexpr std::array<std::string_view, 5> windowsOptions{
    "ArchiveDirectory", "CheckRevocation", "ClipboardInstance", "DriverName", "Manifest"};

[[noreturn]] void fail(const std::string& reason)
{
    throw UsageError(reason);
}

std::string quoted(std::string_view text)
{
    return '\'' + std::string(text) + '\'';
}

std::string dashed(std::string_view switchText)
{
    return quoted('-' + std::string(switchText));
}

template <typename Table>
auto findSwitch(const Table& table, std::string_view text)
{
    const auto entry = std::ranges::find(table, text, [](const auto& row) { return row.text; });
    return entry == table.end() ? nullptr : &*entry;
}

const SchemaOption* findOption(std::string_view text)
{
    for (const SchemaOption& option : currentSchema().options)
        if (!option.commandLineSwitch.empty() && equalsFolded(option.commandLineSwitch, text))
            return &option;
    return nullptr;
}

bool isKnown(std::string_view text)
{
    return findSwitch(actionSwitches, text) != nullptr ||
           findSwitch(flagSwitches, text) != nullptr ||
           findSwitch(valueSwitches, text) != nullptr || findOption(text) != nullptr;
}

/// The switch that a word stands for, in lower case without its dash or slash; empty if it is an
/// argument. A slash begins most paths here: it counts only before a switch that exists.
std::string switchText(std::string_view word)
{
    if (word.size() < 2) return {};
    std::string text = foldAscii(word.substr(1));
    if (word[0] == '-' || (word[0] == '/' && isKnown(text))) return text;
    return {};
}

class Parser {
public:
    explicit Parser(std::span<const char* const> words) : words_(words) {}

    CommandLine parse();

private:
    void takeSwitch(std::string_view word);
    void takeAction(const ActionSwitch& row);
    void takeFlag(const FlagSwitch& row);
    void takeValue(const ValueSwitch& row);
    void takeOption(const SchemaOption& option, std::string_view text);
    std::optional<std::string> takeArgument();
    void takeKeyword(std::string_view keyword, bool& ret_flag, std::string_view text);
    void takeStatsForm();
    void finishAction();
    void check() const;
    void checkGoesWith(std::string_view text, Action action) const;
    void checkSettings() const;
    bool given(std::string_view text) const;

    std::span<const char* const> words_;
    size_t next_ = 0;
    CommandLine result_;
    const ActionSwitch* action_ = nullptr;
    std::vector<const SchemaOption*> settingOptions_; ///< of result_.settings
    std::vector<std::string> given_;                  ///< texts of the switches so far
};

CommandLine Parser::parse()
{
    while (next_ < words_.size())
        takeSwitch(words_[next_++]);
    if (action_ != nullptr) finishAction();
    check();
    return std::move(result_);
}

void Parser::takeSwitch(std::string_view word)
{
    const std::string text = switchText(word);
    if (text.empty()) fail("unexpected argument " + quoted(word));
    // -h asks for help like everywhere else, unless it names hash algorithms.
    if (text == "h" && words_.size() == 1) return;
    if (given(text)) fail(dashed(text) + " is given twice");
    given_.push_back(text);
    const SchemaOption* const option = findOption(text);
    if (option != nullptr && isWindowsOption(option->name))
        fail(dashed(text) + " (" + std::string(option->name) + ") exists on Windows only");
    if (const auto* const row = findSwitch(actionSwitches, text)) return takeAction(*row);
    if (const auto* const row = findSwitch(flagSwitches, text)) return takeFlag(*row);
    if (const auto* const row = findSwitch(valueSwitches, text)) return takeValue(*row);
    if (option == nullptr) fail("unknown switch " + quoted(word));
    takeOption(*option, text);
}

void Parser::takeAction(const ActionSwitch& row)
{
    if (action_ != nullptr)
        fail(dashed(action_->text) + " and " + dashed(row.text) + " cannot be combined");
    action_ = &row;
    result_.action = row.action;
    while (result_.arguments.size() < row.maxArguments) {
        std::optional<std::string> argument = takeArgument();
        if (!argument) break;
        result_.arguments.push_back(std::move(*argument));
    }
    if (result_.arguments.size() < row.minArguments)
        fail(dashed(row.text) + " needs " + std::string(row.what));
}

void Parser::takeFlag(const FlagSwitch& row)
{
    result_.*row.flag = true;
    if (row.flag != &CommandLine::debugMode) return;
    if (const auto argument = takeArgument()) {
        if (!equalsFolded(*argument, "verbose"))
            fail(dashed(row.text) + " takes 'verbose', not " + quoted(*argument));
        result_.debugVerbose = true;
    }
}

void Parser::takeValue(const ValueSwitch& row)
{
    std::optional<std::string> argument = takeArgument();
    if (!argument || argument->empty()) fail(dashed(row.text) + " needs " + std::string(row.what));
    result_.*row.value = std::move(*argument);
}

void Parser::takeOption(const SchemaOption& option, std::string_view text)
{
    std::optional<std::string> argument;
    if (option.argument != ArgumentUse::None) argument = takeArgument();
    if (option.argument == ArgumentUse::Required && !argument)
        fail(dashed(text) + " (" + std::string(option.name) + ") needs an argument");
    if (option.name == "BTF") {
        if (!argument) fail(dashed(text) + " needs a file");
        result_.btfFile = std::move(*argument);
        return;
    }
    if (option.commandLineOnly) fail(dashed(text) + " is not supported");
    settingOptions_.push_back(&option);
    result_.settings.push_back({std::string(text), std::move(argument)});
}

/// The next word, if it is not a switch.
std::optional<std::string> Parser::takeArgument()
{
    if (next_ == words_.size() || !switchText(words_[next_]).empty()) return std::nullopt;
    return words_[next_++];
}

/// An action whose argument can only be one word.
void Parser::takeKeyword(std::string_view keyword, bool& ret_flag, std::string_view text)
{
    if (result_.arguments.empty()) return;
    if (!equalsFolded(result_.arguments[0], keyword))
        fail(dashed(text) + " takes " + quoted(keyword) + ", not " + quoted(result_.arguments[0]));
    result_.arguments.clear();
    ret_flag = true;
}

void Parser::takeStatsForm()
{
    if (result_.arguments.empty()) return;
    result_.statsForm = foldAscii(result_.arguments[0]);
    if (result_.statsForm != "json" && result_.statsForm != "prometheus")
        fail("'-stats' takes 'json' or 'prometheus', not " + quoted(result_.arguments[0]));
    result_.arguments.clear();
}

void Parser::finishAction()
{
    switch (result_.action) {
    case Action::Uninstall:
        return takeKeyword("force", result_.force, action_->text);
    case Action::Stats:
        return takeStatsForm();
    case Action::Usage: {
        bool aboutConfiguration = false;
        takeKeyword("config", aboutConfiguration, action_->text);
        if (aboutConfiguration) result_.action = Action::ConfigurationHelp;
        return;
    }
    default:
        return;
    }
}

void Parser::check() const
{
    for (const FlagSwitch& row : flagSwitches)
        if (result_.*row.flag && row.action) checkGoesWith(row.text, *row.action);
    if (!result_.btfFile.empty()) checkGoesWith("btf", Action::Install);
    for (const ValueSwitch& row : valueSwitches)
        if (!(result_.*row.value).empty()) checkGoesWith(row.text, Action::Install);
    if (result_.service && result_.console) fail("'-service' and '-console' cannot be combined");
    if (result_.configDefault && (!result_.arguments.empty() || !result_.settings.empty()))
        fail("'-c --' goes back to the defaults and takes nothing else");
    checkSettings();
}

void Parser::checkGoesWith(std::string_view text, Action action) const
{
    if (action_ != nullptr && result_.action == action) return;
    fail(dashed(text) + " can only be used with " + (action == Action::Install ? "'-i'" : "'-c'"));
}

void Parser::checkSettings() const
{
    const bool configures = action_ != nullptr && (result_.action == Action::Install ||
                                                   result_.action == Action::Configure);
    for (const SchemaOption* const option : settingOptions_) {
        const std::string name{option->name};
        if (!configures) fail(name + " can only be set together with '-i' or '-c'");
        if (option->forceConfig && result_.arguments.empty())
            fail(name + " can only be set together with a configuration file");
    }
}

bool Parser::given(std::string_view text) const
{
    return std::ranges::count(given_, text) > 0;
}

} // namespace

std::string CommandLine::configurationFile() const
{
    const bool hasFile = action == Action::Install || action == Action::Configure;
    return hasFile && !arguments.empty() ? arguments[0] : std::string();
}

bool isWindowsOption(std::string_view option)
{
    return std::ranges::count(windowsOptions, option) > 0;
}

CommandLine parseCommandLine(std::span<const char* const> arguments)
{
    return Parser(arguments).parse();
}

} // namespace sysmon
