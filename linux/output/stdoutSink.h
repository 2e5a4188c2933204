// SPDX-License-Identifier: MIT
#pragma once

#include "sink.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sysmon {

/// Lines to standard output (or another descriptor), in whole batches. When it is closed or full
/// for good the sink fails once and drops the rest.
class StdoutSink : public Sink {
public:
    /// Does not own `fd`. `ending` is asked while a reader keeps us waiting (a paused pager): once
    /// the program is to end, such a reader has a second left, and then the rest is dropped. Has
    /// the process ignore SIGPIPE, which would end it without a word.
    explicit StdoutSink(int fd, std::function<bool()> ending = {});

    void write(std::string_view line, const LineFacts& facts) noexcept override;
    void flush() noexcept override;
    std::string failure() const override;
    SinkState state() const noexcept override;

private:
    [[nodiscard]] bool waitWritable();

    int fd_;
    size_t writeSize_;
    std::function<bool()> ending_;
    std::string buffer_;
    std::vector<uint16_t> eventIds_; ///< of the lines in it
    bool abandoned_ = false;         ///< nothing is written any more
    std::atomic<uint64_t> waiting_{0};
    std::atomic<int> error_{0}; ///< errno of the failure
};

} // namespace sysmon
