/* SPDX-License-Identifier: MIT */
/*
 * As many files as the argument says, each made and deleted at once, as fast as can be and deep
 * down, where programs that read a path take long: several of these at once.
 */
#include "actor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LEVELS 24

static void goDown(void)
{
    char top[32];
    snprintf(top, sizeof(top), "%d", getpid());
    for (int i = 0; i < LEVELS; i++) {
        const char* name = i == 0 ? top : "further";
        makeDirectory(name);
        must(chdir(name), name);
    }
}

int main(int argc, char** argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 100;
    char name[32];
    actorBegin();
    goDown();
    char* place = getcwd(NULL, 0);
    uint64_t after = now();
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "%d", i);
        close(must(open(name, O_CREAT | O_WRONLY, 0644), name));
        must(unlink(name), name);
    }
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "%d", i);
        expectFileCreate(after, &self, join(place, name));
        expectFileDelete(after, &self, join(place, name));
    }
    return actorEnd();
}
