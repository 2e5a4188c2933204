// SPDX-License-Identifier: MIT
#include "processHandle.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace sysmon {

namespace {

// Linux 5.3 and 5.1; older C libraries have no names for them.
constexpr long pidfdOpen = 434;
constexpr long pidfdSendSignal = 424;

constexpr std::chrono::milliseconds pollInterval{10};

template <typename Number>
bool takeNumber(std::string_view& text, Number& ret_number)
{
    const auto [end, error] = std::from_chars(text.begin(), text.end(), ret_number);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<size_t>(end - text.begin()));
    return true;
}

} // namespace

std::string ProcessIdentity::text() const
{
    return std::to_string(id) + ' ' + std::to_string(startTicks);
}

std::optional<ProcessIdentity> ProcessIdentity::parse(std::string_view text)
{
    ProcessIdentity identity;
    if (!takeNumber(text, identity.id) || !text.starts_with(' ')) return std::nullopt;
    text.remove_prefix(1);
    if (!takeNumber(text, identity.startTicks) || identity.id <= 1) return std::nullopt;
    return identity;
}

std::optional<ProcessIdentity> identityOf(pid_t id)
{
    constexpr int fieldsBefore = 19; // of the start time, behind the name in parentheses
    std::string stat;
    const std::string path = "/proc/" + std::to_string(id) + "/stat";
    if (!readFileAt(AT_FDCWD, path.c_str(), 4096, stat)) return std::nullopt;
    std::string_view rest = stat;
    // The name may have parentheses and blanks of its own.
    rest.remove_prefix(std::min(rest.size(), rest.rfind(')') + 2));
    if (rest.starts_with('Z') || rest.starts_with('X')) return std::nullopt;
    for (int field = 0; field < fieldsBefore; ++field)
        rest.remove_prefix(std::min(rest.size(), rest.find(' ') + 1));
    ProcessIdentity identity{.id = id};
    if (!takeNumber(rest, identity.startTicks)) return std::nullopt;
    return identity;
}

std::optional<ProcessHandle> ProcessHandle::find(const ProcessIdentity& identity)
{
    // First the handle, then the look: so the handle cannot be another process's.
    UniqueFd handle(static_cast<int>(syscall(pidfdOpen, identity.id, 0)));
    ProcessHandle process(identity, std::move(handle));
    if (!process.runs()) return std::nullopt;
    return process;
}

bool ProcessHandle::runs() const
{
    const auto now = identityOf(identity_.id);
    return now && now->startTicks == identity_.startTicks;
}

bool ProcessHandle::signal(int number) const
{
    const long result = handle_  ? syscall(pidfdSendSignal, handle_.get(), number, nullptr, 0)
                        : runs() ? kill(identity_.id, number)
                                 : 0;
    return result == 0 || errno == ESRCH;
}

bool ProcessHandle::waitEnd(std::chrono::milliseconds time) const
{
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (runs()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(pollInterval);
    }
    return true;
}

} // namespace sysmon
