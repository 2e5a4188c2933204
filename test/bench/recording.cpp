// SPDX-License-Identifier: MIT
#include "recording.h"

#include "linuxTypes.h"
#include "temporaryFolder.h"
#include "testSession.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sysmon::test {

namespace {

constexpr uid_t nobody = 65534;

void sendDatagram()
{
    const int receiver = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(receiver, reinterpret_cast<const sockaddr*>(&address), size);
    getsockname(receiver, reinterpret_cast<sockaddr*>(&address), &size);
    const int sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sendto(sender, "x", 1, 0, reinterpret_cast<const sockaddr*>(&address), size);
    close(sender);
    close(receiver);
}

/// What a program does before it becomes another one.
void workWithFiles(const std::string& folder, int files)
{
    for (int i = 0; i < files; ++i) {
        const std::string file = folder + "/a file of " + std::to_string(getpid());
        close(open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
        rename(file.c_str(), (file + " with another name").c_str());
        unlink((file + " with another name").c_str());
    }
}

/// In a process of its own: what the recording process does itself is not told.
[[noreturn]] void runPrograms(const std::string& folder, const RecordedWork& work)
{
    for (int i = 0; i < work.programs; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            workWithFiles(folder, work.filesPerProgram);
            sendDatagram();
            if (i % 2 != 0) (void)!setresuid(nobody, nobody, nobody);
            execl("/bin/true", "true", "--option", "an argument with some text",
                  "/a/path/of/usual/length/in/a/usual/folder", nullptr);
            _exit(1);
        }
        waitpid(child, nullptr, 0);
    }
    _exit(0);
}

} // namespace

Recording::Recording(const RecordedWork& work)
{
    const TemporaryFolder folder;
    TestSession session;
    if (session.result != TELEMETRY_OK) throw std::runtime_error(session.error);
    const pid_t runner = fork();
    if (runner == 0) runPrograms(folder / "", work);
    waitpid(runner, nullptr, 0);
    session.finish();
    keepOurs(session.records, static_cast<uint32_t>(runner));
    if (records_.empty()) throw std::runtime_error("nothing was recorded");
    timeNs_ = headerOf(records_.front()).timeNs;
}

void Recording::keepOurs(const std::vector<std::vector<std::byte>>& all, uint32_t runner)
{
    for (const std::vector<std::byte>& bytes : all) {
        RecordWords record(bytes.size() / sizeof(uint64_t) + 1);
        std::memcpy(record.data(), bytes.data(), bytes.size());
        const SYSMON_PROCESS_KEY& process = headerOf(record).process;
        if (headerOf(record).eventType == LinuxProcessFork &&
            reinterpret_cast<SYSMON_PROCESS_FORK*>(record.data())->parent.processId == runner)
            ours_.emplace(process.processId, process.startTimeNs);
        if (ours_.contains({process.processId, process.startTimeNs}))
            records_.push_back(std::move(record));
    }
}

void Recording::keepOnly(uint16_t eventType, bool looksUp)
{
    static_assert(int{FileCreateName} == int{FileDeleteName});
    std::erase_if(records_, [&](RecordWords& record) {
        const SYSMON_EVENT_HEADER& header = headerOf(record);
        const bool isFile = eventType == FileCreate || eventType == FileDelete;
        return header.eventType != eventType ||
               (isFile && (header.extensionSizes[FileCreateName] != 0) != looksUp);
    });
    if (records_.empty()) throw std::runtime_error("no such event was recorded");
}

const SYSMON_EVENT_HEADER* Recording::next()
{
    if (next_ == records_.size()) startNextRound();
    SYSMON_EVENT_HEADER& record = headerOf(records_[next_++]);
    record.timeNs = timeNs_;
    timeNs_ += paceNs;
    return &record;
}

void Recording::startNextRound()
{
    std::map<Process, uint32_t> newIds;
    std::set<Process> renumbered;
    for (const Process& process : ours_) {
        newIds[process] = unusedProcessId();
        renumbered.emplace(newIds[process], process.second);
    }
    const auto renumber = [&](SYSMON_PROCESS_KEY& process) {
        const auto found = newIds.find({process.processId, process.startTimeNs});
        if (found != newIds.end()) process.processId = process.threadId = found->second;
    };
    for (RecordWords& record : records_) {
        SYSMON_EVENT_HEADER& header = headerOf(record);
        renumber(header.process);
        if (header.eventType == ProcessCreate)
            renumber(reinterpret_cast<SYSMON_PROCESS_CREATE&>(header).parent);
        if (header.eventType == LinuxProcessFork)
            renumber(reinterpret_cast<SYSMON_PROCESS_FORK&>(header).parent);
    }
    ours_ = std::move(renumbered);
    next_ = 0;
}

} // namespace sysmon::test
