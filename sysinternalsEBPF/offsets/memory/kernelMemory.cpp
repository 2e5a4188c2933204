// SPDX-License-Identifier: MIT
#include "kernelMemory.h"

#include "embeddedFiles.h"
#include "failure.h"
#include "libbpfLog.h"
#include "privilege.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

namespace sysinternals {

namespace {

// Reading an address that the processor does not have makes some kernels complain, so where the
// kernel's memory begins is learnt from an address in it: with five levels of page tables it begins
// lower than with four, and neither the processor nor the kernel's version tells which are in use.
constexpr uint64_t kFourLevels = 0xffff'8000'0000'0000;
constexpr uint64_t kFiveLevels = 0xff00'0000'0000'0000;
std::atomic<uint64_t> kernelBegin = kFourLevels;

size_t pageSize()
{
    return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

bool isKernelAddress(uint64_t value)
{
    // The last page has no memory: small negative numbers are errors.
    return value >= kernelBegin && value < UINT64_MAX - 4096;
}

uint64_t wordAt(const Dump& dump, size_t offset, size_t bytes)
{
    uint64_t value = 0;
    if (offset + bytes <= dump.size()) memcpy(&value, dump.data() + offset, bytes);
    return value;
}

FaultPage::FaultPage()
    // 32-bit addresses, so that 32-bit system calls can name it, too
    : page_(mmap(nullptr, pageSize(), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS
#ifdef MAP_32BIT
                     | MAP_32BIT
#endif
                 ,
                 -1, 0))
{
    if (page_ == MAP_FAILED)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot map a page: " + errnoText(errno));
}

FaultPage::~FaultPage()
{
    munmap(page_, pageSize());
}

void* FaultPage::untouched() const
{
    madvise(page_, pageSize(), MADV_DONTNEED);
    return page_;
}

void FaultPage::touch() const
{
    // Reading maps the shared page of zeros, which is cheaper than a page of our own.
    (void)*static_cast<volatile char*>(untouched());
}

KernelMemory::KernelMemory()
{
    load();
    event_ = watch(0);
    ioctl(event_.get(), PERF_EVENT_IOC_DISABLE, 0);
    if (!readPieces(0, 1))
        throw loadFailure("a BPF program that may read the kernel's memory", EPERM,
                          "its read of the running task was refused");
#if defined(__x86_64__)
    kernelBegin = response_.task < kFourLevels ? kFiveLevels : kFourLevels;
#else
    kernelBegin = kFiveLevels; // reading any address is safe
#endif
}

void KernelMemory::load()
{
    LibbpfLog log;
    auto bytes = memoryDumpObject();
    bpf_object_open_opts options{};
    options.sz = sizeof(options);
    options.object_name = "memoryDump";
    object_.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
    if (!object_)
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "cannot read the memory-dump program: " + errnoText(errno));
    if (int error = -bpf_object__load(object_.get()); error != 0)
        throw loadFailure("the memory-dump program", error, log.reason());
    requestMap_ = bpf_object__find_map_fd_by_name(object_.get(), "dumpRequest");
    responseMap_ = bpf_object__find_map_fd_by_name(object_.get(), "dumpResponse");
    program_ = bpf_program__fd(bpf_object__find_program_by_name(object_.get(), "memoryDump"));
}

FileDescriptor KernelMemory::watch(pid_t thread) const
{
    perf_event_attr attributes{};
    attributes.size = sizeof(attributes);
    attributes.type = PERF_TYPE_SOFTWARE;
    attributes.config = PERF_COUNT_SW_PAGE_FAULTS;
    attributes.sample_period = 1;
    FileDescriptor event(static_cast<int>(
        syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC)));
    if (event.get() < 0 || ioctl(event.get(), PERF_EVENT_IOC_SET_BPF, program_) != 0)
        throw Failure(errno == EPERM || errno == EACCES ? TELEMETRY_NO_PERMISSION
                                                        : TELEMETRY_SYSTEM_ERROR,
                      "cannot attach the memory-dump program to page faults: " + errnoText(errno) +
                          ". It needs root or CAP_PERFMON.");
    return event;
}

void KernelMemory::request(uint64_t address, size_t pieces)
{
    uint32_t key = 0;
    memoryDumpRequest wanted{address, pieces};
    bpf_map_update_elem(requestMap_, &key, &wanted, BPF_ANY);
}

void KernelMemory::fetch()
{
    uint32_t key = 0;
    bpf_map_lookup_elem(responseMap_, &key, &response_);
}

bool KernelMemory::readPieces(uint64_t address, size_t pieces)
{
    if (address != 0 && !isKernelAddress(address)) return false;
    uint64_t runs = response_.runs;
    request(address, pieces);
    // Only now: other faults of this thread must not answer in place of one that is watched.
    ioctl(event_.get(), PERF_EVENT_IOC_ENABLE, 0);
    page_.touch();
    ioctl(event_.get(), PERF_EVENT_IOC_DISABLE, 0);
    fetch();
    if (response_.runs == runs)
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "the memory-dump program does not run at page faults on this kernel.");
    return response_.readPieces != 0;
}

TaskIdentity KernelMemory::lastIdentity(Dump* ret_task)
{
    fetch();
    if (ret_task) {
        auto* bytes = reinterpret_cast<const std::byte*>(response_.bytes);
        ret_task->assign(bytes, bytes + MEMORY_DUMP_BYTES);
    }
    return {response_.task, static_cast<uint32_t>(response_.processAndThread >> 32),
            static_cast<uint32_t>(response_.processAndThread)};
}

void KernelMemory::expectOther()
{
    request(0, MEMORY_DUMP_PIECES);
}

TaskIdentity KernelMemory::self()
{
    readPieces(0, 1);
    return lastIdentity();
}

std::optional<Dump> KernelMemory::dump(uint64_t address, size_t bytes)
{
    Dump result(bytes);
    bool any = false;
    for (size_t done = 0; done < bytes; done += MEMORY_DUMP_BYTES) {
        size_t part = std::min<size_t>(bytes - done, MEMORY_DUMP_BYTES);
        size_t pieces = (part + MEMORY_DUMP_PIECE - 1) / MEMORY_DUMP_PIECE;
        any |= readPieces(address + done, pieces);
        for (size_t i = 0; i < pieces; i++)
            if (response_.readPieces >> i & 1)
                memcpy(result.data() + done + i * MEMORY_DUMP_PIECE,
                       response_.bytes + i * MEMORY_DUMP_PIECE,
                       std::min<size_t>(MEMORY_DUMP_PIECE, part - i * MEMORY_DUMP_PIECE));
    }
    if (!any) return std::nullopt;
    return result;
}

std::optional<uint64_t> KernelMemory::number(uint64_t address, size_t bytes)
{
    if (!readPieces(address, 1)) return std::nullopt;
    uint64_t value = 0;
    memcpy(&value, response_.bytes, bytes);
    return value;
}

std::string KernelMemory::text(uint64_t address, size_t limit)
{
    if (!readPieces(address, (limit + MEMORY_DUMP_PIECE - 1) / MEMORY_DUMP_PIECE)) return "";
    auto* bytes = reinterpret_cast<const char*>(response_.bytes);
    return {bytes, strnlen(bytes, std::min<size_t>(limit, MEMORY_DUMP_BYTES))};
}

} // namespace sysinternals
