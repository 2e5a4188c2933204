// SPDX-License-Identifier: MIT
#pragma once

#include "event.h"
#include "platform.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sysmon::test {

/// A machine that is what a test says it is.
class FakePlatform : public Platform {
public:
    static constexpr uint64_t bootNs = 1'763'770'000'000'000'000; ///< 2025-11-22 00:06:40

    std::map<uint32_t, ProcessFacts> processes;
    std::map<uint32_t, std::string> users{{0, "root"}, {1000, "alice"}};
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> numbers; ///< (caller, id) to process
    uint32_t procDevice = 21;
    uint32_t rawMajor = 240;
    uint32_t resolvedMode = 0100644; ///< of what resolvePath() finds
    uint64_t nowNs = 1'000'000'000;
    int processReads = 0;
    int hashCalls = 0;
    std::vector<ExecutedFile> hashed;
    std::map<uint32_t, DeferredTextPtr> lateHashes; ///< by process, if not empty
    std::map<uint32_t, DeferredTextPtr> lateUsers;
    std::map<uint8_t, DeferredTextPtr> hostNames; ///< by the last byte of the address

    std::vector<ProcessFacts> listProcesses() override
    {
        std::vector<ProcessFacts> all;
        for (const auto& [processId, facts] : processes)
            all.push_back(facts);
        return all;
    }
    bool readProcess(uint32_t processId, ProcessFacts& ret_facts) override
    {
        ++processReads;
        const auto facts = processes.find(processId);
        if (facts == processes.end()) return false;
        ret_facts = facts->second;
        return true;
    }
    DeferredTextPtr userName(uint32_t userId) override
    {
        if (const auto late = lateUsers.find(userId); late != lateUsers.end()) return late->second;
        const auto user = users.find(userId);
        return user == users.end() ? nullptr : std::make_shared<DeferredText>(user->second);
    }
    std::string serviceName(uint16_t port, std::string_view protocol) override
    {
        return port == 443 ? "https/" + std::string(protocol) : "";
    }
    DeferredTextPtr hashes(const ExecutedFile& file) override
    {
        ++hashCalls;
        hashed.push_back(file);
        if (!lateHashes.empty()) return lateHashes[file.processId];
        return std::make_shared<DeferredText>("SHA256=" + std::to_string(file.file.inode));
    }
    DeferredTextPtr hashes(const DeletedFile& file) override
    {
        return std::make_shared<DeferredText>("SHA256=" + std::to_string(file.file.inode) + " of " +
                                              std::string(file.path));
    }
    DeferredTextPtr hostName(std::span<const uint8_t, 16> address, uint32_t /*userId*/) override
    {
        const auto name = hostNames.find(address[15]);
        return name == hostNames.end() ? nullptr : name->second;
    }
    ResolvedPath resolvePath(uint32_t, std::string_view base, std::string_view name) override
    {
        return {"resolved:" + std::string(base) + ':' + std::string(name), resolvedMode};
    }
    uint32_t resolveProcessId(uint32_t callerId, uint32_t id) override
    {
        const auto number = numbers.find({callerId, id});
        return number == numbers.end() ? id : number->second;
    }
    bool isProcFileSystem(uint32_t, uint32_t device) override { return device == procDevice; }
    bool isRawCharacterDevice(uint32_t major) override { return major == rawMajor; }
    uint64_t utcNs(uint64_t monotonicNs) override { return bootNs + monotonicNs; }
    uint64_t monotonicNowNs() override { return nowNs; }
    uint64_t bootUtcNs() override { return bootNs; }
    uint32_t machineId() override { return 0x1fdf67c9; }
};

/// An event that was written, as texts by field name.
struct WrittenEvent {
    uint16_t id;
    std::map<std::string, std::string> fields;

    const std::string& operator[](std::string_view name) const
    {
        return fields.at(std::string(name));
    }
};

class CollectingOutput : public EventOutput {
public:
    std::vector<WrittenEvent> events;

    void write(Event& event) override
    {
        WrittenEvent written{event.schema().id, {}};
        for (uint16_t i = 0; i < event.schema().fields.size(); ++i)
            written.fields.emplace(event.schema().fields[i].name, event.text(i));
        events.push_back(std::move(written));
    }
};

} // namespace sysmon::test
