// SPDX-License-Identifier: MIT
//
// main(): what the command line asks for is done, and what goes wrong becomes a message and an exit
// code.
#include "commandLine.h"
#include "linuxHelpers.h"
#include "monitor.h"
#include "schemaPrint.h"
#include "stdoutSink.h"
#include "syslogSink.h"

#include <cerrno>
#include <fcntl.h>
#include <iostream>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon {

namespace {

// Exit codes of the existing Sysmon, which scripts rely on.
constexpr int kInvalidParameter = 87;
constexpr int kNotRoot = 228;
constexpr int kFailure = 1;

constexpr const char* kInstallFolder = "/opt/sysmon";
constexpr const char* kEventIdFile = "/opt/sysmon/eventId";

/// A descriptor from 0 to 2 that the caller closed would be given to the next file that is opened,
/// and messages or events would end up in there.
void holdStandardDescriptors()
{
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(descriptor, F_GETFD) < 0)
            open("/dev/null", O_RDONLY); // writing fails as if it were still closed
}

void makeInstallFolder()
{
    if (mkdir(kInstallFolder, 0700) != 0 && errno != EEXIST)
        throw Error(std::string("cannot make the folder ") + kInstallFolder + ": " +
                    errorText(errno));
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

void printNotes(const Configuration& configuration)
{
    for (const std::string& note : configuration.notes)
        std::cerr << note << '\n';
}

int monitor(const CommandLine& commandLine, std::span<char*> words)
{
    Configuration configuration = configurationOf(commandLine);
    printNotes(configuration);
    DaemonOptions options{.eventIdFile = "", .origin = originOf(commandLine, words)};
    if (commandLine.console) {
        StdoutSink sink(STDOUT_FILENO, stopSignalled);
        Monitor(configuration, sink, options, commandLine.btfFile).run();
    } else {
        makeInstallFolder();
        options.eventIdFile = kEventIdFile;
        SyslogSink sink;
        Monitor(configuration, sink, options, commandLine.btfFile).run();
    }
    return 0;
}

int install(const CommandLine& commandLine, std::span<char*> words)
{
    if (!commandLine.console && !commandLine.service)
        throw CommandLineError("installing as a service is not part of this version: -i needs "
                               "-console (events to standard output) or -service (to syslog).");
    if (geteuid() != 0) {
        std::cerr << "You need to run Sysmon as root.\n";
        return kNotRoot;
    }
    return monitor(commandLine, words);
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
