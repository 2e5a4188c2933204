// SPDX-License-Identifier: MIT
#pragma once

#include "linuxHelpers.h"
#include "sink.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

namespace sysmon {

/// Datagrams in the traditional form, "<14>Nov 22 02:21:52 sysmon: <Event>…", to the system's log
/// socket. write() never waits: while the log daemon is slow or away, lines are kept in a bounded
/// queue, and dropped and counted when that is full.
class SyslogSink : public Sink {
public:
    struct Options {
        std::string socketPath = "/dev/log";
        size_t queueBytes = 4 * 1024 * 1024;
        /// How long flush() waits for a log daemon that is there but does not read.
        std::chrono::milliseconds flushWait{100};
        std::chrono::milliseconds reconnectInterval{100};
    };

    SyslogSink();
    explicit SyslogSink(Options options);

    void write(std::string_view line) noexcept override;
    void flush() noexcept override;
    uint64_t dropped() const noexcept override { return dropped_; }
    std::string failure() const override { return {}; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Sent { Yes, Later, Never };

    void writeLine(std::string_view line);
    void makeHeader();
    bool connected();
    Sent send(std::string_view datagram);
    bool drain();
    bool waitWritable(Clock::time_point until);
    void keep(const std::string& datagram);

    Options options_;
    UniqueFd socket_;
    Clock::time_point nextConnect_{};
    bool stuck_ = false; ///< the last wait was in vain: not again before it takes something
    std::string datagram_;
    int64_t headerSecond_ = -1;
    size_t headerSize_ = 0;
    std::deque<std::string> queue_;
    size_t queuedBytes_ = 0;
    std::atomic<uint64_t> dropped_{0};
};

} // namespace sysmon
