// SPDX-License-Identifier: MIT
//
// main(): what the command line asks for is done, and what goes wrong becomes a message and an exit
// code.
#include "commandLine.h"
#include "configurationDump.h"
#include "configurationTools.h"
#include "controlSocket.h"
#include "installFolder.h"
#include "linuxHelpers.h"
#include "monitor.h"
#include "outputTarget.h"
#include "schemaPrint.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <unistd.h>

namespace sysmon {

namespace {

// Exit codes of the existing Sysmon, which scripts rely on.
constexpr int kInvalidParameter = 87;
constexpr int kNotRoot = 228;
constexpr int kFailure = 1;

/// A descriptor from 0 to 2 that the caller closed would be given to the next file that is opened,
/// and messages or events would end up in there.
void holdStandardDescriptors()
{
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(descriptor, F_GETFD) < 0)
            open("/dev/null", O_RDONLY); // writing fails as if it were still closed
}

Configuration configurationOf(const CommandLine& commandLine)
{
    std::string file = commandLine.configurationFile();
    return file.empty() ? loadSwitches(commandLine.settings)
                        : loadConfigurationFile(file, commandLine.settings);
}

ConfigurationOrigin originOf(const CommandLine& commandLine, std::span<char*> words)
{
    std::string file = commandLine.configurationFile();
    if (!file.empty()) return {file, file};
    if (commandLine.settings.empty()) return {};
    ConfigurationOrigin origin;
    origin.name.clear();
    for (const char* word : words)
        origin.name.append(origin.name.empty() ? "" : " ").append(word);
    return origin;
}

/// What a user can say wrongly is a matter of the command line.
template <typename Make>
auto fromSwitch(Make make)
{
    try {
        return make();
    } catch (const Error& error) {
        throw CommandLineError(error.what());
    }
}

OutputTarget targetOf(const CommandLine& commandLine)
{
    const std::string target = !commandLine.output.empty() ? commandLine.output
                               : commandLine.console       ? "stdout"
                                                           : "syslog";
    return fromSwitch([&] { return OutputTarget(target); });
}

std::string formatOf(const CommandLine& commandLine)
{
    return commandLine.format.empty() ? "xml" : commandLine.format;
}

uint64_t hashLimitOf(const CommandLine& commandLine)
{
    return fromSwitch([&] { return parseHashLimit(commandLine.hashLimit); });
}

void printNotes(const Configuration& configuration)
{
    for (const std::string& note : configuration.notes)
        std::cerr << note << '\n';
}

int monitor(const CommandLine& commandLine, std::span<char*> words)
{
    Configuration configuration = configurationOf(commandLine);
    const OutputTarget target = targetOf(commandLine);
    MonitorOptions options{
        .daemon = {.eventIdFile = "",
                   .origin = originOf(commandLine, words),
                   .format = fromSwitch([&] { return outputFormat(formatOf(commandLine)); }),
                   .hashLimitBytes = hashLimitOf(commandLine)},
        .btfFile = commandLine.btfFile,
        .target = target.text(),
        .format = formatOf(commandLine)};
    printNotes(configuration);
    if (commandLine.console) {
        const std::unique_ptr<Sink> sink = target.open(stopSignalled);
        Monitor(configuration, *sink, std::move(options)).run();
        return 0;
    }
    const InstallFolder folder;
    folder.make();
    const UniqueFd lock = folder.lockAsDaemon();
    folder.store(configuration);
    options.daemon.eventIdFile = folder.eventIdFile();
    options.controlSocket = folder.controlSocket();
    options.load = [&] {
        LoadedConfiguration loaded{configurationOf(commandLine), originOf(commandLine, words)};
        printNotes(loaded.configuration);
        folder.store(loaded.configuration);
        return loaded;
    };
    const std::unique_ptr<Sink> sink = target.open(stopSignalled);
    Monitor(configuration, *sink, std::move(options)).run();
    return 0;
}

bool isRoot()
{
    if (geteuid() == 0) return true;
    std::cerr << "You need to run Sysmon as root.\n";
    return false;
}

int install(const CommandLine& commandLine, std::span<char*> words)
{
    if (!commandLine.console && !commandLine.service)
        throw CommandLineError("installing as a service is not part of this version: -i needs "
                               "-console (events to standard output) or -service (to syslog).");
    if (!isRoot()) return kNotRoot;
    return monitor(commandLine, words);
}

int notRunning()
{
    std::cerr << "sysmon: Sysmon is not running as a service\n";
    return kInvalidParameter;
}

/// Shows what the running daemon was started with.
int configure(const CommandLine& commandLine)
{
    if (!commandLine.arguments.empty() || !commandLine.settings.empty() ||
        commandLine.configDefault)
        throw CommandLineError("changing the configuration of a running Sysmon is not part of this "
                               "version: start it anew with the other configuration.");
    if (!isRoot()) return kNotRoot;
    const InstallFolder folder;
    if (!folder.daemonRuns()) return notRunning();
    dumpConfiguration(folder.load(), std::cout);
    return 0;
}

/// Prints how the running daemon is doing.
int printStats(const CommandLine& commandLine)
{
    constexpr std::chrono::seconds patience{10};
    if (!isRoot()) return kNotRoot;
    const InstallFolder folder;
    if (!folder.daemonRuns()) return notRunning();
    const ControlAnswer answer =
        askDaemon(folder.controlSocket(), "stats " + commandLine.statsForm, patience);
    if (!answer.ok) throw Error("the daemon refused: " + answer.text);
    std::cout << answer.text << std::flush;
    if (!std::cout) throw Error("cannot write to standard output");
    return 0;
}

int validate(const CommandLine& commandLine)
{
    bool good = validateConfigurations(commandLine.arguments, std::cout, std::cerr);
    return good ? 0 : kInvalidParameter;
}

int replay(const CommandLine& commandLine)
{
    if (commandLine.arguments.size() < 2) {
        replayEvents(commandLine.arguments[0], std::cin, std::cout, std::cerr);
        return 0;
    }
    const std::string& file = commandLine.arguments[1];
    std::ifstream events(file, std::ios::binary);
    if (!events) throw Error("cannot open the events in " + file + ": " + errorText(errno));
    replayEvents(commandLine.arguments[0], events, std::cout, std::cerr);
    return 0;
}

int run(const CommandLine& commandLine, std::span<char*> words)
{
    switch (commandLine.action) {
    case Action::Usage:
        std::cout << usageText();
        return 0;
    case Action::ConfigurationHelp:
        std::cout << configurationHelpText();
        return 0;
    case Action::PrintSchema:
        printSchema(commandLine.arguments.empty() ? "" : commandLine.arguments[0], std::cout);
        return 0;
    case Action::Validate:
        return validate(commandLine);
    case Action::Compile:
        compileConfiguration(commandLine.arguments[0], commandLine.arguments[1]);
        return 0;
    case Action::Replay:
        return replay(commandLine);
    case Action::Configure:
        return configure(commandLine);
    case Action::Stats:
        return printStats(commandLine);
    case Action::Install:
        return install(commandLine, words);
    default:
        throw CommandLineError("this switch is not part of this version.");
    }
}

} // namespace

} // namespace sysmon

int main(int argc, char** argv)
{
    using namespace sysmon;
    try {
        holdStandardDescriptors();
        return run(parseCommandLine({argv + 1, argv + argc}), {argv, argv + argc});
    } catch (const CommandLineError& error) {
        std::cerr << "sysmon: " << error.what() << '\n';
        return kInvalidParameter;
    } catch (const ConfigurationError& error) {
        std::cerr << error.what() << '\n';
        return kInvalidParameter;
    } catch (const std::exception& error) {
        std::cerr << "sysmon: " << error.what() << '\n';
        return kFailure;
    }
}
