// SPDX-License-Identifier: MIT
//
// Every actor and how it is run: a new scenario is a file in actors/ and a line in scenario.cpp.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace sysmon::e2e {

/// What the configuration of a run lets through, of the actor and what it executes.
enum class Logged {
    Processes,
    FileCreates,
    FileDeletes,
    Files,            ///< both
    FilesAndDevices,  ///< what was made, and raw access
    FilesAndAccesses, ///< files, and access to processes
    ProcessAccesses,
    RawAccessReads,
    ProgramLoads,
    Network,
    Everything
};

struct Scenario {
    const char* actor;
    Logged logged;
    /// Some events can only be told in full while their process is there, on kernels without a
    /// precise hook (unlink: symbolic links on the way): true lets the actor stay that long.
    bool actorStays = false;
    /// What is to be told cannot be seen without programs on kernel functions.
    bool needsHooks = false;
    /// It is done by 32-bit or x32 calls, which no classic tracepoint sees, but hooks do.
    bool needsRawTracepoints = false;
    /// It tries to hide something or to make something up: ctest -L adversary.
    bool isAdversary = false;
    /// It is found through structures that no other source of offsets describes.
    bool needsBtf = false;
};

/// For GoogleTest's messages.
void PrintTo(const Scenario& scenario, std::ostream* out);

std::span<const Scenario> scenarios();
/// Those that this kernel can play: adversaries, or the rest.
std::vector<Scenario> playableScenarios(bool adversaries);
/// Those that it cannot, of both.
std::vector<Scenario> unplayableScenarios();

/// Programs that actors execute or that single tests run: no scenarios of their own.
std::span<const char* const> companions();

/// A configuration that logs what is asked of programs in `directory`, and its marker program.
/// `memoryName` begins the names of memory files whose processes count, too.
std::string configurationFor(Logged logged, const std::filesystem::path& directory,
                             const std::string& memoryName);

} // namespace sysmon::e2e
