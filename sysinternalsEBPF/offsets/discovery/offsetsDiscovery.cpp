// SPDX-License-Identifier: MIT
#include "offsetsDiscovery.h"

#include "discoveryContext.h"
#include "offsetsConf.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

namespace sysinternals {

namespace {

// A machine that is emulated and busy needs seconds for what others do in a tenth of one.
constexpr int kPatienceMs = 60'000;

/// The first line of what the helper sends.
constexpr const char* kFound = "found\n";
constexpr const char* kFailed = "failed\n";
constexpr const char* kNote = "# note ";

std::string discoverHere()
{
    DiscoveryContext context;
    discoverTask(context);
    discoverFiles(context);
    discoverSockets(context);
    discoverPrograms(context);
    discoverSignal(context);
    std::string text = kFound;
    for (const auto& [id, note] : context.notes)
        text += kNote + offsetEntry(id).name() + " = " + note + "\n";
    return text + writeOffsetsConf(context.offsets, runningKernel());
}

void sendAll(int to, const std::string& text)
{
    for (size_t sent = 0; sent < text.size();) {
        ssize_t part = write(to, text.data() + sent, text.size() - sent);
        if (part <= 0) return;
        sent += static_cast<size_t>(part);
    }
}

[[noreturn]] void runHelper(int to)
{
    try {
        sendAll(to, discoverHere());
    } catch (const std::exception& error) {
        sendAll(to, kFailed + std::string(error.what()));
    }
    _exit(0);
}

std::string receiveAll(int from)
{
    std::string text;
    for (;;) {
        pollfd ready{from, POLLIN, 0};
        char part[4096];
        if (poll(&ready, 1, kPatienceMs) <= 0) break;
        ssize_t length = read(from, part, sizeof(part));
        if (length <= 0) break;
        text.append(part, static_cast<size_t>(length));
    }
    return text;
}

/// Discovery changes its process (limits, descriptors, network), so it happens in another one.
std::string askHelper()
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot create a pipe: " + errnoText(errno));
    FileDescriptor answers(ends[0]);
    FileDescriptor helperEnd(ends[1]);
    pid_t helper = fork();
    if (helper < 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot start a process: " + errnoText(errno));
    if (helper == 0) runHelper(helperEnd.get());
    helperEnd = FileDescriptor();
    std::string text = receiveAll(answers.get());
    kill(helper, SIGKILL);
    waitpid(helper, nullptr, 0);
    return text;
}

std::map<OffsetId, std::string> notesIn(const std::string& text)
{
    std::map<OffsetId, std::string> notes;
    for (size_t at = text.find(kNote); at != std::string::npos; at = text.find(kNote, at + 1)) {
        size_t begin = at + std::char_traits<char>::length(kNote);
        size_t equals = text.find(" = ", begin);
        size_t end = text.find('\n', begin);
        if (const OffsetEntry* entry = findOffsetEntry(text.substr(begin, equals - begin)))
            notes[entry->id] = text.substr(equals + 3, end - equals - 3);
    }
    return notes;
}

void noteUnknown(Discovered& discovered)
{
    for (const OffsetEntry& entry : offsetEntries())
        if (!discovered.offsets.isKnown(entry.id)) discovered.notes[entry.id] = "not found";
}

} // namespace

Discovered discoverOffsets()
{
    std::string text = askHelper();
    if (text.rfind(kFailed, 0) == 0)
        throw Failure(TELEMETRY_NO_OFFSETS,
                      "discovery of struct offsets: " + text.substr(sizeof("failed")));
    if (text.rfind(kFound, 0) != 0)
        throw Failure(TELEMETRY_NO_OFFSETS, "discovery of struct offsets ended without an answer");
    std::string conf = text.substr(sizeof("found"));
    Discovered discovered{readOffsetsConf(conf, "what discovery found", runningKernel()),
                          notesIn(conf)};
    noteUnknown(discovered);
    return discovered;
}

void requireEveryMember(const Discovered& discovered)
{
    std::string missing;
    for (const OffsetEntry& entry : offsetEntries())
        if (entry.presence != Presence::Varies && entry.presence != Presence::Useful &&
            !discovered.offsets.isKnown(entry.id))
            missing += " " + entry.name();
    if (!missing.empty())
        throw Failure(TELEMETRY_NO_OFFSETS,
                      "discovery did not find these struct offsets:" + missing);
}

} // namespace sysinternals
