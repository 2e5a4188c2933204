// SPDX-License-Identifier: MIT
#include "localAccounts.h"

#include <cstdio>
#include <memory>
#include <pwd.h>
#include <sys/stat.h>

namespace sysmon {

namespace {

/// Lines that begin so mean accounts of a directory service.
bool isReference(const passwd& account)
{
    return account.pw_name[0] == '+' || account.pw_name[0] == '-' || account.pw_name[0] == '\0';
}

} // namespace

DeferredTextPtr LocalAccounts::name(uint32_t userId, Clock::time_point now)
{
    const bool isDue = checkedAt_ == Clock::time_point{} || now - checkedAt_ >= checkInterval;
    if (isDue) refresh(now);
    auto known = names_.find(userId);
    if (known == names_.end() && !isDue) {
        // It may have been made a moment ago.
        refresh(now);
        known = names_.find(userId);
    }
    return known == names_.end() ? nullptr : known->second;
}

void LocalAccounts::refresh(Clock::time_point now)
{
    checkedAt_ = now;
    struct stat status {};
    Version version;
    if (stat(file_.c_str(), &status) == 0)
        version = {status.st_ino, status.st_size,
                   int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
    if (version == version_) return;
    version_ = version;
    read();
}

void LocalAccounts::read()
{
    struct Close {
        void operator()(FILE* file) const { fclose(file); }
    };
    names_.clear();
    const std::unique_ptr<FILE, Close> file(fopen(file_.c_str(), "re"));
    if (!file) return;
    // The first account that has an id is the one that getpwuid(3) tells.
    while (const passwd* account = fgetpwent(file.get()))
        if (!isReference(*account) && names_.size() < maxAccounts)
            names_.try_emplace(account->pw_uid, std::make_shared<DeferredText>(account->pw_name));
}

} // namespace sysmon
