// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace sysmon::e2e {

/// A directory of its own that everyone may enter, removed with all that is in it at the end.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace sysmon::e2e
