// SPDX-License-Identifier: MIT
#include "scenario.h"

#include "kernelFacts.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <ostream>

namespace sysmon::e2e {

namespace {

constexpr bool stays = true;
constexpr bool needsHooks = true;
constexpr bool needsRawTracepoints = true;
constexpr bool anyTracepoints = false;
constexpr bool isAdversary = true;
constexpr bool needsBtf = true;

constexpr Scenario allScenarios[] = {
    {"execProgram", Logged::Processes},
    {"execTwice", Logged::Processes},
    {"execBySpawn", Logged::Processes},
    {"execFromThread", Logged::Processes},
    {"execByDescriptor", Logged::Processes},
    {"exec32Bit", Logged::Processes},
    {"execX32", Logged::Processes},
    {"execMemfd", Logged::Processes},
    {"execDeleted", Logged::Processes},
    {"execScript", Logged::Processes},
    {"execFails", Logged::Processes},
    {"execLongCommandLine", Logged::Processes},
    {"execEmptyArguments", Logged::Processes},
    {"execHostileArguments", Logged::Processes},
    {"execHostileNames", Logged::Processes},
    {"execDeep", Logged::Processes},
    {"execInDeletedDirectory", Logged::Processes},
    {"execInChroot", Logged::Processes},
    {"execOnMounts", Logged::Processes},
    {"execInPidNamespace", Logged::Processes},
    {"execInUserNamespace", Logged::Processes},
    {"execInContainer", Logged::Processes},
    {"execAsUser", Logged::Processes},
    {"execAsOrphan", Logged::Processes},
    {"execTraced", Logged::Processes},
    {"forkWithoutExec", Logged::Processes},
    {"endOfThreads", Logged::Processes},
    {"endBySignal", Logged::Processes},

    {"createByOpen", Logged::FileCreates},
    {"createByCreat", Logged::FileCreates},
    {"createByOpenat", Logged::FileCreates},
    {"createByOpenat2", Logged::FileCreates},
    {"openExisting", Logged::FileCreates},
    {"truncateExisting", Logged::FileCreates},
    {"createFails", Logged::FileCreates},
    {"createWithoutName", Logged::FileCreates},
    {"createOtherKinds", Logged::FileCreates},
    {"createThroughLinks", Logged::FileCreates},
    {"createInChroot", Logged::FileCreates},
    {"createOnMounts", Logged::FileCreates},
    {"createInDeletedDirectory", Logged::FileCreates},
    {"createHostileNames", Logged::FileCreates},
    {"createDeep", Logged::FileCreates},
    {"createAsOthers", Logged::FileCreates},
    {"filesInContainer", Logged::Files, stays},

    {"createByMknod", Logged::FileCreates, stays},
    {"createByLink", Logged::FileCreates, stays},
    {"createBySymlink", Logged::FileCreates, stays},
    {"createByRename", Logged::FileCreates, stays},
    {"renameDirectories", Logged::Files, stays},
    {"renameToItself", Logged::Files, stays, needsHooks},
    {"replaceByRename", Logged::Files, stays, needsHooks},
    {"files32Bit", Logged::Files, stays, !needsHooks, needsRawTracepoints},
    {"filesX32", Logged::Files, stays, !needsHooks, needsRawTracepoints},

    {"accessByTrace", Logged::ProcessAccesses, stays},
    {"accessByCopy", Logged::ProcessAccesses, stays},
    {"accessByFile", Logged::ProcessAccesses, stays},
    {"accessInPidNamespace", Logged::ProcessAccesses, stays},
    {"accessX32", Logged::ProcessAccesses, stays, !needsHooks, needsRawTracepoints},
    {"readBlockDevice", Logged::RawAccessReads},
    {"loadProgram", Logged::ProgramLoads},

    {"deleteFiles", Logged::FileDeletes},
    {"deleteAgain", Logged::FileDeletes},
    {"deleteOtherKinds", Logged::FileDeletes},
    {"deleteDirectories", Logged::FileDeletes},
    {"deleteFails", Logged::FileDeletes},
    {"deleteThroughLinks", Logged::FileDeletes, stays},
    {"deleteInChroot", Logged::FileDeletes, stays},
    {"deleteOnMounts", Logged::FileDeletes, stays},
    {"deleteHostileNames", Logged::FileDeletes},
    {"deleteDeep", Logged::FileDeletes},
    // What it is about is done with BTF only; without, its many deletes come late in emulation.
    {"filesOfAllLengths", Logged::Files, !stays, !needsHooks, anyTracepoints, !isAdversary,
     needsBtf},
    {"deleteAsOthers", Logged::FileDeletes},
    {"deleteByRing", Logged::Files, stays, needsHooks},
    {"nameWhileRenaming", Logged::FileCreates, stays, needsHooks},
    {"deleteExecutable", Logged::FileDeletes, stays, needsHooks},
    {"deleteWhileOpen", Logged::FileDeletes, stays, needsHooks},
    {"deleteWhileRenaming", Logged::FileDeletes, stays, needsHooks},

    {"tcpConnect", Logged::Network},
    {"tcpAccept", Logged::Network},
    {"tcpNonBlocking", Logged::Network},
    {"tcpFails", Logged::Network},
    {"tcpFromThread", Logged::Network},
    {"tcpRace", Logged::Network},
    {"tcpReset", Logged::Network},
    {"tcpFastOpen", Logged::Network},
    {"tcpMultipath", Logged::Network},
    {"tcp32Bit", Logged::Network, !stays, !needsHooks, needsRawTracepoints},
    {"tcpX32", Logged::Network, !stays, !needsHooks, needsRawTracepoints},
    {"udpUnconnected", Logged::Network},
    {"udpConnected", Logged::Network},
    {"udpMessages", Logged::Network},
    {"udpReadWrite", Logged::Network},
    {"udpByRing", Logged::Network},
    {"udpSegmented", Logged::Network},
    {"udpOnce", Logged::Network},
    {"udpManyPeers", Logged::Network},
    {"udpShared", Logged::Network},
    {"udpNothing", Logged::Network},
    {"udpLate", Logged::Network},
    {"udpRace", Logged::Network},
    {"udp32Bit", Logged::Network},
    {"networkForwarded", Logged::Network},
    {"unixSockets", Logged::Network},

    {"readMemoryDevices", Logged::RawAccessReads},
    {"passCommands", Logged::RawAccessReads},
    {"accessByDescriptor", Logged::ProcessAccesses, stays, needsHooks},
    {"pinObject", Logged::FileCreates, stays},
    {"accessToNothing", Logged::ProcessAccesses, stays, needsHooks},

    {"everyKind", Logged::Everything},

    {"createWhileClosing", Logged::Files, stays, needsHooks, anyTracepoints, isAdversary},
    {"createThenFail", Logged::Files, stays, needsHooks, anyTracepoints, isAdversary},
    {"createAsDirectory", Logged::Files, stays, needsHooks, anyTracepoints, isAdversary},
    {"createOnOverlay", Logged::FileCreates, stays, !needsHooks, anyTracepoints, isAdversary},
    {"truncateKernelFiles", Logged::FileCreates, stays, needsHooks, anyTracepoints, isAdversary},
    {"filesByRing", Logged::Files, stays, needsHooks, anyTracepoints, isAdversary},
    {"openByHandle", Logged::FilesAndDevices, stays, needsHooks, anyTracepoints, isAdversary},
    {"openWhileBlocked", Logged::FilesAndDevices, stays, needsHooks, anyTracepoints, isAdversary},
    {"dumpCore", Logged::FileCreates, stays, needsHooks, anyTracepoints, isAdversary},
    {"answerWithoutRunning", Logged::FilesAndAccesses, stays, needsHooks, anyTracepoints,
     isAdversary},
    {"accessWhileClosing", Logged::ProcessAccesses, stays, needsHooks, anyTracepoints, isAdversary},
    {"accessShortLived", Logged::ProcessAccesses, stays, needsHooks, anyTracepoints, isAdversary},
    {"accessInherited", Logged::ProcessAccesses, stays, !needsHooks, anyTracepoints, isAdversary},
    {"accessRepeated", Logged::ProcessAccesses, stays, !needsHooks, anyTracepoints, isAdversary},
    {"acceptWhileClosing", Logged::Network, stays, needsHooks, anyTracepoints, isAdversary},
    {"acceptByRing", Logged::Network, stays, needsHooks, anyTracepoints, isAdversary},
    {"tcpMorePaths", Logged::Network, !stays, !needsHooks, anyTracepoints, isAdversary, needsBtf},
    {"udpTranslated", Logged::Network, !stays, !needsHooks, anyTracepoints, isAdversary},
    {"udpReusedSocket", Logged::Network, !stays, !needsHooks, anyTracepoints, isAdversary},
    {"udpCorked", Logged::Network, !stays, !needsHooks, anyTracepoints, isAdversary},
};

constexpr const char* allCompanions[] = {
    "idle",         "marker",          "onDemand",       "manyEvents",
    "manyAccesses", "everyByte",       "execChain",      "createAndDelete",
    "executeOften", "manyTruncations", "udpManySenders", "tcpFlood"};

/// onmatch="include" without a rule logs nothing, onmatch="exclude" without one logs all.
std::string rules(const char* event, const std::string& filters)
{
    return std::string("<RuleGroup name=\"\" groupRelation=\"or\"><") + event +
           " onmatch=\"include\">" + filters + "</" + event + "></RuleGroup>\n";
}

std::string all(const char* event)
{
    return std::string("<RuleGroup name=\"\" groupRelation=\"or\"><") + event +
           " onmatch=\"exclude\"/></RuleGroup>\n";
}

/// Whether this kernel lets the daemon see what the actor does.
bool isPlayable(const Scenario& scenario)
{
    static const bool hooks = takesFunctionHooks();
    static const bool rawTracepoints = hasRawTracepoints();
    static const bool btf = hasBtf();
    if (scenario.needsBtf && !btf) return false;
    return hooks || (!scenario.needsHooks && (rawTracepoints || !scenario.needsRawTracepoints));
}

template <typename Condition>
std::vector<Scenario> scenariosThat(Condition condition)
{
    std::vector<Scenario> found;
    std::ranges::copy_if(allScenarios, std::back_inserter(found), condition);
    return found;
}

std::string image(const char* condition, const std::string& value)
{
    return std::string("<Image condition=\"") + condition + "\">" + value + "</Image>";
}

} // namespace

void PrintTo(const Scenario& scenario, std::ostream* out)
{
    *out << scenario.actor;
}

std::span<const Scenario> scenarios()
{
    return allScenarios;
}

std::vector<Scenario> playableScenarios(bool adversaries)
{
    return scenariosThat([adversaries](const Scenario& scenario) {
        return scenario.isAdversary == adversaries && isPlayable(scenario);
    });
}

std::vector<Scenario> unplayableScenarios()
{
    return scenariosThat([](const Scenario& scenario) { return !isPlayable(scenario); });
}

std::span<const char* const> companions()
{
    return allCompanions;
}

std::string configurationFor(Logged logged, const std::filesystem::path& directory,
                             const std::string& memoryName)
{
    const std::string marker = image("is", directory / "bin/marker");
    const std::string here = image("begin with", directory.string() + "/");
    const std::string processes = here + image("begin with", "/memfd:" + memoryName);
    std::string filtering;
    if (logged == Logged::Everything) {
        filtering = all("ProcessCreate") + all("ProcessTerminate") + all("FileCreate") +
                    all("FileDelete") + all("RawAccessRead") + all("ProcessAccess") +
                    all("eBPFEvent") + all("NetworkConnect");
    } else {
        const bool ofProcesses = logged == Logged::Processes;
        const auto only = [&](std::initializer_list<Logged> which, const std::string& filter) {
            return std::ranges::find(which, logged) != which.end() ? filter : "";
        };
        const std::string source =
            "<SourceImage condition=\"begin with\">" + directory.string() + "/</SourceImage>";
        filtering =
            rules("ProcessCreate", ofProcesses ? processes : marker) +
            rules("ProcessTerminate", ofProcesses ? processes : "") +
            rules("FileCreate", only({Logged::FileCreates, Logged::Files, Logged::FilesAndDevices,
                                      Logged::FilesAndAccesses},
                                     here)) +
            rules("FileDelete",
                  only({Logged::FileDeletes, Logged::Files, Logged::FilesAndAccesses}, here)) +
            rules("RawAccessRead", only({Logged::RawAccessReads, Logged::FilesAndDevices}, here)) +
            rules("ProcessAccess",
                  only({Logged::ProcessAccesses, Logged::FilesAndAccesses}, source)) +
            rules("eBPFEvent", only({Logged::ProgramLoads}, here)) +
            rules("NetworkConnect", only({Logged::Network}, here));
    }
    return "<Sysmon schemaversion=\"4.90\"><DnsLookup>False</DnsLookup><EventFiltering>\n" +
           filtering + "</EventFiltering></Sysmon>\n";
}

} // namespace sysmon::e2e
