// SPDX-License-Identifier: MIT
#pragma once

#include "linuxHelpers.h"
#include "logForms.h"
#include "unacknowledgedDatagrams.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace sysmon {

/// One datagram per line to the socket of a log daemon. write() never waits: while the daemon is
/// slow or away, lines are kept in a bounded queue, and dropped and counted when that is full. What
/// a log daemon had not read when it ended goes to the next one; a line that it read in its last
/// moments may be sent twice, but none is missing.
class DatagramSink : public Sink {
public:
    struct Options {
        std::string socketPath;
        size_t queueBytes = 16 * 1024 * 1024;
        /// How long flush() waits for a log daemon that is there but does not read.
        std::chrono::milliseconds flushWait{100};
        std::chrono::milliseconds reconnectInterval{100};
        /// How often flush() looks whether the log daemon lives, while it has not read all.
        std::chrono::milliseconds lookInterval{200};
        /// How long finish() waits for it to take what waits.
        std::chrono::milliseconds finishWait{1000};
    };

    DatagramSink(std::unique_ptr<LogForm> form, Options options);

    void write(std::string_view line, const LineFacts& facts) noexcept override;
    void flush() noexcept override;
    void finish() noexcept override;
    SinkState state() const noexcept override;

private:
    using Clock = std::chrono::steady_clock;
    enum class Sent { Yes, Later, Never };
    /// A file and its state: another one that got its inode is another.
    struct FileIdentity {
        uint64_t device;
        uint64_t inode;
        int64_t changedNs;
        bool operator==(const FileIdentity&) const = default;
    };
    static FileIdentity identify(const std::string& path);

    void writeDatagram(uint16_t eventId);
    [[nodiscard]] bool connected();
    void disconnected();
    Sent send(std::string_view datagram, uint16_t eventId);
    [[nodiscard]] bool drain();
    [[nodiscard]] bool waitWritable(Clock::time_point until);
    void keep(const std::string& datagram, uint16_t eventId);
    void lookAfterUnread();
    void dropWaiting();
    void tellWaiting() noexcept;

    std::unique_ptr<LogForm> form_;
    Options options_;
    UniqueFd socket_;
    Clock::time_point nextConnect_{};
    bool stuck_ = false;      ///< the last wait timed out: no other one before it reads something
    FileIdentity receiver_{}; ///< of the socket's path when it was connected to
    Clock::time_point nextLook_{};
    std::string datagram_;
    std::deque<QueuedDatagram> queue_;
    UnacknowledgedDatagrams unread_;
    size_t queuedBytes_ = 0;
    bool everConnected_ = false;
    std::atomic<bool> connected_{false};
    std::atomic<uint64_t> waiting_{0};      ///< in queue_ and unread_
    std::atomic<uint64_t> waitingBytes_{0}; ///< queuedBytes_
    Counter reconnected_;
    Counter repeated_;
};

} // namespace sysmon
