/* SPDX-License-Identifier: MIT */
/*
 * A process that outlives the daemon: prints its facts (a line of JSON), then, for each byte that
 * it reads, makes and removes a file and says so by a line.
 */
#include "actor.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char byte;
    actorBegin();
    dprintf(STDOUT_FILENO, "%s\n", factsAsJson(&self));
    while (must(read(STDIN_FILENO, &byte, 1), "read") == 1) {
        makeFile("on demand");
        must(unlink("on demand"), "unlink");
        must(write(STDOUT_FILENO, "done\n", 5), "write");
    }
    return 0;
}
