/* SPDX-License-Identifier: MIT */
/* mknod and mknodat make regular files, too; anything else they make is not an event. */
#include "create.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void makeNode(int result, uint64_t after, const char* path)
{
    must(result, path);
    expectFileCreate(after, &self, path);
}

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    int base = must(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);
    uint64_t after = now();
    makeNode(mknodat(AT_FDCWD, "file", S_IFREG | 0644, 0), after, inWorkDirectory("file"));
    after = now();
    makeNode(mknodat(base, "without type", 0644, 0), after, join(directory, "without type"));
#ifdef SYS_mknod
    after = now();
    makeNode(syscall(SYS_mknod, "old call", S_IFREG | 0644, 0), after, inWorkDirectory("old call"));
#endif
    must(mknodat(base, "fifo", S_IFIFO | 0644, 0), "fifo");
    must(mknodat(base, "socket", S_IFSOCK | 0644, 0), "socket");
    mustFail("existing", mknodat(AT_FDCWD, "file", S_IFREG | 0644, 0));
    mustFail("missing", mknodat(AT_FDCWD, "missing/file", S_IFREG | 0644, 0));
    return actorEnd();
}
