/* SPDX-License-Identifier: MIT */
/* A second name for a file, and the first one for what O_TMPFILE made. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void linkAt(int from, const char* old, int to, const char* name, int flags, const char* path)
{
    uint64_t after = now();
    must(linkat(from, old, to, name, flags), name);
    expectFileCreate(after, &self, path);
}

static void linkUnnamed(int base, const char* directory)
{
    int fd = open(".", O_TMPFILE | O_RDWR, 0644);
    if (fd < 0) return;
    char descriptor[64];
    snprintf(descriptor, sizeof(descriptor), "/proc/self/fd/%d", fd);
    linkAt(AT_FDCWD, descriptor, base, "unnamed", AT_SYMLINK_FOLLOW, join(directory, "unnamed"));
    linkAt(fd, "", AT_FDCWD, "again", AT_EMPTY_PATH, inWorkDirectory("again"));
}

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    int base = must(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);
    createFile("file", 0, inWorkDirectory("file"));
    linkAt(AT_FDCWD, "file", AT_FDCWD, "second", 0, inWorkDirectory("second"));
    linkAt(AT_FDCWD, "file", base, "third", 0, join(directory, "third"));
    linkAt(base, "third", base, "../fourth", 0, inWorkDirectory("fourth"));
#ifdef SYS_link
    uint64_t after = now();
    must(syscall(SYS_link, "file", "directory/fifth"), "link");
    expectFileCreate(after, &self, join(directory, "fifth"));
#endif
    must(mkfifo("fifo", 0644), "mkfifo");
    must(linkat(AT_FDCWD, "fifo", AT_FDCWD, "second fifo", 0), "fifo");
    mustFail("existing", linkat(AT_FDCWD, "file", AT_FDCWD, "second", 0));
    mustFail("directory", linkat(AT_FDCWD, "directory", AT_FDCWD, "other", 0));
    linkUnnamed(base, directory);
    return actorEnd();
}
