// SPDX-License-Identifier: MIT
#include "libbpfLog.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>
#include <sstream>
#include <vector>

namespace sysinternals {

namespace {

thread_local LibbpfLog* current = nullptr;

int collect(enum libbpf_print_level level, const char* format, va_list arguments)
{
    if (level == LIBBPF_DEBUG || !current) return 0;
    va_list copy;
    va_copy(copy, arguments);
    int length = vsnprintf(nullptr, 0, format, copy);
    va_end(copy);
    if (length <= 0) return 0;
    std::vector<char> text(static_cast<size_t>(length) + 1);
    vsnprintf(text.data(), text.size(), format, arguments);
    current->append(text.data());
    return 0;
}

/// What libbpf says after the reason.
bool isAftermath(const std::string& line)
{
    return line.find("': failed to load: -") != std::string::npos ||
           line.starts_with("libbpf: failed to load object");
}

std::string lastLineBefore(const std::string& text, size_t end)
{
    std::string last;
    std::istringstream lines(text.substr(0, end));
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && (last.empty() || !isAftermath(line))) last = line;
    return last;
}

} // namespace

LibbpfLog::LibbpfLog()
{
    current = this;
    libbpf_set_print(collect);
}

LibbpfLog::~LibbpfLog()
{
    current = nullptr;
}

std::string LibbpfLog::failedProgram() const
{
    // "libbpf: prog 'NAME': failed to load: -13", libbpf 1.0 and later
    size_t end = text_.find("': failed to load");
    if (end == std::string::npos) return "";
    size_t begin = text_.rfind("prog '", end);
    if (begin == std::string::npos) return "";
    begin += sizeof("prog '") - 1;
    return text_.substr(begin, end - begin);
}

std::string LibbpfLog::reason() const
{
    // The verifier's log ends with its verdict and a line of statistics.
    size_t end = text_.find("processed ");
    if (end == std::string::npos) end = text_.find("-- END PROG LOAD LOG --");
    return lastLineBefore(text_, end);
}

} // namespace sysinternals
