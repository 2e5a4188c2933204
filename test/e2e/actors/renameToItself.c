/* SPDX-License-Identifier: MIT */
/* Two names of one file: the kernel does nothing, and nothing is told. */
#include "create.h"

#include <stdio.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    createFile("file", 0, inWorkDirectory("file"));
    uint64_t after = now();
    must(link("file", "second"), "link");
    expectFileCreate(after, &self, inWorkDirectory("second"));
    must(rename("file", "second"), "rename to the other name");
    must(rename("file", "file"), "rename to its own name");
    return actorEnd();
}
