/* SPDX-License-Identifier: MIT */
/* creat: the system call itself, since libc's function may be another one. */
#include "create.h"

#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
#ifdef SYS_creat
    uint64_t after = now();
    int fd = syscall(SYS_creat, "file", 0644);
    expectCreatedBy("creat", fd, after, inWorkDirectory("file"));
    return actorEnd();
#else
    unsupported("creat");
#endif
}
