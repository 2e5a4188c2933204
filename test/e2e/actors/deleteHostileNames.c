/* SPDX-License-Identifier: MIT */
/* Files, and directories on the way, whose names break careless output. */
#include "delete.h"

#include "hostile.h"

int main(void)
{
    actorBegin();
    for (char* const* text = HOSTILE_TEXTS; *text; text++) {
        makeDirectory(inWorkDirectory(*text));
        char* path = join(inWorkDirectory(*text), *text);
        makeFile(path);
        deleteName(path, path);
    }
    return actorEnd();
}
