// SPDX-License-Identifier: MIT
//
// Kernel records made by hand.
#pragma once

#include "ioctlcmd.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::test {

/// "/etc/passwd" as a path extension: flags, then the names from the leaf up.
inline std::string pathExtension(std::string_view path, uint8_t flags = 0)
{
    std::string names;
    for (size_t begin = 0; begin < path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        if (end > begin) names.insert(0, std::string(path.substr(begin, end - begin)) + '\0');
        begin = end + 1;
    }
    return static_cast<char>(flags) + names;
}

/// Arguments as the kernel copies them: each with its NUL.
inline std::string argumentsExtension(std::initializer_list<std::string_view> arguments)
{
    std::string bytes;
    for (const std::string_view argument : arguments)
        bytes.append(argument).append(1, '\0');
    return bytes;
}

/// The bytes of a record, aligned like one.
class RecordBytes {
public:
    RecordBytes(const void* data, size_t size) : words_(size / sizeof(uint64_t) + 1), size_(size)
    {
        std::memcpy(words_.data(), data, size);
    }

    SYSMON_EVENT_HEADER* header() { return reinterpret_cast<SYSMON_EVENT_HEADER*>(words_.data()); }
    const void* data() const { return words_.data(); }
    size_t size() const { return size_; }

private:
    std::vector<uint64_t> words_;
    size_t size_;
};

/// A record with `extensions` behind it; its type, size and extension sizes are set here.
template <typename Record>
RecordBytes makeRecord(Record record, uint16_t eventType,
                       const std::vector<std::string>& extensions = {})
{
    SYSMON_EVENT_HEADER& header = record.header;
    std::string tail;
    for (size_t i = 0; i < extensions.size(); ++i) {
        header.extensionSizes[i] = static_cast<uint32_t>(extensions[i].size());
        tail += extensions[i];
    }
    header.eventType = eventType;
    header.abi = SYSMON_RECORD_ABI;
    header.eventSize = static_cast<uint32_t>(sizeof record + tail.size());
    std::string bytes(reinterpret_cast<const char*>(&record), sizeof record);
    bytes += tail;
    return {bytes.data(), bytes.size()};
}

/// A process that started `startSeconds` after boot and runs image number `image`.
inline SYSMON_PROCESS_KEY processKey(uint32_t processId, uint64_t startSeconds = 100,
                                     uint64_t image = 1)
{
    return {.processId = processId,
            .threadId = processId,
            .startTimeNs = startSeconds * 1'000'000'000,
            .endCode = 0x555500000000 + image,
            .argStart = 0x7fff00000000 + image};
}

/// The key of a process whose memory is gone.
inline SYSMON_PROCESS_KEY withoutImage(SYSMON_PROCESS_KEY key)
{
    key.endCode = key.argStart = 0;
    return key;
}

} // namespace sysmon::test
