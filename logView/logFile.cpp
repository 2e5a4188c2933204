// SPDX-License-Identifier: MIT
#include "logFile.h"

#include "error.h"
#include "printableText.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon::view {

namespace {

/// From a rename to the log daemon's new file.
constexpr std::chrono::seconds patience{2};

UniqueFd openFile(const std::string& path)
{
    return UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

} // namespace

LogFile::LogFile(std::string path)
    : path_(std::move(path)), name_(path_ == "-" ? "standard input" : printable(path_)),
      isInput_(path_ == "-"), file_(isInput_ ? UniqueFd(dup(STDIN_FILENO)) : openFile(path_))
{
    if (!file_) throw EnvironmentError("cannot open " + name_ + ": " + errorText(errno));
}

std::string_view LogFile::read()
{
    const ssize_t size = ::read(file_.get(), piece_.data(), piece_.size());
    if (size < 0 && errno != EINTR)
        throw EnvironmentError("cannot read " + name_ + ": " + errorText(errno));
    if (size <= 0) return {};
    at_ += static_cast<uint64_t>(size);
    lastRead_ = std::chrono::steady_clock::now();
    return {piece_.data(), static_cast<size_t>(size)};
}

bool LogFile::renew()
{
    return canGrow() && (cutToNothing() || replaced());
}

bool LogFile::cutToNothing()
{
    struct stat now {};
    if (fstat(file_.get(), &now) != 0 || !S_ISREG(now.st_mode)) return false;
    if (static_cast<uint64_t>(now.st_size) >= at_) return false;
    at_ = 0;
    return lseek(file_.get(), 0, SEEK_SET) == 0;
}

bool LogFile::replaced()
{
    struct stat now {
    }, named{};
    if (fstat(file_.get(), &now) != 0 || stat(path_.c_str(), &named) != 0) return false;
    if (now.st_dev == named.st_dev && now.st_ino == named.st_ino) return false;
    if (std::chrono::steady_clock::now() - lastRead_ < patience) return false;
    // The name may lead to a third file by now, or to none that we may read: the next time, then.
    UniqueFd next = openFile(path_);
    if (!next) return false;
    file_ = std::move(next);
    at_ = 0;
    return true;
}

} // namespace sysmon::view
