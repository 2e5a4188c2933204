// SPDX-License-Identifier: MIT
#include "preemption.h"

#include "kernelVersion.h"
#include "libsysinternalsEBPF.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <sys/utsname.h>
#include <vector>

namespace sysinternals {

namespace {

constexpr std::string_view kParameter = "preempt=";

std::vector<std::string> wordsOf(const std::string& text)
{
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

/// "full" of "none voluntary (full)".
std::string modeOf(const std::string& text)
{
    const size_t begin = text.find('(');
    const size_t end = text.find(')');
    if (begin == std::string::npos || end == std::string::npos || end < begin) return "";
    return text.substr(begin + 1, end - begin - 1);
}

/// Of the command line: the last one counts.
std::string askedMode(const std::string& commandLine)
{
    std::string mode;
    for (const std::string& word : wordsOf(commandLine))
        if (word.starts_with(kParameter)) mode = word.substr(kParameter.size());
    return mode;
}

std::string builtMode(const std::string& config)
{
    for (const std::string& line : wordsOf(config)) {
        if (line == "CONFIG_PREEMPT_NONE=y") return "none";
        if (line == "CONFIG_PREEMPT_VOLUNTARY=y") return "voluntary";
        if (line == "CONFIG_PREEMPT_LAZY=y") return "lazy";
        if (line == "CONFIG_PREEMPT=y") return "full";
    }
    return "";
}

/// The mode of a kernel that can have several (PREEMPT_DYNAMIC).
std::string chosenMode(const PreemptionSources& sources)
{
    for (const std::string& mode :
         {modeOf(sources.mode), askedMode(sources.commandLine), builtMode(sources.config)})
        if (!mode.empty()) return mode;
    return "unknown";
}

std::string contentOf(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string configOf(const std::string& release)
{
    const std::string config = contentOf("/boot/config-" + release);
    return config.empty() ? contentOf("/lib/modules/" + release + "/config") : config;
}

} // namespace

std::string preemptionBy(const PreemptionSources& sources)
{
    std::string kind;
    for (const std::string& word : wordsOf(sources.version))
        if (word.starts_with("PREEMPT")) kind = word;
    if (kind != "PREEMPT_DYNAMIC") return kind;
    const std::string mode = chosenMode(sources);
    return mode == "none" || mode == "voluntary" ? "" : std::string(kParameter) + mode;
}

std::string preemption()
{
    utsname names{};
    uname(&names);
    return preemptionBy({.version = names.version,
                         .mode = contentOf("/sys/kernel/debug/sched/preempt"),
                         .commandLine = contentOf("/proc/cmdline"),
                         .config = configOf(kernelRelease())});
}

bool preemptsTracepoints(uint64_t kernelVersion)
{
    return kernelVersion >= TELEMETRY_KERNEL(7, 0, 0);
}

} // namespace sysinternals
