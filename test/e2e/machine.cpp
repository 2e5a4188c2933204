// SPDX-License-Identifier: MIT
#include "machine.h"

#include "fileDigest.h"

#include <pwd.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace sysmon::e2e {

namespace {

constexpr uint64_t ticksPerSecond = 100;

/// FNV-1a, 64 bits, over little-endian numbers of given sizes.
class KeyHash {
public:
    KeyHash& add(uint64_t number, unsigned size)
    {
        for (unsigned i = 0; i < size; ++i)
            hash_ = (hash_ ^ (number >> (8 * i) & 0xff)) * 0x100000001b3U;
        return *this;
    }
    uint64_t value() const { return hash_; }

private:
    uint64_t hash_ = 0xcbf29ce484222325U;
};

std::string guidText(uint32_t machineId, uint64_t seconds, uint64_t key)
{
    char text[40];
    snprintf(text, sizeof(text), "{%08x-%04x-%04x-%04x-%012llx}", machineId,
             static_cast<unsigned>(seconds >> 16 & 0xffff), static_cast<unsigned>(seconds & 0xffff),
             static_cast<unsigned>(key >> 48), key & 0xffff'ffff'ffffULL);
    return text;
}

/// Both begin with the same number of hexadecimal digits.
uint32_t readMachineId()
{
    for (const char* path : {"/etc/machine-id", "/proc/sys/kernel/random/boot_id"}) {
        std::string id;
        constexpr size_t digits = 8;
        if (std::ifstream(path) >> id && id.size() > digits)
            return static_cast<uint32_t>(std::stoul(id.substr(0, digits), nullptr, 16));
    }
    throw std::runtime_error("neither a machine id nor a boot id");
}

uint64_t readBootSeconds()
{
    std::ifstream stat("/proc/stat");
    for (std::string word; stat >> word;)
        if (uint64_t seconds; word == "btime" && stat >> seconds) return seconds;
    throw std::runtime_error("no btime in /proc/stat");
}

std::string readComputer()
{
    char name[HOST_NAME_MAX + 1] = {};
    gethostname(name, sizeof(name) - 1);
    return name;
}

std::string localUserName(uint32_t userId)
{
    const passwd* entry = getpwuid(userId);
    return entry ? entry->pw_name : std::to_string(userId);
}

} // namespace

std::string Machine::processGuid(const ProcessFacts& process) const
{
    const uint64_t key = KeyHash()
                             .add(process.processId, 4)
                             .add(process.startTicks, 8)
                             .add(process.endCode, 8)
                             .add(process.argStart, 8)
                             .value();
    return guidText(machineId, bootSeconds + process.startTicks / ticksPerSecond, key);
}

std::string Machine::logonGuid(uint32_t loginUserId, uint32_t sessionId) const
{
    const uint64_t key = KeyHash().add(loginUserId, 4).add(sessionId, 4).value();
    return guidText(machineId, bootSeconds, key);
}

Machine localMachine()
{
    Machine machine;
    machine.machineId = readMachineId();
    machine.bootSeconds = readBootSeconds();
    machine.computer = readComputer();
    machine.userName = localUserName;
    machine.sha256 = [](const std::string& path) { return fileDigest(path, "SHA256"); };
    return machine;
}

} // namespace sysmon::e2e
