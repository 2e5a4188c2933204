/* SPDX-License-Identifier: MIT */
/* Files 40 levels down, with the longest names, and with the longest path. */
#include "create.h"

#include "deep.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Each file by its absolute name and, from its directory, by its last component. */
static void createTwice(const char* path)
{
    char* directory = strdup(path);
    char* name = strrchr(directory, '/');
    *name++ = '\0';
    createFile(path, 0, path);
    must(unlink(path), path);
    must(chdir(directory), directory);
    createFile(name, 0, path);
}

int main(void)
{
    actorBegin();
    char longest[NAME_MAX + 1];
    memset(longest, 'n', NAME_MAX);
    longest[NAME_MAX] = '\0';
    createTwice(inWorkDirectory(longest));
    createTwice(join(makeDeepDirectory(self.currentDirectory, 40, 3), "file"));
    createTwice(join(makeDeepDirectory(self.currentDirectory, 40, 60), "file"));
    createTwice(makeLongPath(self.currentDirectory, PATH_MAX - 1));
    return actorEnd();
}
