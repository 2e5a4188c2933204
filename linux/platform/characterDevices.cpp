// SPDX-License-Identifier: MIT
#include "characterDevices.h"

#include "linuxHelpers.h"

#include <algorithm>
#include <fcntl.h>
#include <sstream>
#include <string_view>

namespace sysmon {

namespace {

constexpr std::string_view kRaw[] = {"bsg", "nvme", "nvme-generic", "dax"};
constexpr size_t kListLimit = 64 << 10;
constexpr std::chrono::seconds kReadInterval{1};

} // namespace

bool CharacterDevices::isRaw(uint32_t major)
{
    if (!known_.contains(major) || std::chrono::steady_clock::now() >= nextRead_) read();
    return raw_.contains(major);
}

void CharacterDevices::read()
{
    std::string text;
    if (!readFileAt(AT_FDCWD, list_.c_str(), kListLimit, text)) return; // what was known stays
    nextRead_ = std::chrono::steady_clock::now() + kReadInterval;
    known_.clear();
    raw_.clear();
    // A title, a line "NUMBER NAME" for each, an empty line, and the same for block devices.
    std::istringstream lines(text.substr(0, text.find("\n\n")));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream parts(line);
        uint32_t major = 0;
        std::string name;
        if (!(parts >> major >> name)) continue;
        known_.insert(major);
        if (std::ranges::find(kRaw, name) != std::end(kRaw)) raw_.insert(major);
    }
}

} // namespace sysmon
