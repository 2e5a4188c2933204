// SPDX-License-Identifier: MIT
#pragma once

#include <bpf/libbpf.h>

#include <memory>
#include <unistd.h>
#include <utility>

namespace sysinternals {

template <auto Free>
struct Deleter {
    template <typename T>
    void operator()(T* pointer) const
    {
        Free(pointer);
    }
};

using BpfObject = std::unique_ptr<bpf_object, Deleter<bpf_object__close>>;
using BpfLink = std::unique_ptr<bpf_link, Deleter<bpf_link__destroy>>;
using PerfBuffer = std::unique_ptr<perf_buffer, Deleter<perf_buffer__free>>;

/// An owned file descriptor; -1 is none.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd = -1) : fd_(fd) {}
    ~FileDescriptor()
    {
        if (fd_ >= 0) close(fd_);
    }
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    int get() const { return fd_; }

private:
    int fd_;
};

} // namespace sysinternals
