/* SPDX-License-Identifier: MIT */
/* Opening what exists is not an event, whatever the flags say, as long as it keeps its content. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>

int main(void)
{
    actorBegin();
    createFile("file", 0, inWorkDirectory("file"));
    mustOpen("O_CREAT", open("file", O_CREAT | O_WRONLY, 0644));
    mustOpen("O_CREAT|O_RDONLY", open("file", O_CREAT | O_RDONLY, 0644));
    mustOpen("O_RDWR|O_APPEND", open("file", O_RDWR | O_APPEND));
    mustOpen("O_PATH|O_TRUNC|O_CREAT", open("file", O_PATH | O_TRUNC | O_CREAT, 0644));
    mustOpen("directory", open(".", O_RDONLY | O_DIRECTORY));
    mustOpen("device", open("/dev/null", O_CREAT | O_WRONLY | O_TRUNC, 0644));
    return actorEnd();
}
