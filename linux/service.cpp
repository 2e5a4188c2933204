// SPDX-License-Identifier: MIT
#include "service.h"

#include "outputTarget.h"

#include <csignal>
#include <exception>
#include <iostream>

namespace sysmon {

namespace {

std::string joinedWithBlanks(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text.append(text.empty() ? "" : " ").append(word);
    return text;
}

CommandLine parseWords(const std::vector<std::string>& words)
{
    std::vector<const char*> pointers;
    for (size_t i = 1; i < words.size(); ++i)
        pointers.push_back(words[i].c_str());
    return parseCommandLine(pointers);
}

bool sameConfiguration(const Configuration& one, const Configuration& other)
{
    return one.blob == other.blob && one.hashAlgorithms == other.hashAlgorithms &&
           one.fieldSizes == other.fieldSizes && one.dnsLookup == other.dnsLookup;
}

std::string orElse(const std::string& first, const std::string& second)
{
    return first.empty() ? second : first;
}

} // namespace

LoadedConfiguration loadCommand(const std::vector<std::string>& words,
                                const CommandLine& commandLine, std::string_view bytes,
                                const std::string& file)
{
    const std::string given = commandLine.configurationFile();
    if (!given.empty())
        return {loadConfiguration(bytes, given, commandLine.settings), {given, file}};
    LoadedConfiguration loaded{loadSwitches(commandLine.settings), {}};
    if (!commandLine.settings.empty()) loaded.origin.name = joinedWithBlanks(words);
    return loaded;
}

Service::Service(InstallFolder folder, CommandLine commandLine, std::vector<std::string> words)
    : folder_(std::move(folder)), commandLine_(std::move(commandLine)), words_(std::move(words))
{
}

void Service::run()
{
    folder_.make();
    // Until there is something to do anew it does not end a daemon that starts.
    std::signal(SIGHUP, SIG_IGN);
    try {
        const UniqueFd lock = folder_.lockAsDaemon();
        folder_.forgetFailure();
        folder_.noteDaemon(false);
        watch();
        folder_.forgetDaemon();
    } catch (const std::exception& error) {
        notice_.status(error.what());
        folder_.noteFailure(error.what());
        throw;
    }
}

/// The unit names the stored configuration; then what is stored counts, with all its switches.
bool Service::isStored() const
{
    return commandLine_.configurationFile() == folder_.configurationFile() &&
           folder_.command().has_value();
}

Service::Settings Service::settings() const
{
    const CommandLine installed = usesStored_ ? parseWords(folder_.installWords()) : CommandLine();
    return {orElse(commandLine_.output, orElse(installed.output, "syslog")),
            orElse(commandLine_.format, orElse(installed.format, "xml")),
            orElse(commandLine_.btfFile, installed.btfFile)};
}

LoadedConfiguration Service::load() const
{
    if (usesStored_) {
        const std::optional<StoredCommand> command = folder_.command();
        if (!command) throw Error("no command line is stored in " + folder_.path());
        return loadCommand(command->words, parseWords(command->words), command->configuration,
                           folder_.configurationFile());
    }
    const std::string file = commandLine_.configurationFile();
    const std::string bytes = file.empty() ? "" : readConfigurationFile(file);
    return loadCommand(words_, commandLine_, bytes, file);
}

LoadedConfiguration Service::loadProposal() const
{
    const std::optional<StoredCommand> command = folder_.proposedCommand();
    if (!command) throw Error("no configuration is laid ready in " + folder_.path());
    return loadCommand(command->words, parseWords(command->words), command->configuration,
                       folder_.proposedConfigurationFile());
}

void Service::watch()
{
    usesStored_ = isStored();
    const LoadedConfiguration loaded = load();
    for (const std::string& note : loaded.configuration.notes)
        std::cerr << note << '\n';
    const Settings chosen = settings();
    const OutputTarget target(chosen.output);
    folder_.store(loaded.configuration);
    stored_ = loaded;
    MonitorOptions options{.daemon = {.eventIdFile = folder_.eventIdFile(),
                                      .origin = loaded.origin,
                                      .format = outputFormat(chosen.format)},
                           .btfFile = chosen.btfFile,
                           .controlSocket = folder_.controlSocket(),
                           .target = target.text(),
                           .format = chosen.format,
                           .load = [this] { return loadProposal(); },
                           .taken = [this](const auto& taken) { proposalTaken(taken); },
                           .hooks = hooks()};
    const std::unique_ptr<Sink> sink = target.open(stopSignalled);
    monitor_ = std::make_unique<Monitor>(loaded.configuration, *sink, std::move(options));
    monitor_->run();
}

MonitorHooks Service::hooks()
{
    return {.ready =
                [this] {
                    folder_.noteDaemon(true);
                    notice_.ready("Watching");
                },
            .alive = [this] { notice_.alive(); },
            .hangup = [this] { readAgain(); },
            .stopping = [this] { notice_.stopping(); }};
}

/// It is what runs: from now on it is also what is stored.
void Service::proposalTaken(const LoadedConfiguration& loaded)
{
    const LoadedConfiguration& before = stored_;
    try {
        folder_.store(loaded.configuration);
        folder_.acceptCommand();
    } catch (const std::exception&) {
        folder_.store(before.configuration);
        throw;
    }
    stored_ = loaded;
    usesStored_ = true;
}

/// SIGHUP: somebody may have edited the configuration. What is bad is told and changes nothing.
void Service::readAgain()
{
    notice_.reloading();
    try {
        const LoadedConfiguration next = load();
        if (!sameConfiguration(next.configuration, stored_.configuration)) {
            monitor_->configure(next);
            folder_.store(next.configuration);
            stored_ = next;
        }
        notice_.ready("Watching");
    } catch (const std::exception& error) {
        const std::string text =
            std::string("the configuration was not read again: ") + error.what();
        std::cerr << text << std::endl;
        monitor_->reportError("Configuration", text);
        notice_.ready(text);
    }
}

} // namespace sysmon
