// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

struct sd_journal;

namespace sysmon::view {

/// The events in the journal, whether they came through /dev/log or its native protocol. Only what
/// root sent counts: others can call themselves sysmon, too.
class Journal {
public:
    /// `directory`: one with journal files; empty: that of this system. Throws EnvironmentError.
    explicit Journal(const std::string& directory);

    /// The next message; false at the end. Throws EnvironmentError.
    [[nodiscard]] bool next(std::string& ret_message);
    /// At the end: whether something was written since. Throws EnvironmentError.
    [[nodiscard]] bool changed();

private:
    struct Close {
        void operator()(sd_journal* journal) const;
    };

    std::unique_ptr<sd_journal, Close> journal_;
};

} // namespace sysmon::view
