// SPDX-License-Identifier: MIT
#include "viewOptions.h"

#include "error.h"
#include "printableText.h"

#include <charconv>

namespace sysmon::view {

namespace {

constexpr uint64_t latestWhenFollowing = 10;

uint64_t numberOf(std::string_view text)
{
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw UsageError("-n needs a number of events, not '" + printable(text) + "'");
    return number;
}

/// Reads arguments one by one.
class Arguments {
public:
    Arguments(std::span<const char* const> arguments, uint64_t nowNs)
        : left_(arguments), nowNs_(nowNs)
    {
    }

    ViewOptions parse()
    {
        while (!left_.empty())
            take(next());
        if (options_.follow && !options_.latest && !hasRange_)
            options_.latest = latestWhenFollowing;
        return std::move(options_);
    }

private:
    std::string_view next()
    {
        const std::string_view argument = left_.front();
        left_ = left_.subspan(1);
        return argument;
    }

    /// "-e 1" or "-e1".
    std::string_view valueOf(std::string_view argument)
    {
        if (argument.size() > 2) return argument.substr(2);
        if (left_.empty()) throw UsageError(std::string(argument) + " needs a value");
        return next();
    }

    void take(std::string_view argument)
    {
        if (onlyFiles_ || argument == "-" || !argument.starts_with('-'))
            options_.files.emplace_back(argument);
        else if (argument == "--")
            onlyFiles_ = true;
        else if (argument == "-h" || argument == "--help" || argument == "-?")
            options_.help = true;
        else if (!takeSetting(argument) && !takeFlags(argument.substr(1)))
            throw UsageError("unknown option '" + printable(argument) + "'");
    }

    /// Options with a value.
    bool takeSetting(std::string_view argument)
    {
        switch (argument.size() > 1 ? argument[1] : '\0') {
        case 'e':
            options_.filter.addEvents(valueOf(argument));
            return true;
        case 'f':
            options_.filter.addField(valueOf(argument));
            return true;
        case 't':
            options_.filter.setRange(TimeRange(valueOf(argument), nowNs_));
            return hasRange_ = true;
        case 'n':
            options_.latest = numberOf(valueOf(argument));
            return true;
        case 'D':
            options_.journalDirectory = valueOf(argument);
            return options_.journal = true;
        default:
            return false;
        }
    }

    /// Options without one, of which several may follow one dash.
    bool takeFlags(std::string_view letters)
    {
        for (const char letter : letters) {
            if (letter == 'F')
                options_.follow = true;
            else if (letter == 'a')
                options_.allFields = true;
            else if (letter == 'j')
                options_.journal = true;
            else
                return false;
        }
        return true;
    }

    std::span<const char* const> left_;
    uint64_t nowNs_;
    ViewOptions options_;
    bool onlyFiles_ = false;
    bool hasRange_ = false;
};

} // namespace

ViewOptions parseViewOptions(std::span<const char* const> arguments, uint64_t nowNs)
{
    return Arguments(arguments, nowNs).parse();
}

std::string_view viewUsage()
{
    return R"(usage: sysmonLogView [OPTION...] [FILE...]

Shows the events of Sysmon in syslog files, in files that Sysmon wrote (XML or
JSON lines), in the journal or on standard input ("-"). Without FILE and -j:
standard input if something is connected to it, else /var/log/syslog or
/var/log/messages, else the journal.

  -e EVENTS        only these, ids or names: -e 1,3,FileCreate
  -f Field=value   only events whose field has the value, ignoring case; * is
                   anything, ? one character (\* and \? the characters)
  -f Field~part    ... contains the part
  -f Field!=value, -f Field!~part
                   ... has a field that does not
                   Of several -f for one field one has to match, but all of
                   those with '!'; for different fields all have to match.
  -t FROM..TO      only this time (UTC), also FROM.. or ..TO. A time is
                   2026-11-22, "2026-11-22 10:15:30", 10:15 (today), or 30s,
                   15m, 2h, 7d before now. TO is inclusive.
  -n NUMBER        only the last NUMBER of the events that are there
  -F               keep waiting for more, also after log rotation; starts
                   with the last 10 unless -n or -t is given
  -j               read the journal
  -D DIRECTORY     read the journal files in DIRECTORY
  -a               also show fields without a value
  -h               this text

Colours are used on terminals only, unless NO_COLOR is set. Characters that could
control a terminal are shown as \xHH, byte by byte. Broken lines are listed last.

Exit status: 0 success, 1 something could not be read or written, 87 invalid
command line.
)";
}

} // namespace sysmon::view
