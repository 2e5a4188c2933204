// SPDX-License-Identifier: MIT
#include "eventRecordId.h"

#include "error.h"

#include <cerrno>
#include <endian.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace sysmon {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what, int error)
{
    throw EnvironmentError("cannot " + std::string(what) + " the event number file " + path + ": " +
                           errorText(error) +
                           "; make its folder writable by root, or remove the file");
}

} // namespace

EventRecordId::EventRecordId(const std::string& path)
{
    if (path.empty()) return;
    const UniqueFd file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) fail(path, "open", errno);
    // Space on the disk now: a write through the mapping could not tell that there is none.
    if (const int error = posix_fallocate(file.get(), 0, sizeof *stored_))
        fail(path, "make", error);
    void* const mapped =
        mmap(nullptr, sizeof *stored_, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    if (mapped == MAP_FAILED) fail(path, "map", errno);
    stored_ = static_cast<uint64_t*>(mapped);
    last_ = le64toh(*stored_);
}

EventRecordId::~EventRecordId()
{
    if (stored_ != nullptr) munmap(stored_, sizeof *stored_);
}

uint64_t EventRecordId::next() noexcept
{
    ++last_;
    if (stored_ != nullptr) *stored_ = htole64(last_);
    return last_;
}

} // namespace sysmon
