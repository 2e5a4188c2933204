// SPDX-License-Identifier: MIT
#include "tracepointFormat.h"

#include "elfReader.h"
#include "failure.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unistd.h>

namespace sysinternals {

namespace {

constexpr const char* kTracefs[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

/// What stands between `name` and the next semicolon.
std::optional<std::string_view> attribute(std::string_view line, std::string_view name)
{
    size_t begin = line.find(name);
    size_t end = line.find(';', begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    begin += name.size();
    return line.substr(begin, end - begin);
}

std::optional<uint32_t> number(std::string_view line, std::string_view name)
{
    auto text = attribute(line, name);
    uint32_t value = 0;
    if (!text) return std::nullopt;
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return value;
}

/// The name in a declaration: filename of "char filename[16]", path of "__data_loc char[] path".
std::string_view nameIn(std::string_view declaration)
{
    if (!declaration.empty() && declaration.back() == ']')
        declaration = declaration.substr(0, declaration.rfind('['));
    size_t begin = declaration.find_last_of(" \t*");
    return begin == std::string_view::npos ? declaration : declaration.substr(begin + 1);
}

} // namespace

TracepointFormat parseTracepointFormat(std::string_view text, const std::string& origin)
{
    TracepointFormat format;
    while (!text.empty()) {
        size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        auto declaration = attribute(line, "field:");
        if (!declaration) continue;
        auto offset = number(line, "offset:");
        auto size = number(line, "size:");
        std::string_view name = nameIn(*declaration);
        if (!offset || !size || name.empty())
            throw Failure(TELEMETRY_SYSTEM_ERROR,
                          "cannot read " + origin + ": '" + std::string(line) + "' is not a field");
        format[std::string(name)] = {*offset, *size, number(line, "signed:").value_or(0) != 0};
    }
    if (format.empty())
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot read " + origin + ": it describes no field");
    return format;
}

TracepointFormat readTracepointFormat(const std::string& category, const std::string& name)
{
    for (const char* folder : kTracefs) {
        if (access((std::string(folder) + "/events").c_str(), F_OK) != 0) continue;
        std::string path = std::string(folder) + "/events/" + category + "/" + name + "/format";
        std::vector<std::byte> bytes = readFile(path);
        return parseTracepointFormat({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                     path);
    }
    throw Failure(TELEMETRY_SYSTEM_ERROR,
                  std::string("the tracepoint ") + category + "/" + name +
                      " cannot be looked up: tracefs is not mounted. Mount it: mount -t tracefs "
                      "tracefs " +
                      kTracefs[0]);
}

bool hasSyscallTracepoints()
{
    return std::ranges::any_of(kTracefs, [](const char* folder) {
        return access((std::string(folder) + "/events/syscalls").c_str(), F_OK) == 0;
    });
}

} // namespace sysinternals
