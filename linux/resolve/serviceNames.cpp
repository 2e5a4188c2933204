// SPDX-License-Identifier: MIT
#include "serviceNames.h"

#include <algorithm>
#include <charconv>

namespace sysmon {

namespace {

enum Protocol : uint32_t { Tcp, Udp, Other };

Protocol protocolOf(std::string_view name)
{
    return name == "tcp" ? Tcp : name == "udp" ? Udp : Other;
}

uint32_t keyOf(uint16_t port, Protocol protocol)
{
    return uint32_t{port} << 2 | protocol;
}

/// Takes what comes before `separator` from `text`.
std::string_view take(std::string_view& text, char separator)
{
    const size_t end = std::min(text.find(separator), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

} // namespace

const std::string& ServiceNames::name(uint16_t port, std::string_view protocol,
                                      Clock::time_point now)
{
    static const std::string none;
    refresh(now);
    const auto found = names_.find(keyOf(port, protocolOf(protocol)));
    return found == names_.end() ? none : found->second;
}

void ServiceNames::prepare(std::chrono::milliseconds patience)
{
    refresh(Clock::now());
    if (asked_) asked_->waitFor(patience);
}

void ServiceNames::refresh(Clock::time_point now)
{
    if (askedAt_ == Clock::time_point{} || now - askedAt_ >= maxAge) {
        asked_ = ask_();
        askedAt_ = now;
    }
    if (!asked_) return;
    const std::string* const lines = asked_->get();
    if (lines == nullptr) return;
    // A service that did not answer does not take away what is known.
    if (!lines->empty()) read(*lines);
    asked_.reset();
}

/// The first name that is given to a port is the one that getservbyport(3) tells.
void ServiceNames::read(std::string_view lines)
{
    names_.clear();
    lines = lines.substr(0, lines.rfind('\n') + 1); // one that was cut has no end
    while (!lines.empty()) {
        std::string_view line = take(lines, '\n');
        const std::string_view digits = take(line, ' ');
        const Protocol protocol = protocolOf(take(line, ' '));
        uint16_t port = 0;
        const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
        if (error == std::errc{} && end == digits.end() && protocol != Other)
            names_.try_emplace(keyOf(port, protocol), line);
    }
}

} // namespace sysmon
