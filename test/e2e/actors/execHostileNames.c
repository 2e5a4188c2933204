/* SPDX-License-Identifier: MIT */
/* Programs and current directories whose names break careless output. */
#include "actor.h"

#include "hostile.h"

#include <stddef.h>
#include <unistd.h>

struct place {
    char* directory;
    char* program;
};

static void executeThere(const void* argument)
{
    const struct place* place = argument;
    must(chdir(place->directory), place->directory);
    executeArguments((char*[]){place->program, "hostile", NULL});
}

int main(void)
{
    actorBegin();
    for (char* const* text = HOSTILE_TEXTS; *text; text++) {
        struct place place = {.directory = inWorkDirectory(*text)};
        makeDirectory(place.directory);
        place.program = join(place.directory, *text);
        copyProgram(companion("idle"), place.program);
        runProgram(executeThere, &place);
    }
    return actorEnd();
}
