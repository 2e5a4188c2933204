/* SPDX-License-Identifier: MIT */
/*
 * Files and directories whose names are as long as names can be, one character after the other, as
 * many levels down as paths usually have: programs copy names by words, and count levels.
 */
#include "create.h"

#include "deep.h"

#include <stdio.h>
#include <unistd.h>

enum { NAME_LENGTH_MAX = 255, LEVELS_MAX = 20 };

static void createAndDelete(const char* path)
{
    createFile(path, 0, path);
    uint64_t after = now();
    must(unlink(path), path);
    expectFileDelete(after, &self, path);
}

/* No two words of it are the same. */
static char* nameOfLength(int length)
{
    static char name[NAME_LENGTH_MAX + 1];
    for (int i = 0; i < length; i++)
        name[i] = i % 8 ? 'a' + (i + i / 8) % 26 : "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[i / 8];
    name[length] = 0;
    return name;
}

int main(void)
{
    actorBegin();
    for (int length = 1; length <= NAME_LENGTH_MAX; length++) {
        char* directory = inWorkDirectory(nameOfLength(length));
        makeDirectory(directory);
        createAndDelete(join(directory, nameOfLength(length)));
    }
    for (int levels = 1; levels <= LEVELS_MAX; levels++) {
        char base[16];
        snprintf(base, sizeof(base), "levels%d", levels);
        makeDirectory(inWorkDirectory(base));
        createAndDelete(join(makeDeepDirectory(inWorkDirectory(base), levels, 3), "file"));
    }
    return actorEnd();
}
