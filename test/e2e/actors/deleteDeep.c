/* SPDX-License-Identifier: MIT */
/* Files 40 levels down, with the longest names, and with the longest path. */
#include "delete.h"

#include "deep.h"

#include <string.h>
#include <unistd.h>

/* Each file by its absolute name and, from its directory, by its last component. */
static void deleteTwice(const char* path)
{
    char* directory = strdup(path);
    char* name = splitPath(directory);
    makeFile(path);
    deleteName(path, path);
    makeFile(path);
    must(chdir(directory), directory);
    deleteName(name, path);
}

int main(void)
{
    actorBegin();
    forDeepNames(deleteTwice);
    return actorEnd();
}
