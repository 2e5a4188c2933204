/* SPDX-License-Identifier: MIT */
/* Every byte, in both orders, and sequences that are almost UTF-8: in arguments, in the name of a
   program and in names of files. */
#include "create.h"

#include <stddef.h>
#include <string.h>

enum { ALL = 255 };

/* Every byte but NUL and `without`, upwards or downwards. */
static char* bytesBut(int without, int first, int step)
{
    static char texts[8][ALL + 1];
    static int used;
    char* text = texts[used++];
    size_t length = 0;
    for (int byte = first; byte >= 1 && byte <= ALL; byte += step)
        if (byte != without) text[length++] = (char)byte;
    return text;
}

static char* almostUtf8 =
    "\x80 \xbf\xbf \xc0\x80 \xc1\xbf \xc3 \xe0\x80\x80 \xe2\x82 \xed\xa0\x80 "
    "\xef\xbf\xbe \xf0\x80\x80\x80 \xf4\x90\x80\x80 \xf5 \xfe\xff \xe2\x82\xac "
    "\\x41 \\\\x41 \\x \\x4 \\xzz \\";

static void runNamed(char* name)
{
    char* path = inWorkDirectory(name);
    copyProgram(companion("idle"), path);
    runProgram(executeArguments, (char*[]){path, "named", NULL});
}

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    runProgram(executeArguments, (char*[]){idle, bytesBut(0, 1, 1), bytesBut(0, ALL, -1), NULL});
    runProgram(executeArguments, (char*[]){idle, "idle", almostUtf8, NULL});
    runNamed(bytesBut('/', ALL, -1));
    char* names[] = {bytesBut('/', 1, 1), almostUtf8};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        createFile(inWorkDirectory(names[i]), 0, inWorkDirectory(names[i]));
    return actorEnd();
}
