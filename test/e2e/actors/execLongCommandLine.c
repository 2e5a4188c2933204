/* SPDX-License-Identifier: MIT */
/*
 * Command lines of 100 KiB: one argument, many arguments, bytes that grow when they are escaped,
 * characters of several bytes. (For a long parent the harness gives the actor a long argument.)
 */
#include "actor.h"

#include <stdlib.h>
#include <string.h>

enum { LENGTH = 100 * 1024 };

static char* repeat(const char* unit)
{
    size_t size = strlen(unit), count = LENGTH / size;
    char* text = calloc(count * size + 1, 1);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * size, unit, size);
    return text;
}

static void runWithManyArguments(char* idle)
{
    enum { COUNT = LENGTH / 10 };
    char** arguments = calloc(COUNT + 3, sizeof(char*));
    arguments[0] = idle;
    arguments[1] = "many";
    for (int i = 0; i < COUNT; i++)
        arguments[i + 2] = "123456789";
    runProgram(executeArguments, arguments);
}

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    char* units[] = {"x", "&", "<\"'>", "\xc3\xa4", "\xf0\x9f\x90\xa7", "\xff", "\n", "\x01"};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        runProgram(executeArguments, (char*[]){idle, "long", repeat(units[i]), NULL});
    runWithManyArguments(idle);
    return actorEnd();
}
