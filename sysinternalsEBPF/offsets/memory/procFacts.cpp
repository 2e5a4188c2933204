// SPDX-License-Identifier: MIT
#include "procFacts.h"

#include "failure.h"

#include <fstream>
#include <sstream>
#include <unistd.h>
#include <vector>

namespace sysinternals {

namespace {

std::string contentOf(const std::string& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::optional<uint32_t> numberIn(const std::string& path)
{
    std::istringstream text(contentOf(path));
    uint32_t number = 0;
    if (!(text >> number)) return std::nullopt;
    return number;
}

uint64_t statusValue(const std::string& status, const std::string& name)
{
    size_t found = status.find("\n" + name + ":");
    if (found == std::string::npos) return 0;
    return std::stoull(status.substr(found + name.size() + 2));
}

} // namespace

ProcFacts readProcFacts(const std::string& process)
{
    std::string folder = "/proc/" + process + "/";
    std::string stat = contentOf(folder + "stat");
    size_t begin = stat.find('(');
    size_t end = stat.rfind(')');
    if (begin == std::string::npos || end == std::string::npos)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot read " + folder + "stat. Is /proc mounted?");

    // proc(5): the name is field 2; what follows it counts from field 3.
    std::istringstream rest(stat.substr(end + 1));
    std::vector<std::string> cells(3);
    for (std::string cell; rest >> cell;)
        cells.push_back(cell);
    cells.resize(64, "0");
    auto field = [&](size_t number) { return std::stoull(cells[number]); };
    std::string status = contentOf(folder + "status");
    return {
        .comm = stat.substr(begin + 1, end - begin - 1),
        .flags = field(9),
        .startTicks = field(22),
        .threads = field(20),
        .parent = field(4),
        .startCode = field(26),
        .endCode = field(27),
        .argStart = field(48),
        .argEnd = field(49),
        .envStart = field(50),
        .envEnd = field(51),
        .descriptors = statusValue(status, "FDSize"),
        .loginUser = numberIn(folder + "loginuid"),
        .auditSession = numberIn(folder + "sessionid"),
    };
}

uint64_t nsPerTick()
{
    return 1'000'000'000u / static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
}

} // namespace sysinternals
