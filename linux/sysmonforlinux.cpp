// SPDX-License-Identifier: MIT
//
// main() and what each action of the command line does. What goes wrong is thrown, and main()
// reports it.
#include "commandLine.h"
#include "configurationDump.h"
#include "configurationTools.h"
#include "controlSocket.h"
#include "exitStatus.h"
#include "helpText.h"
#include "installFolder.h"
#include "installer.h"
#include "linuxHelpers.h"
#include "outputTarget.h"
#include "resolverProcess.h"
#include "schemaPrint.h"
#include "sensorSession.h"
#include "serviceLoop.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <unistd.h>

namespace sysmon {

namespace {

/// A descriptor from 0 to 2 that the caller closed would be given to the next file that is opened,
/// and messages or events would end up in there.
void holdStandardDescriptors()
{
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(descriptor, F_GETFD) < 0)
            open("/dev/null", O_RDONLY); // writing fails as if it were still closed
}

std::string configurationBytes(const CommandLine& commandLine)
{
    const std::string file = commandLine.configurationFile();
    return file.empty() ? "" : readConfigurationFile(file);
}

OutputTarget targetOf(const CommandLine& commandLine)
{
    const std::string target = !commandLine.output.empty() ? commandLine.output
                               : commandLine.console       ? "stdout"
                                                           : "syslog";
    return OutputTarget(target);
}

FormatEvent formatOf(const CommandLine& commandLine)
{
    return outputFormat(commandLine.format.empty() ? "xml" : commandLine.format);
}

void printNotes(const Configuration& configuration)
{
    for (const std::string& note : configuration.notes)
        std::cerr << note << '\n';
}

void watchInForeground(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    const LoadedConfiguration loaded = loadCommand(
        words, commandLine, configurationBytes(commandLine), commandLine.configurationFile());
    const OutputTarget target = targetOf(commandLine);
    const SensorOptions options{.eventIdFile = "",
                                .origin = loaded.origin,
                                .format = formatOf(commandLine),
                                .hashLimitBytes = parseHashLimit(commandLine.hashLimit),
                                .resolver = runningProgram};
    printNotes(loaded.configuration);
    const std::unique_ptr<Sink> sink = target.open(stopSignalled);
    SessionHooks hooks;
    traceRecords(commandLine, hooks);
    SensorSession(loaded.configuration, *sink, options, commandLine.btfFile, hooks).run();
}

/// Not where output is for programs.
void printBanner(const CommandLine& commandLine)
{
    if (commandLine.noLogo) return;
    std::cout << "Sysmon for Linux " SYSMON_VERSION ", event schema "
              << versionText(currentSchema().version) << "\n\n";
}

void requireRoot()
{
    if (geteuid() != 0) throw NotRootError("You need to run Sysmon as root.");
}

void requireService(const InstallFolder& folder)
{
    if (!folder.daemonRuns()) throw NotRunningError("Sysmon is not running as a service");
}

void tell(const std::string& text)
{
    std::cerr << text << '\n';
}

/// What is to be stored, checked: a bad one changes nothing.
StoredCommand checkedCommand(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    targetOf(commandLine);
    formatOf(commandLine);
    parseHashLimit(commandLine.hashLimit);
    // The daemon's current folder is not that of who installs it.
    if (!commandLine.btfFile.empty() && commandLine.btfFile[0] != '/')
        throw UsageError("'-btf' needs an absolute path for a service, not '" +
                         commandLine.btfFile + '\'');
    StoredCommand command{words, configurationBytes(commandLine)};
    printNotes(loadCommand(words, commandLine, command.configuration, "").configuration);
    return command;
}

std::unique_ptr<ServiceManager> serviceManager()
{
    auto manager = findServiceManager();
    if (!manager)
        throw EnvironmentError(
            "this machine has neither systemd nor /etc/init.d to start a service. "
            "'sysmon -i CONFIG -console' watches without one, and '-service' is for other "
            "service managers.");
    return manager;
}

void install(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    requireRoot();
    if (commandLine.console) return watchInForeground(commandLine, words);
    if (commandLine.service) return ServiceLoop(InstallFolder(), commandLine, words).run();
    printBanner(commandLine);
    const StoredCommand command = checkedCommand(commandLine, words);
    const auto manager = serviceManager();
    Installer(InstallFolder(), *manager, tell).install(command, programFiles());
    std::cout << "Sysmon is installed and running.\n";
}

void uninstall(const CommandLine& commandLine)
{
    requireRoot();
    printBanner(commandLine);
    const auto manager = serviceManager();
    Installer(InstallFolder(), *manager, tell).uninstall(commandLine.force);
    std::cout << "Sysmon is removed.\n";
}

/// -c alone shows the running daemon's configuration, otherwise it replaces it.
void configure(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    requireRoot();
    const bool changes = !commandLine.arguments.empty() || !commandLine.settings.empty() ||
                         commandLine.configDefault;
    if (changes) printBanner(commandLine);
    const StoredCommand command = changes ? checkedCommand(commandLine, words) : StoredCommand{};
    const InstallFolder folder;
    requireService(folder);
    if (changes) {
        reconfigure(folder, command);
        std::cout << "The configuration is in use.\n";
    } else {
        dumpConfiguration(folder.load(), std::cout);
    }
}

/// Prints how the running daemon is doing.
void printStats(const CommandLine& commandLine)
{
    constexpr std::chrono::seconds patience{10};
    requireRoot();
    const InstallFolder folder;
    requireService(folder);
    const ControlAnswer answer =
        askDaemon(folder.controlSocket(), "stats " + commandLine.statsForm, patience);
    if (!answer.ok) throw StateError("the daemon refused: " + answer.text);
    std::cout << answer.text << std::flush;
    if (!std::cout) throw EnvironmentError("cannot write to standard output");
}

/// What is wrong has been printed, file by file.
int validate(const CommandLine& commandLine)
{
    const bool good = validateConfigurations(commandLine.arguments, std::cout, std::cerr);
    return good ? EXIT_SUCCESS : exitStatus(ErrorKind::Configuration);
}

void replay(const CommandLine& commandLine)
{
    if (commandLine.arguments.size() < 2)
        return replayEvents(commandLine.arguments[0], std::cin, std::cout, std::cerr);
    const std::string& file = commandLine.arguments[1];
    std::ifstream events(file, std::ios::binary);
    if (!events)
        throw EnvironmentError("cannot open the events in " + file + ": " + errorText(errno));
    replayEvents(commandLine.arguments[0], events, std::cout, std::cerr);
}

int run(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    switch (commandLine.action) {
    case Action::Usage:
        printBanner(commandLine);
        std::cout << usageText();
        break;
    case Action::ConfigurationHelp:
        std::cout << configurationHelpText();
        break;
    case Action::PrintSchema:
        printSchema(commandLine.arguments.empty() ? "" : commandLine.arguments[0], std::cout);
        break;
    case Action::Validate:
        return validate(commandLine);
    case Action::Compile:
        compileConfiguration(commandLine.arguments[0], commandLine.arguments[1]);
        break;
    case Action::Replay:
        replay(commandLine);
        break;
    case Action::Configure:
        configure(commandLine, words);
        break;
    case Action::Stats:
        printStats(commandLine);
        break;
    case Action::Install:
        install(commandLine, words);
        break;
    case Action::Uninstall:
        uninstall(commandLine);
        break;
    }
    return EXIT_SUCCESS;
}

} // namespace

} // namespace sysmon

int main(int argc, char** argv)
{
    using namespace sysmon;
    try {
        if (const auto status = runAsResolver({argv, argv + argc})) return *status;
        holdStandardDescriptors();
        return run(parseCommandLine({argv + 1, argv + argc}), {argv, argv + argc});
    } catch (const std::exception& failure) {
        return reportFailure(failure, {"sysmon", "Try 'sysmon -?' for the usage."}, std::cerr);
    }
}
