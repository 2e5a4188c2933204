// SPDX-License-Identifier: MIT
#pragma once

#include "libsysinternalsEBPF.h"
#include "telemetryPrograms.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sysmon::test {

/// A telemetry session with the objects that were built, which keeps what it is told. Everything
/// is active unless `adjust` says otherwise.
class TestSession {
public:
    using Adjust = std::function<void(telemetryConfiguration&)>;

    explicit TestSession(const Adjust& adjust = {})
    {
        active.fill(true);
        telemetryConfiguration configuration{};
        configuration.folders = folders_;
        configuration.folderCount = 1;
        configuration.objects = telemetryObjects().data();
        configuration.objectCount = telemetryObjects().size();
        configuration.activeCalls = active.data();
        configuration.context = this;
        configuration.onEvent = [](void* context, const telemetryRecord* record) {
            const auto* bytes = reinterpret_cast<const std::byte*>(record);
            static_cast<TestSession*>(context)->records.emplace_back(bytes, bytes + record->size);
        };
        configuration.onLost = [](void* context, telemetryLossPlace, uint32_t type,
                                  uint64_t count) {
            static_cast<TestSession*>(context)->lost[type] += count;
        };
        configuration.onMessage = [](void* context, const char* text) {
            static_cast<TestSession*>(context)->messages.emplace_back(text);
        };
        if (adjust) adjust(configuration);
        telemetrySession* session = nullptr;
        result = telemetryStart(&configuration, &session);
        if (result != TELEMETRY_OK) error = telemetryErrorText();
        session_.reset(session);
    }
    TestSession(const TestSession&) = delete;
    TestSession& operator=(const TestSession&) = delete;

    telemetrySession* get() const { return session_.get(); }

    /// Hands over what happened so far, and collects no more.
    telemetryResult finish()
    {
        telemetryStop(get());
        return telemetryRun(get());
    }

    static const telemetryRecord& head(const std::vector<std::byte>& record)
    {
        return *reinterpret_cast<const telemetryRecord*>(record.data());
    }

    ActiveCalls active{};
    telemetryResult result;
    std::string error; ///< why it did not start
    std::vector<std::string> messages;
    std::vector<std::vector<std::byte>> records;
    std::map<uint32_t, uint64_t> lost; ///< by type

private:
    struct Close {
        void operator()(telemetrySession* session) const { telemetryClose(session); }
    };
    const char* const folders_[1] = {BPF_OBJECTS};
    std::unique_ptr<telemetrySession, Close> session_;
};

} // namespace sysmon::test
