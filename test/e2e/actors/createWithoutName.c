/* SPDX-License-Identifier: MIT */
/* O_TMPFILE: a file without a name is not an event. (It gets one by linkat, which is.) */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>

int main(void)
{
    actorBegin();
    int fd = open(".", O_TMPFILE | O_RDWR, 0644);
    if (fd < 0) unsupported("O_TMPFILE");
    mustOpen("O_TMPFILE", fd);
    mustOpen("O_TMPFILE|O_EXCL", open(".", O_TMPFILE | O_RDWR | O_EXCL, 0644));
    return actorEnd();
}
