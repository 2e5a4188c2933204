/* SPDX-License-Identifier: MIT */
/* The same name made and removed again and again: one event each time, none merged. */
#include "delete.h"

int main(void)
{
    actorBegin();
    char* path = inWorkDirectory("file");
    for (int i = 0; i < 100; i++) {
        makeFile("file");
        deleteName("file", path);
    }
    return actorEnd();
}
