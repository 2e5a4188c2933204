/* SPDX-License-Identifier: MIT */
/* open with O_CREAT: the system call itself, since libc's function is openat. */
#include "create.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void createByCall(const char* name, int flags)
{
#ifdef SYS_open
    uint64_t after = now();
    int fd = syscall(SYS_open, name, O_CREAT | O_WRONLY | flags, 0644);
    expectCreatedBy(name, fd, after, name[0] == '/' ? name : inWorkDirectory(name));
#else
    unsupported("open");
#endif
}

int main(void)
{
    actorBegin();
    createByCall("plain", 0);
    createByCall("exclusive", O_EXCL);
    createByCall("truncating", O_TRUNC);
    createByCall("appending", O_CLOEXEC | O_APPEND);
    createByCall(inWorkDirectory("absolute"), 0);
    return actorEnd();
}
