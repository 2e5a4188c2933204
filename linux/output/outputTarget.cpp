// SPDX-License-Identifier: MIT
#include "outputTarget.h"

#include "datagramSink.h"
#include "error.h"
#include "fileSink.h"
#include "outputjson.h"
#include "outputxml.h"
#include "stdoutSink.h"
#include "utf.h"

#include <array>
#include <unistd.h>
#include <utility>

namespace sysmon {

namespace {

constexpr const char* systemLog = "/dev/log";
constexpr const char* journalSocket = "/run/systemd/journal/socket";

template <typename Form>
std::unique_ptr<Sink> datagrams(const std::string& socketPath)
{
    DatagramSink::Options options;
    options.socketPath = socketPath;
    return std::make_unique<DatagramSink>(std::make_unique<Form>(), std::move(options));
}

} // namespace

OutputTarget::OutputTarget(std::string_view text) : text_(text)
{
    enum class Path { None, Optional, Needed };
    struct Row {
        std::string_view name;
        Kind kind;
        Path path;
    };
    constexpr std::array rows{
        Row{"syslog", Kind::Syslog, Path::Optional}, Row{"rfc5424", Kind::Rfc5424, Path::Needed},
        Row{"journal", Kind::Journal, Path::None},   Row{"file", Kind::File, Path::Needed},
        Row{"stdout", Kind::Stdout, Path::None},
    };
    const size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    for (const Row& row : rows) {
        if (!equalsFolded(name, row.name)) continue;
        kind_ = row.kind;
        if (colon != std::string_view::npos) path_ = text.substr(colon + 1);
        const bool wrong = row.path == Path::None ? colon != std::string_view::npos
                           : row.path == Path::Needed
                               ? path_.empty()
                               : colon != std::string_view::npos && path_.empty();
        // The daemon's current folder is not that of who started it.
        if (wrong || (!path_.empty() && path_[0] != '/')) break;
        return;
    }
    throw UsageError("invalid output '" + std::string(text) +
                     "'; expected syslog, syslog:SOCKET, rfc5424:SOCKET, journal, file:PATH or "
                     "stdout, with an absolute path");
}

std::unique_ptr<Sink> OutputTarget::open(std::function<bool()> ending) const
{
    switch (kind_) {
    case Kind::Syslog:
        return datagrams<TraditionalForm>(path_.empty() ? systemLog : path_);
    case Kind::Rfc5424:
        return datagrams<Rfc5424Form>(path_);
    case Kind::Journal:
        return datagrams<JournalForm>(journalSocket);
    case Kind::File:
        return std::make_unique<FileSink>(path_);
    case Kind::Stdout:
        break;
    }
    return std::make_unique<StdoutSink>(STDOUT_FILENO, std::move(ending));
}

FormatEvent outputFormat(std::string_view name)
{
    if (equalsFolded(name, "xml")) return FormatSyslogString;
    if (equalsFolded(name, "json")) return FormatJsonString;
    throw UsageError("unknown output format '" + std::string(name) + "'; expected xml or json");
}

} // namespace sysmon
