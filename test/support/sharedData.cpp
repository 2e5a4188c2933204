// SPDX-License-Identifier: MIT
#include "sharedData.h"

#include <zlib.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace sysmon::test {

std::filesystem::path sharedData()
{
    const char* chosen = std::getenv("SYSMON_SHARED");
    return chosen ? chosen : SYSMON_SHARED;
}

std::string readFile(const std::filesystem::path& path)
{
    // zlib hands through what is not packed, so one way reads both.
    std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
    if (!file) throw std::runtime_error("cannot open " + path.string());
    std::string content;
    char chunk[1 << 16];
    int length = 0;
    while ((length = gzread(file.get(), chunk, sizeof(chunk))) > 0)
        content.append(chunk, length);
    if (length < 0) throw std::runtime_error("cannot read " + path.string());
    return content;
}

} // namespace sysmon::test
