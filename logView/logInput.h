// SPDX-License-Identifier: MIT
//
// Where lines come from.
#pragma once

#include "journal.h"
#include "lineSplitter.h"
#include "logFile.h"

#include <cstdint>
#include <string>

namespace sysmon::view {

class LogInput {
public:
    using TakeLine = LineSplitter::TakeLine;

    virtual ~LogInput() = default;

    /// For messages; printable.
    virtual const std::string& name() const = 0;
    /// Whether there can be more behind the end.
    virtual bool canGrow() const = 0;
    /// Hands over some of the lines that there are; false at the end. Throws EnvironmentError.
    virtual bool read(const TakeLine& take) = 0;
    /// Hands over what stands behind the last line end.
    virtual void end(const TakeLine& take) = 0;
    /// At the end: true if there is another one to read, which took the place of the first.
    virtual bool renew(const TakeLine& take) = 0;
};

class FileInput : public LogInput {
public:
    /// "-" is standard input. Throws EnvironmentError.
    explicit FileInput(const std::string& path) : file_(path) {}

    const std::string& name() const override { return file_.name(); }
    bool canGrow() const override { return file_.canGrow(); }
    bool read(const TakeLine& take) override;
    void end(const TakeLine& take) override { lines_.end(take); }
    bool renew(const TakeLine& take) override;

private:
    LogFile file_;
    LineSplitter lines_;
};

class JournalInput : public LogInput {
public:
    /// `directory`: empty for this system's journal. Throws EnvironmentError.
    explicit JournalInput(const std::string& directory) : journal_(directory) {}

    const std::string& name() const override { return name_; }
    bool canGrow() const override { return true; }
    bool read(const TakeLine& take) override;
    void end(const TakeLine&) override {}
    /// The journal looks after its rotation itself.
    bool renew(const TakeLine&) override;

private:
    Journal journal_;
    std::string name_ = "journal";
    std::string message_;
    uint64_t entries_ = 0;
};

} // namespace sysmon::view
