// SPDX-License-Identifier: MIT
//
// What character devices are whose number the kernel gives at run time, when their module is
// loaded: it lists the names of the numbers that are taken.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

namespace sysmon {

class CharacterDevices {
public:
    /// `list` has the form of /proc/devices.
    explicit CharacterDevices(std::string list = "/proc/devices") : list_(std::move(list)) {}

    /// Whether devices of this major number pass commands to disks (bsg, nvme) or are storage that
    /// is mapped like memory (dax). Reads the list at most once a second, and for a number that it
    /// had not yet.
    bool isRaw(uint32_t major);

private:
    void read();

    const std::string list_;
    std::chrono::steady_clock::time_point nextRead_{};
    std::set<uint32_t> known_;
    std::set<uint32_t> raw_;
};

} // namespace sysmon
