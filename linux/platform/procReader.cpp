// SPDX-License-Identifier: MIT
#include "procReader.h"

#include "guid.h"
#include "linuxHelpers.h"

#include <algorithm>
#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unordered_map>

namespace sysmon {

namespace {

/// More is never written of a command line: an event is at most 65,535 bytes long.
constexpr size_t maxCommandLine = 65'536;
constexpr size_t maxStatFile = 16'384;

// Fields of /proc/PID/stat, numbered as in proc(5). The name (2) may hold anything, blanks and
// parentheses included, but nothing after it holds a parenthesis.
constexpr int stateField = 3;
constexpr int parentField = 4;
constexpr int startTimeField = 22;
constexpr int endCodeField = 27;
constexpr int argStartField = 48;

bool parseNumber(std::string_view text, auto& ret_number)
{
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, ret_number);
    return error == std::errc() && at == end;
}

std::string_view takeWord(std::string_view& text)
{
    const size_t size = std::min(text.find_first_of(" \t\n"), text.size());
    const std::string_view word = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
    return word;
}

UniqueFd openProcess(const std::string& root, uint32_t processId)
{
    const std::string path = root + '/' + std::to_string(processId);
    return UniqueFd(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

bool readStat(int process, ProcStat& ret_stat)
{
    std::string text;
    return readFileAt(process, "stat", maxStatFile, text) && parseProcStat(text, ret_stat);
}

} // namespace

bool parseProcStat(std::string_view text, ProcStat& ret_stat)
{
    const size_t nameEnd = text.rfind(')');
    if (nameEnd == std::string_view::npos) return false;
    ProcStat stat{};
    std::string_view head = text;
    if (!parseNumber(takeWord(head), stat.key.processId)) return false;

    std::string_view rest = text.substr(std::min(nameEnd + 2, text.size()));
    uint64_t startTicks = 0;
    for (int field = stateField; field <= argStartField; ++field) {
        const std::string_view word = takeWord(rest);
        bool good = true;
        switch (field) {
        case parentField:
            good = parseNumber(word, stat.parentId);
            break;
        case startTimeField:
            good = parseNumber(word, startTicks);
            break;
        case endCodeField:
            good = parseNumber(word, stat.key.endCode);
            break;
        case argStartField:
            good = parseNumber(word, stat.key.argStart);
            break;
        }
        if (!good) return false;
    }
    stat.key.threadId = stat.key.processId;
    stat.key.startTimeNs = startTicks * nsPerClockTick;
    ret_stat = stat;
    return true;
}

bool parseProcStatusUser(std::string_view text, uint32_t& ret_userId)
{
    // The last one: whatever a process could write into the lines before, it cannot add any after.
    constexpr std::string_view label = "\nUid:\t";
    const size_t at = text.rfind(label);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + label.size());
    takeWord(text); // the real one
    return parseNumber(takeWord(text), ret_userId);
}

void joinProcArguments(std::string& arguments)
{
    // A process that writes its own title leaves the rest of the space as zeros.
    arguments.resize(arguments.find_last_not_of('\0') + 1);
    std::ranges::replace(arguments, '\0', ' ');
}

bool ProcReader::readProcess(uint32_t processId, ProcessFacts& ret_facts) const
{
    uint32_t parentId = 0;
    if (!read(processId, ret_facts, parentId)) return false;
    ProcStat parent{};
    const UniqueFd directory = openProcess(root_, parentId);
    if (directory && readStat(directory.get(), parent)) ret_facts.parent = parent.key;
    return true;
}

std::vector<ProcessFacts> ProcReader::listProcesses() const
{
    std::vector<ProcessFacts> processes;
    std::vector<uint32_t> parentIds;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(root_.c_str()), closedir);
    if (!directory) return processes;
    while (const dirent* const entry = readdir(directory.get())) {
        uint32_t processId = 0;
        uint32_t parentId = 0;
        ProcessFacts facts;
        if (!parseNumber(std::string_view(entry->d_name), processId)) continue;
        if (!read(processId, facts, parentId)) continue;
        processes.push_back(std::move(facts));
        parentIds.push_back(parentId);
    }
    setParents(processes, parentIds);
    return processes;
}

void ProcReader::setParents(std::vector<ProcessFacts>& processes,
                            const std::vector<uint32_t>& parentIds)
{
    std::unordered_map<uint32_t, SYSMON_PROCESS_KEY> keys;
    for (const ProcessFacts& facts : processes)
        keys.emplace(facts.key.processId, facts.key);
    for (size_t i = 0; i < processes.size(); ++i) {
        const auto parent = keys.find(parentIds[i]);
        if (parent != keys.end()) processes[i].parent = parent->second;
    }
}

bool ProcReader::read(uint32_t processId, ProcessFacts& ret_facts, uint32_t& ret_parentId) const
{
    // One open directory stands for one process, even if the id is used again meanwhile.
    const UniqueFd directory = openProcess(root_, processId);
    ProcStat stat{};
    std::string status;
    ProcessFacts facts;
    if (!directory || !readStat(directory.get(), stat) ||
        !readFileAt(directory.get(), "status", maxStatFile, status) ||
        !parseProcStatusUser(status, facts.userId))
        return false;
    facts.key = stat.key;
    facts.image = readLinkAt(directory.get(), "exe");
    if (readFileAt(directory.get(), "cmdline", maxCommandLine, facts.commandLine))
        joinProcArguments(facts.commandLine);
    ret_facts = std::move(facts);
    ret_parentId = stat.parentId;
    return true;
}

} // namespace sysmon
