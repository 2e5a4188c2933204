// SPDX-License-Identifier: MIT
#pragma once

#include "linuxHelpers.h"
#include "sink.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <sys/types.h>

namespace sysmon {

/// Lines appended to a file (0600). The file is reopened on reopen() and when its path leads
/// elsewhere or nowhere (log rotation). While nothing can be written (the disk is full, the folder
/// is gone), lines are kept up to a bound and tried again with each flush(); what does not fit is
/// dropped and counted.
class FileSink : public Sink {
public:
    static constexpr size_t defaultQueueBytes = 16 * 1024 * 1024;

    /// Throws EnvironmentError if the file cannot be opened.
    explicit FileSink(std::string path, size_t queueBytes = defaultQueueBytes);

    void write(std::string_view line, const LineFacts& facts) noexcept override;
    void flush() noexcept override;
    void reopen() noexcept override;
    void finish() noexcept override;
    SinkState state() const noexcept override;

private:
    using Clock = std::chrono::steady_clock;

    bool open() noexcept;
    void followRotation() noexcept;
    void writeWaiting() noexcept;
    void forgetWritten(size_t bytes) noexcept;
    void beginAgainIfCut() noexcept;
    void tellWaiting() noexcept;

    const std::string path_;
    const size_t queueBytes_;
    UniqueFd file_;
    Clock::time_point nextLook_{};  ///< when to see again whether the file is still there
    std::string buffer_;            ///< whole lines
    size_t begun_ = 0;              ///< how much of the first of them is in the file already
    off_t end_ = 0;                 ///< of the file, when that was written
    std::deque<uint16_t> eventIds_; ///< of the waiting lines
    std::atomic<bool> writable_{true};
    std::atomic<uint64_t> waiting_{0};
    std::atomic<uint64_t> waitingBytes_{0};
    Counter reopened_;
};

} // namespace sysmon
