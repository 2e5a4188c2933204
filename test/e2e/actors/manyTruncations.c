/* SPDX-License-Identifier: MIT */
/* Empties a file of its own as often as the argument says, as fast as can be. */
#include "actor.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1000;
    unlink("file"); /* of a run before */
    close(must(open("file", O_CREAT | O_WRONLY, 0644), "file"));
    for (int i = 1; i < count; i++)
        close(must(open("file", O_TRUNC | O_WRONLY), "file"));
    return 0;
}
