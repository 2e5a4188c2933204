// SPDX-License-Identifier: MIT
#include "rootedDirectory.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

namespace sysmon {

namespace {

constexpr int kMaxLinks = 40; // as many as the kernel follows

/// Stands in a directory and goes where a path says, a name at a time.
class Walker {
public:
    explicit Walker(int root) : root_(root), here_(openAt(root, ".")) {}

    /// Whether it got there; errno if not.
    bool walk(std::string path)
    {
        while (here_ && !path.empty()) {
            path.erase(0, path.find_first_not_of('/'));
            const std::string name = path.substr(0, path.find('/'));
            path.erase(0, name.size());
            std::string link;
            if (!name.empty() && !step(name, link)) return false;
            if (link.starts_with('/') && !goToRoot()) return false;
            path.insert(0, link);
        }
        return static_cast<bool>(here_);
    }

    UniqueFd take() { return std::move(here_); }

private:
    static UniqueFd openAt(int directory, const char* name)
    {
        return UniqueFd(openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    }

    static bool fail(int error)
    {
        errno = error;
        return false;
    }

    bool goTo(UniqueFd place)
    {
        if (!place) return false;
        here_ = std::move(place);
        return true;
    }

    bool isAtRoot() const
    {
        struct stat root {};
        struct stat here {};
        return fstat(root_, &root) == 0 && fstat(here_.get(), &here) == 0 &&
               root.st_dev == here.st_dev && root.st_ino == here.st_ino;
    }

    bool goToRoot() { return isAtRoot() || goTo(openAt(root_, ".")); }

    /// Goes on to `name`, or returns what it leads to if it is a link.
    bool step(const std::string& name, std::string& ret_link)
    {
        if (name == ".." && isAtRoot()) return true;
        UniqueFd next = openAt(here_.get(), name.c_str());
        struct stat status {};
        if (!next || fstat(next.get(), &status) != 0) return false;
        if (S_ISLNK(status.st_mode)) return follow(next.get(), ret_link);
        if (!S_ISDIR(status.st_mode)) return fail(ENOTDIR);
        return goTo(std::move(next));
    }

    /// Links of /proc tell what they lead to as their reader sees it.
    bool follow(int link, std::string& ret_link)
    {
        struct statfs fileSystem {};
        if (++links_ > kMaxLinks) return fail(ELOOP);
        if (fstatfs(link, &fileSystem) != 0) return false;
        if (fileSystem.f_type == PROC_SUPER_MAGIC) return fail(ELOOP);
        ret_link = readLinkAt(link, "");
        return !ret_link.empty();
    }

    int root_;
    UniqueFd here_;
    int links_ = 0;
};

} // namespace

UniqueFd walkToDirectoryIn(int root, const std::string& path)
{
    Walker walker(root);
    return walker.walk(path) ? walker.take() : UniqueFd();
}

UniqueFd openDirectoryIn(int root, const std::string& path)
{
    open_how how{};
    how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    UniqueFd opened(static_cast<int>(syscall(SYS_openat2, root, path.c_str(), &how, sizeof how)));
    return opened || errno != ENOSYS ? std::move(opened) : walkToDirectoryIn(root, path);
}

} // namespace sysmon
