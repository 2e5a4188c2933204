// SPDX-License-Identifier: MIT
//
// What the platform-neutral half needs from the system. linux/ implements it, tests replace it.
#pragma once

#include "deferredText.h"
#include "ioctlcmd.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// One process as the system tells it (on Linux /proc), for what events did not bring.
struct ProcessFacts {
    SYSMON_PROCESS_KEY key{};
    SYSMON_PROCESS_KEY parent{}; ///< all zero: no parent, or gone
    uint32_t userId = 0;         ///< effective
    std::string image;           ///< absolute path; empty: none (kernel thread) or unreadable
    std::string commandLine;     ///< arguments joined by a blank
};

/// A file as the kernel knew it. The times are nanoseconds since 1970; 0: not known.
struct FileIdentity {
    uint64_t inode = 0;
    uint32_t deviceMajor = 0; ///< of the file system
    uint32_t deviceMinor = 0;
    int64_t mtimeNs = 0;
    int64_t ctimeNs = 0;
    bool operator==(const FileIdentity&) const = default;
};

/// The file that a process executed, to be hashed.
struct ExecutedFile {
    uint32_t processId;
    uint32_t parentId;
    uint32_t userId; ///< that executed it, whatever rights the file gives
    std::string_view path;
    FileIdentity file;
};

/// A file whose name was removed, to be hashed.
struct DeletedFile {
    uint32_t processId; ///< that removed it
    uint32_t userId;
    std::string_view path; ///< as it was
    FileIdentity file;     ///< without times
    uint64_t utcNs;        ///< when that happened, since 1970
};

/// A directory entry as text and as it is now.
struct ResolvedPath {
    std::string path;  ///< absolute
    uint32_t mode = 0; ///< of what has that name, as stat(2) tells it; 0: nothing, or not known
};

class Platform {
public:
    virtual ~Platform() = default;

    /// Every process there is now.
    virtual std::vector<ProcessFacts> listProcesses() = 0;
    /// Fills `ret_facts` and returns true if a process with this id exists.
    [[nodiscard]] virtual bool readProcess(uint32_t processId, ProcessFacts& ret_facts) = 0;

    /// Account name of `userId`; empty or nullptr: it has none.
    virtual DeferredTextPtr userName(uint32_t userId) = 0;
    /// Name of the service that `port` of `protocol` ("tcp", "udp") is for; empty: none is known.
    virtual std::string serviceName(uint16_t port, std::string_view protocol) = 0;
    /// "SHA1=…,MD5=…" as configured; empty if the file cannot be had any more or none is
    /// configured.
    virtual DeferredTextPtr hashes(const ExecutedFile& file) = 0;
    /// The same of a file that no name leads to any more but that the process still has open, or
    /// runs, unchanged since.
    virtual DeferredTextPtr hashes(const DeletedFile& file) = 0;
    /// The name of the host that has this address, for an event of user `userId`; empty: none is
    /// known. nullptr: names are not looked up.
    virtual DeferredTextPtr hostName(std::span<const uint8_t, 16> address, uint32_t userId) = 0;
    /// Resolves `name`, relative to directory `base` (for an absolute name the root that the
    /// process has), to the absolute path of the directory entry it names (not of what a last
    /// symbolic link points to); the entry itself may be gone.
    virtual ResolvedPath resolvePath(uint32_t processId, std::string_view base,
                                     std::string_view name) = 0;
    /// The process (thread group), as we number it, that process `callerId` means by the process or
    /// thread id `id`. 0: not known. One that is gone is `id` itself if both number alike.
    virtual uint32_t resolveProcessId(uint32_t callerId, uint32_t id) = 0;
    /// Whether the file system `device` (super_block.s_dev), which process `processId` sees, is a
    /// procfs.
    virtual bool isProcFileSystem(uint32_t processId, uint32_t device) = 0;

    /// Whether character devices whose number the system gives at run time, `major`, give raw
    /// access to disks or memory.
    virtual bool isRawCharacterDevice(uint32_t major) = 0;

    /// Nanoseconds since 1970 of a CLOCK_MONOTONIC reading. Follows suspend and clock steps.
    virtual uint64_t utcNs(uint64_t monotonicNs) = 0;
    virtual uint64_t monotonicNowNs() = 0;
    /// Nanoseconds since 1970 at which the boot-time clock stood at zero; constant while running.
    virtual uint64_t bootUtcNs() = 0;
    /// First 4 bytes of the machine id.
    virtual uint32_t machineId() = 0;
};

class Event;

/// Takes events that the rules included; linux/outputxml and the sinks stand behind it.
class EventOutput {
public:
    virtual ~EventOutput() = default;
    virtual void write(Event& event) = 0;
};

} // namespace sysmon
