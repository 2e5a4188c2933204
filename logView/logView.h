// SPDX-License-Identifier: MIT
//
// From lines of logs to blocks on standard output.
#pragma once

#include "blockOutput.h"
#include "error.h"
#include "eventBlock.h"
#include "logInput.h"
#include "viewOptions.h"

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace sysmon::view {

/// What was read, and what was wrong with it.
class ViewCounts {
public:
    void addEvent(bool shown);
    void addBroken(const std::string& source, uint64_t line, const std::string& reason);
    /// Reports what the user should know. `sources`: what was read; empty if nothing could be.
    void write(const std::string& sources, std::ostream& messages) const;

private:
    uint64_t events_ = 0;
    uint64_t shown_ = 0;
    uint64_t broken_ = 0;
    std::vector<std::string> firstBroken_;
};

class LogView {
public:
    /// Keeps references. What goes wrong is reported on `messages`; `shouldStop` is asked between
    /// pieces and while there is nothing to read.
    LogView(const ViewOptions& options, const BlockStyle& style, int descriptor,
            std::ostream& messages, bool (*shouldStop)());

    /// Shows what was asked for. False if something could not be read. Throws Error where nothing
    /// can be written.
    [[nodiscard]] bool run();

private:
    struct Source {
        std::unique_ptr<LogInput> input;
        bool failed = false;
    };

    void open();
    /// Shows what there is now; true if there was any.
    bool readOn(Source& source);
    bool renew(Source& source);
    void end(Source& source);
    void follow();
    /// Does something with the source's input, if it is sound; reports what that throws.
    template <typename Action>
    bool attempt(Source& source, Action action);
    void show(const std::string& sourceName, const Line& line);
    void tell(const Error& error);

    const ViewOptions& options_;
    BlockStyle style_;
    BlockOutput output_;
    std::ostream& messages_;
    bool (*shouldStop_)();
    std::vector<Source> sources_;
    std::string sourceNames_;
    ViewCounts counts_;
    bool allRead_ = true;
};

} // namespace sysmon::view
