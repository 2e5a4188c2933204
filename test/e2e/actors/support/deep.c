/* SPDX-License-Identifier: MIT */
#include "deep.h"

#include "actor.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A name of `length` characters that differs from level to level. */
static char* nameOf(int level, int length)
{
    char* name = malloc(length + 1);
    for (int i = 0; i < length; i++)
        name[i] = 'a' + (level + i) % 26;
    name[length] = '\0';
    return name;
}

char* makeDeepDirectory(const char* base, int levels, int nameLength)
{
    char* path = strdup(base);
    for (int level = 0; level < levels; level++) {
        path = join(path, nameOf(level, nameLength));
        makeDirectory(path);
    }
    return path;
}

char* makeLongPath(const char* base, int length)
{
    enum { NAME = 200 };
    char* path = strdup(base);
    int level = 0;
    for (; length - (int)strlen(path) > NAME + 50; level++) {
        path = join(path, nameOf(level, NAME));
        makeDirectory(path);
    }
    return join(path, nameOf(level, length - strlen(path) - 1));
}

void forDeepNames(void (*act)(const char* path))
{
    char longest[NAME_MAX + 1];
    memset(longest, 'n', NAME_MAX);
    longest[NAME_MAX] = '\0';
    act(inWorkDirectory(longest));
    act(join(makeDeepDirectory(self.currentDirectory, 40, 3), "file"));
    act(join(makeDeepDirectory(self.currentDirectory, 40, 60), "file"));
    act(makeLongPath(self.currentDirectory, PATH_MAX - 1));
}

char* splitPath(char* path)
{
    char* name = strrchr(path, '/');
    *name++ = '\0';
    return name;
}
