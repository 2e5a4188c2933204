/* SPDX-License-Identifier: MIT */
/* Symbolic links, to what is there and to what is not. */
#include "create.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void linkAt(const char* text, int base, const char* name, const char* path)
{
    uint64_t after = now();
    must(symlinkat(text, base, name), name);
    expectFileCreate(after, &self, path);
}

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    int base = must(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);
    linkAt("directory", AT_FDCWD, "link", inWorkDirectory("link"));
    linkAt("missing", base, "dangling", join(directory, "dangling"));
    linkAt("/", AT_FDCWD, "link/through link", join(directory, "through link"));
#ifdef SYS_symlink
    uint64_t after = now();
    must(syscall(SYS_symlink, "x", inWorkDirectory("old call")), "symlink");
    expectFileCreate(after, &self, inWorkDirectory("old call"));
#endif
    mustFail("existing", symlinkat("x", AT_FDCWD, "link"));
    mustFail("missing", symlinkat("x", AT_FDCWD, "missing/link"));
    return actorEnd();
}
