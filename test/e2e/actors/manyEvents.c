/* SPDX-License-Identifier: MIT */
/* As many new files as the argument says, as fast as can be; several of these at once. */
#include "actor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1000;
    char name[32];
    actorBegin();
    uint64_t after = now();
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "%d.%d", getpid(), i);
        close(must(open(name, O_CREAT | O_WRONLY, 0644), name));
    }
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "%d.%d", getpid(), i);
        expectFileCreate(after, &self, inWorkDirectory(name));
    }
    return actorEnd();
}
