/* SPDX-License-Identifier: MIT */
/* Whether what was deleted could be executed. */
#include "delete.h"

#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    makeFile("program");
    must(chmod("program", 0755), "chmod");
    makeFile("text");
    makeFile("of one");
    must(chmod("of one", 0610), "chmod");
    uint64_t after = now();
    must(unlink("program"), "unlink");
    expectExecutableDelete(after, &self, inWorkDirectory("program"));
    deleteName("text", inWorkDirectory("text"));
    after = now();
    must(unlink("of one"), "unlink");
    expectExecutableDelete(after, &self, inWorkDirectory("of one"));
    return actorEnd();
}
