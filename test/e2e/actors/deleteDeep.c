/* SPDX-License-Identifier: MIT */
/* Files 40 levels down, with the longest names, and with the longest path. */
#include "delete.h"

#include "deep.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Each file by its absolute name and, from its directory, by its last component. */
static void deleteTwice(const char* path)
{
    char* directory = strdup(path);
    char* name = strrchr(directory, '/');
    *name++ = '\0';
    makeFile(path);
    deleteName(path, path);
    makeFile(path);
    must(chdir(directory), directory);
    deleteName(name, path);
}

int main(void)
{
    actorBegin();
    char longest[NAME_MAX + 1];
    memset(longest, 'n', NAME_MAX);
    longest[NAME_MAX] = '\0';
    deleteTwice(inWorkDirectory(longest));
    deleteTwice(join(makeDeepDirectory(self.currentDirectory, 40, 3), "file"));
    deleteTwice(join(makeDeepDirectory(self.currentDirectory, 40, 60), "file"));
    deleteTwice(makeLongPath(self.currentDirectory, PATH_MAX - 1));
    return actorEnd();
}
