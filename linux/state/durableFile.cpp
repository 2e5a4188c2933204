// SPDX-License-Identifier: MIT
#include "durableFile.h"

#include "error.h"
#include "linuxHelpers.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace sysmon {

namespace {

constexpr size_t copySize = 1 << 20;

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

bool copyAll(int source, int target)
{
    std::vector<char> buffer(copySize);
    while (true) {
        const ssize_t size = read(source, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return size == 0;
        if (!writeAll(target, {buffer.data(), static_cast<size_t>(size)})) return false;
    }
}

/// Lets `fill` write a draft, which takes the file's place when it is on the disk.
void replaceWith(const std::string& folder, const std::string& name, mode_t mode,
                 const std::function<bool(int)>& fill)
{
    const std::string file = folder + '/' + name;
    const std::string draft = file + ".new";
    unlink(draft.c_str()); // of a run that did not end; O_EXCL then finds no link of anybody's
    const UniqueFd fd(open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (fd && fill(fd.get()) && fchmod(fd.get(), mode) == 0 && fsync(fd.get()) == 0 &&
        rename(draft.c_str(), file.c_str()) == 0)
        return syncFolder(folder);
    const int error = errno;
    unlink(draft.c_str());
    throw EnvironmentError("cannot write " + file + ": " + errorText(error));
}

} // namespace

void replaceFile(const std::string& folder, const std::string& name, std::string_view bytes,
                 mode_t mode)
{
    replaceWith(folder, name, mode, [&](int target) { return writeAll(target, bytes); });
}

void replaceByCopy(const std::string& folder, const std::string& name, const std::string& source,
                   mode_t mode)
{
    const UniqueFd from(open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (!from) throw EnvironmentError("cannot open " + source + ": " + errorText(errno));
    replaceWith(folder, name, mode, [&](int target) { return copyAll(from.get(), target); });
}

void syncFolder(const std::string& folder)
{
    const UniqueFd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot do it, and then nothing more can be done.
    if (fd && (fsync(fd.get()) == 0 || errno == EINVAL)) return;
    throw EnvironmentError("cannot write the folder " + folder + " to disk: " + errorText(errno));
}

} // namespace sysmon
