// SPDX-License-Identifier: MIT
//
// main(): what the command line asks for is done, and what goes wrong becomes a message and an exit
// code.
#include "commandLine.h"
#include "configurationDump.h"
#include "configurationTools.h"
#include "controlSocket.h"
#include "helpText.h"
#include "installFolder.h"
#include "installer.h"
#include "linuxHelpers.h"
#include "outputTarget.h"
#include "schemaPrint.h"
#include "sensorSession.h"
#include "serviceLoop.h"

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

std::string configurationBytes(const CommandLine& commandLine)
{
    const std::string file = commandLine.configurationFile();
    return file.empty() ? "" : readConfigurationFile(file);
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

FormatEvent formatOf(const CommandLine& commandLine)
{
    const std::string name = commandLine.format.empty() ? "xml" : commandLine.format;
    return fromSwitch([&] { return outputFormat(name); });
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

void watchInForeground(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    const LoadedConfiguration loaded = loadCommand(
        words, commandLine, configurationBytes(commandLine), commandLine.configurationFile());
    const OutputTarget target = targetOf(commandLine);
    const SensorOptions options{.eventIdFile = "",
                                .origin = loaded.origin,
                                .format = formatOf(commandLine),
                                .hashLimitBytes = hashLimitOf(commandLine)};
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

bool isRoot()
{
    if (geteuid() == 0) return true;
    std::cerr << "You need to run Sysmon as root.\n";
    return false;
}

void tell(const std::string& text)
{
    std::cerr << text << '\n';
}

/// What is to be stored, checked: nothing is changed for one that is bad.
StoredCommand checkedCommand(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    targetOf(commandLine);
    formatOf(commandLine);
    hashLimitOf(commandLine);
    // The daemon's current folder is not that of who installs it.
    if (!commandLine.btfFile.empty() && commandLine.btfFile[0] != '/')
        throw CommandLineError("'-btf' needs an absolute path for a service, not '" +
                               commandLine.btfFile + '\'');
    StoredCommand command{words, configurationBytes(commandLine)};
    printNotes(loadCommand(words, commandLine, command.configuration, "").configuration);
    return command;
}

std::unique_ptr<ServiceManager> serviceManager()
{
    auto manager = findServiceManager();
    if (!manager)
        throw Error("this machine has neither systemd nor /etc/init.d, so nothing would start a "
                    "service. 'sysmon -i CONFIG -console' watches without one, and '-service' lets "
                    "another manager start it.");
    return manager;
}

int install(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    if (!isRoot()) return kNotRoot;
    if (commandLine.console) {
        watchInForeground(commandLine, words);
        return 0;
    }
    if (commandLine.service) {
        ServiceLoop(InstallFolder(), commandLine, words).run();
        return 0;
    }
    printBanner(commandLine);
    const StoredCommand command = checkedCommand(commandLine, words);
    const auto manager = serviceManager();
    Installer(InstallFolder(), *manager, tell).install(command, programFiles());
    std::cout << "Sysmon is installed and running.\n";
    return 0;
}

int uninstall(const CommandLine& commandLine)
{
    if (!isRoot()) return kNotRoot;
    printBanner(commandLine);
    const auto manager = serviceManager();
    Installer(InstallFolder(), *manager, tell).uninstall(commandLine.force);
    std::cout << "Sysmon is removed.\n";
    return 0;
}

int notRunning()
{
    std::cerr << "sysmon: Sysmon is not running as a service\n";
    return kInvalidParameter;
}

/// -c alone shows what the running daemon watches, else it is told to watch something else.
int configure(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    if (!isRoot()) return kNotRoot;
    const bool changes = !commandLine.arguments.empty() || !commandLine.settings.empty() ||
                         commandLine.configDefault;
    if (changes) printBanner(commandLine);
    const StoredCommand command = changes ? checkedCommand(commandLine, words) : StoredCommand{};
    const InstallFolder folder;
    if (!folder.daemonRuns()) return notRunning();
    if (changes) {
        reconfigure(folder, command);
        std::cout << "The configuration is in use.\n";
    } else {
        dumpConfiguration(folder.load(), std::cout);
    }
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

int run(const CommandLine& commandLine, const std::vector<std::string>& words)
{
    switch (commandLine.action) {
    case Action::Usage:
        printBanner(commandLine);
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
        return configure(commandLine, words);
    case Action::Stats:
        return printStats(commandLine);
    case Action::Install:
        return install(commandLine, words);
    case Action::Uninstall:
        return uninstall(commandLine);
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
