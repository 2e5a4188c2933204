// SPDX-License-Identifier: MIT
//
// usage: sysinternalsEBPF-offsets COMMAND [ARGUMENT]
//
// Struct offsets from each of the sources, as a sysinternalsEBPF_offsets.conf on standard output.
#include "btfOffsets.h"
#include "elfReader.h"
#include "embeddedFiles.h"
#include "failure.h"
#include "moduleOffsets.h"
#include "offsetsConf.h"
#include "offsetsDatabase.h"
#include "offsetsDiscovery.h"
#include "offsetsSelfTest.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <optional>

using namespace sysinternals;

namespace {

constexpr const char* kUsage =
    "usage: sysinternalsEBPF-offsets COMMAND [ARGUMENT]\n"
    "\n"
    "Prints where this kernel has the members of its structures that BPF programs read, in the\n"
    "form of /opt/sysinternalsEBPF/sysinternalsEBPF_offsets.conf.\n"
    "\n"
    "  btf FILE      from BTF, raw or in an ELF file such as vmlinux\n"
    "  database      from the built-in database\n"
    "  discover      by searching the kernel's memory\n"
    "  repeat COUNT  discovers COUNT times; prints how long the longest run took and every result\n"
    "                that differs from the first; exit status 1 if one does\n"
    "  module FILE   from the kernel module of getOffsets, compiled and not loaded\n"
    "  test FILE     checks a conf file against this process: silent, or exit status 1 and what "
    "is\n"
    "                wrong\n";

std::string textOf(const std::string& path)
{
    std::vector<std::byte> bytes = readFile(path);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

int print(const Offsets& offsets, const KernelName& kernel)
{
    std::cout << writeOffsetsConf(offsets, kernel);
    int unknown = 0;
    for (const OffsetEntry& entry : offsetEntries()) {
        if (offsets.isKnown(entry.id)) continue;
        std::cerr << "not found: " << entry.name() << '\n';
        unknown += entry.presence != Presence::Useful;
    }
    return unknown ? 1 : 0;
}

int fromBtf(const std::string& path)
{
    std::vector<std::byte> bytes = readBtfFile(path);
    return print(offsetsFromBtf(BtfReader(bytes, path)), runningKernel());
}

int fromDatabase(const std::string&)
{
    auto offsets = findInDatabase(offsetsDatabase(), "the built-in database", runningKernel());
    if (offsets) return print(*offsets, runningKernel());
    std::cerr << "The database does not have this kernel.\n";
    return 1;
}

int fromDiscovery(const std::string&)
{
    Discovered discovered = discoverOffsets();
    requireEveryMember(discovered);
    for (const auto& [id, note] : discovered.notes)
        std::cout << "# " << offsetEntry(id).name() << ": " << note << '\n';
    return print(discovered.offsets, runningKernel());
}

/// Prints in which entries the two differ.
void printDifference(const Offsets& first, const Offsets& other)
{
    for (const OffsetEntry& entry : offsetEntries())
        if (placeText(first, entry.id) != placeText(other, entry.id))
            std::cout << entry.name() << ": " << placeText(first, entry.id) << ", then "
                      << placeText(other, entry.id) << '\n';
}

int repeatDiscovery(const std::string& countText)
{
    using Clock = std::chrono::steady_clock;
    unsigned count = 0;
    auto [end, error] =
        std::from_chars(countText.data(), countText.data() + countText.size(), count);
    if (error != std::errc{} || *end != '\0' || count == 0)
        throw Failure(TELEMETRY_BAD_ARGUMENT, "'" + countText + "' is not a number of runs.");
    std::optional<Offsets> first;
    unsigned equal = 0;
    Clock::duration longest{};
    for (unsigned i = 0; i < count; i++) {
        auto start = Clock::now();
        try {
            Discovered discovered = discoverOffsets();
            requireEveryMember(discovered);
            const Offsets& found = discovered.offsets;
            if (!first) first = found;
            equal += found == *first;
            printDifference(*first, found);
        } catch (const Failure& failure) {
            std::cout << failure.what() << '\n';
        }
        longest = std::max(longest, Clock::now() - start);
    }
    std::cout << equal << " of " << count << " results are equal; the longest run took "
              << std::chrono::duration_cast<std::chrono::milliseconds>(longest).count() << " ms\n";
    return equal == count ? 0 : 1;
}

int fromModule(const std::string& path)
{
    ModuleOffsets module = readModuleOffsets(readFile(path), path);
    return print(module.offsets, module.kernel);
}

int test(const std::string& path)
{
    Offsets offsets = readOffsetsConf(textOf(path), path, runningKernel());
    auto problems = testOffsets(offsets);
    for (const std::string& problem : problems)
        std::cerr << problem << '\n';
    return problems.empty() ? 0 : 1;
}

struct Command {
    bool hasArgument;
    std::function<int(const std::string&)> run;
};

const std::map<std::string, Command> kCommands = {
    {"btf", {true, fromBtf}},
    {"database", {false, fromDatabase}},
    {"discover", {false, fromDiscovery}},
    {"repeat", {true, repeatDiscovery}},
    {"module", {true, fromModule}},
    {"test", {true, test}},
};

} // namespace

int main(int argc, char** argv)
{
    auto command = argc >= 2 ? kCommands.find(argv[1]) : kCommands.end();
    if (command == kCommands.end() || argc != (command->second.hasArgument ? 3 : 2)) {
        std::cerr << kUsage;
        return 2;
    }
    try {
        return command->second.run(argc == 3 ? argv[2] : "");
    } catch (const Failure& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
}
