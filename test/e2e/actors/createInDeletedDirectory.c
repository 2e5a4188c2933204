/* SPDX-License-Identifier: MIT */
/* A current directory that was removed: nothing can be made in it, but above it by "..". */
#include "create.h"

#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    makeDirectory(inWorkDirectory("gone"));
    must(chdir("gone"), "chdir");
    must(rmdir(inWorkDirectory("gone")), "rmdir");
    mustFail("deleted directory", open("file", O_CREAT | O_WRONLY, 0644));
    createFile("../above", 0, inWorkDirectory("above"));
    return actorEnd();
}
