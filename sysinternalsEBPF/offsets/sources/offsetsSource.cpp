// SPDX-License-Identifier: MIT
#include "offsetsSource.h"

#include "btfOffsets.h"
#include "elfReader.h"
#include "embeddedFiles.h"
#include "failure.h"
#include "offsetsConf.h"
#include "offsetsDatabase.h"
#include "offsetsSelfTest.h"

#include <optional>
#include <unistd.h>

namespace sysinternals {

namespace {

constexpr const char* kKernelBtf = "/sys/kernel/btf/vmlinux";
constexpr const char* kConfFile = "/opt/sysinternalsEBPF/sysinternalsEBPF_offsets.conf";

class Chooser {
public:
    Chooser(const OffsetsSources& sources, const std::set<OffsetId>& needed)
        : sources_(sources), needed_(needed)
    {
    }

    ChosenOffsets choose()
    {
        if (!sources_.btfFile.empty()) tryBtfFile();
        if (!chosen_ && isAllowed(TELEMETRY_OFFSETS_KERNEL_BTF) && access(kKernelBtf, R_OK) == 0)
            chosen_ = {TELEMETRY_OFFSETS_KERNEL_BTF, {}};
        if (!chosen_) tryConf();
        if (!chosen_) tryDatabase();
        if (!chosen_)
            trySource(TELEMETRY_OFFSETS_DISCOVERY, "discovery",
                      [this] { return std::optional(discover()); });
        if (!chosen_) giveUp();
        return *chosen_;
    }

private:
    bool isAllowed(telemetryOffsets source) const { return sources_.allowed >> source & 1; }

    void note(const std::string& text)
    {
        tried_ += "\n  " + text;
        if (sources_.report) sources_.report(text);
    }

    /// Takes what `get` returns (none: this source does not have this kernel) if it stands the
    /// tests.
    template <typename Get>
    void trySource(telemetryOffsets source, const std::string& name, Get get)
    {
        if (!isAllowed(source)) return;
        try {
            std::optional<Offsets> offsets = get();
            if (!offsets)
                tried_ += "\n  " + name + " does not have this kernel.";
            else if (isGood(name, *offsets))
                chosen_ = {source, *offsets};
        } catch (const Failure& failure) {
            note(failure.what());
        }
    }

    bool isGood(const std::string& name, const Offsets& offsets)
    {
        std::string missing;
        for (OffsetId id : needed_)
            if (!offsets.isKnown(id) && offsetEntry(id).presence != Presence::Useful)
                missing += " " + offsetEntry(id).name();
        if (!missing.empty()) {
            note(name + " lacks these struct offsets:" + missing);
            return false;
        }
        std::vector<std::string> problems = testOffsets(offsets);
        for (const std::string& problem : problems)
            note(name + " has wrong struct offsets: " + problem);
        return problems.empty();
    }

    /// What nobody reads need not be found: isGood() wants what is needed.
    Offsets discover() const
    {
        Offsets found = sources_.discover().offsets;
        std::string missing;
        for (const OffsetEntry& entry : offsetEntries())
            if (!found.isKnown(entry.id) && !needed_.contains(entry.id))
                missing += " " + entry.name();
        if (!missing.empty() && sources_.note)
            sources_.note("discovery did not find these struct offsets, which nothing reads:" +
                          missing);
        return found;
    }

    void tryBtfFile()
    {
        trySource(TELEMETRY_OFFSETS_BTF_FILE, sources_.btfFile, [&]() -> std::optional<Offsets> {
            std::vector<std::byte> bytes = readBtfFile(sources_.btfFile);
            return offsetsFromBtf(BtfReader(bytes, sources_.btfFile));
        });
    }

    void tryConf()
    {
        std::string path = sources_.confFile.empty() ? kConfFile : sources_.confFile;
        trySource(TELEMETRY_OFFSETS_CONF_FILE, path, [&]() -> std::optional<Offsets> {
            if (sources_.confFile.empty() && access(path.c_str(), F_OK) != 0) return std::nullopt;
            std::vector<std::byte> bytes = readFile(path);
            return readOffsetsConf({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                   path, runningKernel());
        });
    }

    void tryDatabase()
    {
        const std::string& path = sources_.databaseFile;
        std::string name = path.empty() ? "the built-in database" : path;
        trySource(TELEMETRY_OFFSETS_DATABASE, name, [&]() -> std::optional<Offsets> {
            if (path.empty()) return findInDatabase(offsetsDatabase(), name, runningKernel());
            return findInDatabase(readFile(path), name, runningKernel());
        });
    }

    [[noreturn]] void giveUp() const
    {
        KernelName kernel = runningKernel();
        throw Failure(
            TELEMETRY_NO_OFFSETS,
            "this kernel (" + kernel.release + ") has no BTF in " + kKernelBtf +
                ", and where it keeps what BPF programs read could not be found. Tried:" + tried_ +
                "\nGive its BTF file with -btf FILE, or install the kernel's headers, run 'make' "
                "in "
                "/opt/sysinternalsEBPF/getOffsets, which compiles a kernel module and loads "
                "nothing, "
                "and copy the sysinternalsEBPF_offsets.conf that it makes to " +
                kConfFile + ".");
    }

    const OffsetsSources& sources_;
    const std::set<OffsetId>& needed_;
    std::optional<ChosenOffsets> chosen_;
    std::string tried_;
};

} // namespace

ChosenOffsets chooseOffsets(const OffsetsSources& sources, const std::set<OffsetId>& needed)
{
    return Chooser(sources, needed).choose();
}

} // namespace sysinternals
