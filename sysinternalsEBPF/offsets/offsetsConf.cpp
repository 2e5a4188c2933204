// SPDX-License-Identifier: MIT
#include "offsetsConf.h"

#include "failure.h"

#include <set>
#include <sys/utsname.h>

namespace sysinternals {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr const char* kBlank = " \t\r";
    size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

class ConfReader {
public:
    ConfReader(const std::string& origin, const KernelName& kernel)
        : origin_(origin), kernel_(kernel)
    {
        addArchitectureFacts(offsets_);
    }

    void line(std::string_view text)
    {
        number_++;
        text = trimmed(text);
        if (text.empty() || text.front() == '#') return; // values may contain '#'
        size_t equals = text.find('=');
        if (equals == std::string_view::npos) refuse("it is not 'name = value'");
        setting(trimmed(text.substr(0, equals)), trimmed(text.substr(equals + 1)));
    }

    const Offsets& offsets() const { return offsets_; }

private:
    [[noreturn]] void refuse(const std::string& why) const
    {
        throw Failure(TELEMETRY_BAD_ARGUMENT,
                      "cannot use " + origin_ + ", line " + std::to_string(number_) + ": " + why);
    }

    void setting(std::string_view name, std::string_view value)
    {
        if (!seen_.emplace(name).second) refuse(std::string(name) + " appears twice");
        if (name == "kernel")
            expect(value, kernel_.release);
        else if (name == "version")
            expect(value, kernel_.version);
        else
            place(name, value);
    }

    void expect(std::string_view value, const std::string& running) const
    {
        if (value != running)
            refuse("it was made for the kernel '" + std::string(value) + "', and this one is '" +
                   running + "'. Make it again with getOffsets.");
    }

    void place(std::string_view name, std::string_view value)
    {
        const OffsetEntry* entry = findOffsetEntry(name);
        if (!entry) refuse("there is no offset named '" + std::string(name) + "'");
        try {
            setPlaceFromText(offsets_, entry->id, value);
        } catch (const Failure& failure) {
            refuse(failure.what());
        }
    }

    const std::string& origin_;
    const KernelName& kernel_;
    Offsets offsets_;
    int number_ = 0;
    std::set<std::string, std::less<>> seen_;
};

} // namespace

KernelName runningKernel()
{
    utsname names{};
    uname(&names);
    return {names.release, names.version};
}

std::string writeOffsetsConf(const Offsets& offsets, const KernelName& kernel)
{
    std::string text = "# Where this kernel has the members of its structures, in bytes.\n"
                       "kernel = " +
                       kernel.release + "\n";
    if (!kernel.version.empty()) text += "version = " + kernel.version + "\n";
    for (const OffsetEntry& entry : offsetEntries())
        if (offsets.isKnown(entry.id))
            text += entry.name() + " = " + placeText(offsets, entry.id) + "\n";
    return text;
}

Offsets readOffsetsConf(std::string_view text, const std::string& origin, const KernelName& kernel)
{
    ConfReader reader(origin, kernel);
    while (!text.empty()) {
        size_t end = std::min(text.find('\n'), text.size());
        reader.line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return reader.offsets();
}

} // namespace sysinternals
