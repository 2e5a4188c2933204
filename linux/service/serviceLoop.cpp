// SPDX-License-Identifier: MIT
#include "serviceLoop.h"

#include "outputTarget.h"
#include "recordTrace.h"

#include <csignal>
#include <exception>
#include <iostream>
#include <optional>

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

/// Nothing: the request is another one.
std::optional<std::string> statsAnswer(std::string_view request, const SensorSession& sensor)
{
    if (request == "stats text") return statsText(sensor.stats());
    if (request == "stats json") return statsJson(sensor.stats());
    if (request == "stats prometheus") return statsPrometheus(sensor.stats());
    return std::nullopt;
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

void traceRecords(const CommandLine& commandLine, SessionHooks& hooks)
{
    if (!commandLine.debugMode) return;
    hooks.record = [verbose = commandLine.debugVerbose](const void* data, size_t size) {
        std::cerr << recordTrace(data, size, verbose) << '\n';
    };
}

ServiceLoop::ServiceLoop(InstallFolder folder, CommandLine commandLine,
                         std::vector<std::string> words)
    : folder_(std::move(folder)), commandLine_(std::move(commandLine)), words_(std::move(words))
{
}

void ServiceLoop::run()
{
    folder_.make();
    // Until there is something to reload, it must not end a daemon that is starting.
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
bool ServiceLoop::isStored() const
{
    return commandLine_.configurationFile() == folder_.configurationFile() &&
           folder_.command().has_value();
}

/// The last -i, where what is stored counts.
CommandLine ServiceLoop::installed() const
{
    return usesStored_ ? parseWords(folder_.installWords()) : CommandLine();
}

ServiceLoop::Settings ServiceLoop::settings() const
{
    const CommandLine stored = installed();
    return {orElse(commandLine_.output, stored.output), orElse(commandLine_.format, stored.format),
            orElse(commandLine_.btfFile, stored.btfFile),
            orElse(commandLine_.hashLimit, stored.hashLimit)};
}

LoadedConfiguration ServiceLoop::load() const
{
    if (usesStored_) {
        const std::optional<StoredCommand> command = folder_.command();
        if (!command) throw StateError("no command line is stored in " + folder_.path());
        return loadCommand(command->words, parseWords(command->words), command->configuration,
                           folder_.configurationFile());
    }
    const std::string file = commandLine_.configurationFile();
    const std::string bytes = file.empty() ? "" : readConfigurationFile(file);
    return loadCommand(words_, commandLine_, bytes, file);
}

LoadedConfiguration ServiceLoop::loadProposal() const
{
    const std::optional<StoredCommand> command = folder_.proposedCommand();
    if (!command) throw StateError("no configuration is staged in " + folder_.path());
    return loadCommand(command->words, parseWords(command->words), command->configuration,
                       folder_.proposedConfigurationFile());
}

void ServiceLoop::watch()
{
    usesStored_ = isStored();
    current_ = load();
    for (const std::string& note : current_.configuration.notes)
        std::cerr << note << '\n';
    const Settings chosen = settings();
    const OutputTarget target(orElse(chosen.output, "syslog"));
    const SensorOptions options{.eventIdFile = folder_.eventIdFile(),
                                .origin = current_.origin,
                                .format = outputFormat(orElse(chosen.format, "xml")),
                                .hashLimitBytes = parseHashLimit(chosen.hashLimit),
                                .resolver = runningProgram,
                                .target = target.text(),
                                .formatName = orElse(chosen.format, "xml")};
    folder_.store(current_.configuration);
    const std::unique_ptr<Sink> sink = target.open(stopSignalled);
    std::unique_ptr<ControlSocket> control;
    SessionHooks hooks{.ready = [&] { control = onReady(); },
                       .alive = [this] { notice_.alive(); },
                       .reload = [this] { onReload(); },
                       .stopping = [this] { notice_.stopping(); }};
    traceRecords(commandLine_.debugMode ? commandLine_ : installed(), hooks);
    session_ = std::make_unique<SensorSession>(current_.configuration, *sink, options,
                                               chosen.btfFile, hooks);
    session_->run();
}

std::unique_ptr<ControlSocket> ServiceLoop::onReady()
{
    auto control = std::make_unique<ControlSocket>(
        folder_.controlSocket(), [this](std::string_view request, ControlSocket::Answer answer) {
            onRequest(request, std::move(answer));
        });
    folder_.noteDaemon(true);
    notice_.ready("Watching");
    return control;
}

/// On the socket's thread.
void ServiceLoop::onRequest(std::string_view request, ControlSocket::Answer answer)
{
    if (const auto text = statsAnswer(request, *session_)) return answer({.text = *text});
    if (request != reconfigureRequest)
        return answer({false, "this version does not know that request"});
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(answer));
    }
    session_->requestReload();
}

void ServiceLoop::onReload()
{
    std::vector<ControlSocket::Answer> waiting;
    {
        const std::lock_guard lock(mutex_);
        waiting.swap(waiting_);
    }
    for (const ControlSocket::Answer& answer : waiting)
        answer(takeProposal());
    if (waiting.empty()) readAgain();
}

ControlAnswer ServiceLoop::takeProposal()
{
    try {
        LoadedConfiguration next = loadProposal();
        session_->configure(next);
        try {
            folder_.store(next.configuration);
            folder_.acceptCommand();
        } catch (const std::exception&) {
            session_->configure(current_);
            folder_.store(current_.configuration);
            throw;
        }
        current_ = std::move(next);
        usesStored_ = true;
        return {};
    } catch (const std::exception& error) {
        return {false, error.what()};
    }
}

/// SIGHUP: somebody may have edited the configuration. A bad one is reported and changes nothing.
void ServiceLoop::readAgain()
{
    notice_.reloading();
    try {
        LoadedConfiguration next = load();
        if (!sameConfiguration(next.configuration, current_.configuration)) {
            session_->configure(next);
            current_ = std::move(next);
            folder_.store(current_.configuration);
        }
        notice_.ready("Watching");
    } catch (const std::exception& error) {
        const std::string text = std::string("the configuration was not reloaded: ") + error.what();
        std::cerr << text << std::endl;
        session_->reportError("Configuration", text);
        notice_.ready(text);
    }
}

} // namespace sysmon
