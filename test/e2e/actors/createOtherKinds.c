/* SPDX-License-Identifier: MIT */
/* What comes to be but is neither a regular file nor a symbolic link is not an event. */
#include "create.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void bindSocket(const char* name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
    int fd = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    must(bind(fd, (struct sockaddr*)&address, sizeof(address)), "bind");
    close(fd);
}

int main(void)
{
    actorBegin();
    must(mkdir("directory", 0755), "mkdir");
    must(mkdirat(AT_FDCWD, "another", 0755), "mkdirat");
    must(mkfifo("fifo", 0644), "mkfifo");
    bindSocket("socket");
    mustOpen("fifo", open("fifo", O_CREAT | O_RDWR | O_TRUNC, 0644));
    return actorEnd();
}
