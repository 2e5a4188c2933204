// SPDX-License-Identifier: MIT
#pragma once

#include "linuxHelpers.h"
#include "logForms.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace sysmon {

/// One datagram per line to the socket of a log daemon. write() never waits: while the daemon is
/// slow or away, lines are kept in a bounded queue, and dropped and counted when that is full.
class DatagramSink : public Sink {
public:
    struct Options {
        std::string socketPath;
        size_t queueBytes = 16 * 1024 * 1024;
        /// How long flush() waits for a log daemon that is there but does not read.
        std::chrono::milliseconds flushWait{100};
        std::chrono::milliseconds reconnectInterval{100};
    };

    DatagramSink(std::unique_ptr<LogForm> form, Options options);

    void write(std::string_view line, const LineFacts& facts) noexcept override;
    void flush() noexcept override;
    uint64_t dropped() const noexcept override { return dropped_; }
    uint64_t waiting() const noexcept override { return waiting_; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Sent { Yes, Later, Never };

    void writeDatagram();
    bool connected();
    Sent send(std::string_view datagram);
    bool drain();
    bool waitWritable(Clock::time_point until);
    void keep(const std::string& datagram);

    std::unique_ptr<LogForm> form_;
    Options options_;
    UniqueFd socket_;
    Clock::time_point nextConnect_{};
    bool stuck_ = false; ///< the last wait was in vain: not again before it takes something
    std::string datagram_;
    std::deque<std::string> queue_;
    size_t queuedBytes_ = 0;
    std::atomic<uint64_t> dropped_{0};
    std::atomic<uint64_t> waiting_{0}; ///< size of queue_
};

} // namespace sysmon
