// SPDX-License-Identifier: MIT
#include "pathResolver.h"

#include "linuxHelpers.h"

#include <algorithm>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sysmon {

namespace {

std::string processFile(uint32_t processId, const char* name)
{
    return "/proc/" + std::to_string(processId) + name;
}

bool sameMountNamespace(uint32_t processId)
{
    struct stat theirs {};
    struct stat ours {};
    return stat(processFile(processId, "/ns/mnt").c_str(), &theirs) == 0 &&
           stat("/proc/self/ns/mnt", &ours) == 0 && theirs.st_ino == ours.st_ino &&
           theirs.st_dev == ours.st_dev;
}

/// What "/" means: for what the process wrote its root, which may be a chroot; for what the kernel
/// told the root of its mount namespace, which is ours or, near enough, its own root.
UniqueFd openRoot(uint32_t processId, bool asProcessSees)
{
    const bool own = !asProcessSees && sameMountNamespace(processId);
    const std::string path = own ? "/" : processFile(processId, "/root");
    return UniqueFd(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

/// Opens directory `path` below `root`, following links as if `root` were "/".
UniqueFd openDirectoryIn(int root, const std::string& path)
{
    open_how how{};
    how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    return UniqueFd(static_cast<int>(syscall(SYS_openat2, root, path.c_str(), &how, sizeof how)));
}

/// The path of an open directory; empty if it has none any more.
std::string pathOf(int directory)
{
    const std::string link = "/proc/self/fd/" + std::to_string(directory);
    const std::string path = readLinkAt(AT_FDCWD, link.c_str());
    return path.starts_with('/') && !path.ends_with(" (deleted)") ? path : std::string();
}

/// Appends the components of `names`; ".." takes one away again, down to `floor` bytes.
void appendNormalized(std::string_view names, size_t floor, std::string& ret_path)
{
    while (!names.empty()) {
        const size_t size = std::min(names.find('/'), names.size());
        const std::string_view name = names.substr(0, size);
        names.remove_prefix(std::min(size + 1, names.size()));
        if (name.empty() || name == ".") continue;
        if (name != "..")
            ret_path.append(1, '/').append(name);
        else if (ret_path.size() > floor)
            ret_path.resize(ret_path.rfind('/'));
    }
}

} // namespace

std::string normalizePath(std::string_view base, std::string_view name)
{
    std::string path;
    appendNormalized(base, 0, path);
    appendNormalized(name, name.starts_with('/') ? path.size() : 0, path);
    return path.empty() ? "/" : path;
}

std::string resolveProcessPath(uint32_t processId, std::string_view base, std::string_view name)
{
    const bool absolute = name.starts_with('/');
    std::string path = absolute ? std::string(name) : std::string(base) + '/' + std::string(name);
    path.resize(path.find_last_not_of('/') + 1);
    const size_t slash = path.rfind('/');
    const std::string leaf = slash == std::string::npos ? std::string() : path.substr(slash + 1);
    if (leaf.empty() || leaf == "." || leaf == "..") return normalizePath(base, name);

    const UniqueFd root = openRoot(processId, absolute);
    if (!root) return normalizePath(base, name);
    const UniqueFd directory = openDirectoryIn(root.get(), path.substr(0, slash + 1));
    const std::string parent = directory ? pathOf(directory.get()) : std::string();
    if (parent.empty()) return normalizePath(base, name);
    return parent == "/" ? parent + leaf : parent + '/' + leaf;
}

} // namespace sysmon
