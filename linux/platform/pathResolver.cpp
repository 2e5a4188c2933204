// SPDX-License-Identifier: MIT
#include "pathResolver.h"

#include "linuxHelpers.h"
#include "rootedDirectory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon {

namespace {

std::string processFile(uint32_t processId, const char* name)
{
    return "/proc/" + std::to_string(processId) + name;
}

/// The path of an open file or of a process's directory; empty if it has none any more.
std::string linkTarget(const std::string& link)
{
    const std::string path = readLinkAt(AT_FDCWD, link.c_str());
    return path.starts_with('/') && !path.ends_with(" (deleted)") ? path : std::string();
}

/// A directory entry as the process named it: a path below what the process sees as "/".
struct NamedPath {
    std::string root; ///< absolute, "" for the root of the mount namespace
    std::string below;
};

NamedPath namedPath(uint32_t processId, std::string_view base, std::string_view name)
{
    const std::string whole = std::string(base) + '/' + std::string(name);
    if (name.starts_with('/')) return {base == "/" ? "" : std::string(base), std::string(name)};
    const std::string root = linkTarget(processFile(processId, "/root"));
    // A working directory can lie outside a chroot, and then nothing holds ".." up.
    if (root.size() < 2 || !whole.starts_with(root + '/')) return {"", whole};
    return {root, whole.substr(root.size())};
}

/// What the process sees as "/", or what we do when it is gone.
UniqueFd openRoot(uint32_t processId, const std::string& root)
{
    constexpr int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    UniqueFd theirs(open(processFile(processId, "/root").c_str(), flags));
    return theirs ? std::move(theirs) : UniqueFd(open(root.empty() ? "/" : root.c_str(), flags));
}

uint32_t modeAt(int directory, const std::string& leaf)
{
    struct stat status {};
    return fstatat(directory, leaf.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode : 0;
}

} // namespace

std::string normalizePath(std::string_view path)
{
    std::string normal;
    for (size_t at = 0; at < path.size();) {
        const size_t end = std::min(path.find('/', at), path.size());
        const std::string_view component = path.substr(at, end - at);
        at = end + 1;
        if (component.empty() || component == ".") continue;
        if (component == "..")
            normal.resize(normal.empty() ? 0 : normal.rfind('/'));
        else
            normal.append(1, '/').append(component);
    }
    return normal.empty() ? "/" : normal;
}

ResolvedPath resolveProcessPath(uint32_t processId, std::string_view base, std::string_view name)
{
    NamedPath path = namedPath(processId, base, name);
    const std::string asText = normalizePath(path.root + normalizePath(path.below));
    path.below.resize(path.below.find_last_not_of('/') + 1);
    const size_t slash = path.below.rfind('/');
    const std::string leaf = slash == std::string::npos ? "" : path.below.substr(slash + 1);
    if (leaf.empty() || leaf == "." || leaf == "..") return {asText};

    const UniqueFd root = openRoot(processId, path.root);
    if (!root) return {asText};
    const UniqueFd directory = openDirectoryIn(root.get(), path.below.substr(0, slash + 1));
    if (!directory) return {asText};
    const std::string parent = linkTarget("/proc/self/fd/" + std::to_string(directory.get()));
    if (parent.empty()) return {asText};
    return {parent == "/" ? parent + leaf : parent + '/' + leaf, modeAt(directory.get(), leaf)};
}

} // namespace sysmon
