/* SPDX-License-Identifier: MIT */
/* openat2 (5.6 and later), with and without restrictions on the resolution. */
#include "create.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

static void createWith(int base, const char* name, uint64_t flags, uint64_t resolve,
                       const char* path)
{
    struct open_how how = {.flags = O_CREAT | O_WRONLY | flags, .mode = 0644, .resolve = resolve};
    uint64_t after = now();
    int fd = syscall(SYS_openat2, base, name, &how, sizeof(how));
    if (fd < 0) unsupported("openat2");
    expectCreatedBy("openat2", fd, after, path);
}

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    int base = must(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);
    createWith(AT_FDCWD, "file", 0, 0, inWorkDirectory("file"));
    createWith(base, "file", O_EXCL, RESOLVE_BENEATH, join(directory, "file"));
    /* As in a chroot: the leading slash means the directory. */
    createWith(base, "/rooted", 0, RESOLVE_IN_ROOT, join(directory, "rooted"));
    return actorEnd();
}
