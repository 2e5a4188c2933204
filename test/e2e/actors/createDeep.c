/* SPDX-License-Identifier: MIT */
/* Files 40 levels down, with the longest names, and with the longest path. */
#include "create.h"

#include "deep.h"

#include <string.h>
#include <unistd.h>

/* Each file by its absolute name and, from its directory, by its last component. */
static void createTwice(const char* path)
{
    char* directory = strdup(path);
    char* name = splitPath(directory);
    createFile(path, 0, path);
    must(unlink(path), path);
    must(chdir(directory), directory);
    createFile(name, 0, path);
}

int main(void)
{
    actorBegin();
    forDeepNames(createTwice);
    return actorEnd();
}
