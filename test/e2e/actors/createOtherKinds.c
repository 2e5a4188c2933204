/* SPDX-License-Identifier: MIT */
/* What comes to be but is neither a regular file nor a symbolic link is not an event. */
#include "create.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    must(mkdir("directory", 0755), "mkdir");
    must(mkdirat(AT_FDCWD, "another", 0755), "mkdirat");
    must(mkfifo("fifo", 0644), "mkfifo");
    makeSocket("socket");
    mustOpen("fifo", open("fifo", O_CREAT | O_RDWR | O_TRUNC, 0644));
    return actorEnd();
}
