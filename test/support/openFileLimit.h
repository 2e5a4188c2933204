// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <sys/resource.h>

namespace sysmon::test {

/// Room for so many open files, as far as the hard limit lets us: shells allow fewer by default.
class OpenFileLimit {
public:
    explicit OpenFileLimit(rlim_t files)
    {
        getrlimit(RLIMIT_NOFILE, &before_);
        rlimit wanted = before_;
        wanted.rlim_cur = std::min(std::max(before_.rlim_cur, files), before_.rlim_max);
        setrlimit(RLIMIT_NOFILE, &wanted);
        isEnough_ = wanted.rlim_cur >= files;
    }
    ~OpenFileLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
    OpenFileLimit(const OpenFileLimit&) = delete;
    OpenFileLimit& operator=(const OpenFileLimit&) = delete;

    bool isEnough() const { return isEnough_; }

private:
    rlimit before_{};
    bool isEnough_;
};

} // namespace sysmon::test
