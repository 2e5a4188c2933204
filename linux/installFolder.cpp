// SPDX-License-Identifier: MIT
#include "installFolder.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr const char* rulesFile = "rules.bin";
constexpr const char* fieldSizesFile = "fieldSizes";
constexpr const char* hashAlgorithmsFile = "hashAlgorithms";

bool writeAll(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}

std::string readFileOf(int folder, const std::string& path, const char* name)
{
    std::string text;
    if (!readFileAt(folder, name, SIZE_MAX / 2, text))
        throw Error("cannot read " + path + '/' + name + ": " + errorText(errno));
    return text;
}

} // namespace

void replaceFile(const std::string& folder, const std::string& name, std::string_view bytes)
{
    const std::string file = folder + '/' + name;
    const std::string draft = file + ".new";
    const UniqueFd fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd && writeAll(fd.get(), bytes) && fsync(fd.get()) == 0 &&
        rename(draft.c_str(), file.c_str()) == 0)
        return;
    const int error = errno;
    unlink(draft.c_str());
    throw Error("cannot write " + file + ": " + errorText(error));
}

void InstallFolder::make() const
{
    if (mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST)
        throw Error("cannot make the folder " + path_ + ": " + errorText(errno));
}

UniqueFd InstallFolder::open() const
{
    return UniqueFd(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

UniqueFd InstallFolder::lockAsDaemon() const
{
    UniqueFd folder = open();
    if (!folder) throw Error("cannot open the folder " + path_ + ": " + errorText(errno));
    if (flock(folder.get(), LOCK_EX | LOCK_NB) != 0)
        throw Error("Sysmon is running already (" + path_ + " is locked)");
    return folder;
}

bool InstallFolder::daemonRuns() const
{
    const UniqueFd folder = open();
    // A shared lock, so that two who ask do not take each other for the daemon.
    return folder && flock(folder.get(), LOCK_SH | LOCK_NB) != 0;
}

void InstallFolder::store(const Configuration& configuration) const
{
    const std::vector<std::byte>& blob = configuration.blob;
    replaceFile(path_, rulesFile, {reinterpret_cast<const char*>(blob.data()), blob.size()});
    replaceFile(path_, fieldSizesFile, configuration.fieldSizes);
    replaceFile(path_, hashAlgorithmsFile, configuration.hashAlgorithms);
}

Configuration InstallFolder::load() const
{
    const UniqueFd folder = open();
    if (!folder) throw Error("cannot open the folder " + path_ + ": " + errorText(errno));
    const std::string rules = readFileOf(folder.get(), path_, rulesFile);
    const auto* bytes = reinterpret_cast<const std::byte*>(rules.data());
    Configuration configuration;
    configuration.blob.assign(bytes, bytes + rules.size());
    configuration.fieldSizes = readFileOf(folder.get(), path_, fieldSizesFile);
    configuration.hashAlgorithms = readFileOf(folder.get(), path_, hashAlgorithmsFile);
    return configuration;
}

} // namespace sysmon
