// SPDX-License-Identifier: MIT
#include "processors.h"

#include "failure.h"
#include "libsysinternalsEBPF.h"

#include <cerrno>
#include <charconv>
#include <fcntl.h>

namespace sysinternals {

namespace {

/// Takes a number off `list`.
bool takeNumber(std::string_view& list, int& ret_number)
{
    const auto [end, error] = std::from_chars(list.data(), list.data() + list.size(), ret_number);
    if (error != std::errc{} || ret_number < 0) return false;
    list.remove_prefix(static_cast<size_t>(end - list.data()));
    return true;
}

bool takeSign(std::string_view& list, char sign)
{
    if (!list.starts_with(sign)) return false;
    list.remove_prefix(1);
    return true;
}

} // namespace

std::vector<int> parseProcessors(std::string_view list)
{
    const std::string whole(list);
    std::vector<int> processors;
    do {
        int first = 0;
        if (!takeNumber(list, first))
            throw Failure(TELEMETRY_SYSTEM_ERROR, "'" + whole + "' is no list of processors.");
        int last = first;
        if (takeSign(list, '-') && (!takeNumber(list, last) || last < first))
            throw Failure(TELEMETRY_SYSTEM_ERROR, "'" + whole + "' is no list of processors.");
        for (int processor = first; processor <= last; processor++)
            processors.push_back(processor);
    } while (takeSign(list, ','));
    if (!list.empty() && list != "\n")
        throw Failure(TELEMETRY_SYSTEM_ERROR, "'" + whole + "' is no list of processors.");
    return processors;
}

ProcessorList::ProcessorList(const std::string& name)
    : path_("/sys/devices/system/cpu/" + name), file_(open(path_.c_str(), O_RDONLY | O_CLOEXEC))
{
    hasChanged();
}

bool ProcessorList::hasChanged()
{
    char text[4096];
    const ssize_t size = pread(file_.get(), text, sizeof text, 0);
    if (size <= 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "cannot read " + path_ + ", which names processors: " + errnoText(errno));
    const std::string_view now(text, static_cast<size_t>(size));
    if (now == text_) return false;
    processors_ = parseProcessors(now);
    text_ = now;
    return true;
}

std::vector<int> onlineProcessors()
{
    return ProcessorList("online").processors();
}

size_t processorNumbers()
{
    return static_cast<size_t>(ProcessorList("present").processors().back()) + 1;
}

} // namespace sysinternals
