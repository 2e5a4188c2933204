/* SPDX-License-Identifier: MIT */
/* More events at once than a busy machine makes: none may be lost, and their order is kept. */
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
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "%d", i);
        uint64_t after = now();
        close(must(open(name, O_CREAT | O_WRONLY, 0644), name));
        expectFileCreate(after, &self, inWorkDirectory(name));
    }
    return actorEnd();
}
