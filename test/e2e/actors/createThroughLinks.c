/* SPDX-License-Identifier: MIT */
/* Symbolic links on the way, and as the last component, are resolved. */
#include "create.h"

#include <unistd.h>

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    createLink("directory", "relative");
    createLink(directory, "absolute");
    createLink("relative/.", "chain");
    createLink("absolute/target", "dangling");
    createFile("relative/one", 0, join(directory, "one"));
    createFile("absolute/two", 0, join(directory, "two"));
    createFile("chain/../chain/three", 0, join(directory, "three"));
    createFile("dangling", 0, join(directory, "target"));
    createFile("./directory//../directory/./four", 0, join(directory, "four"));
    must(chdir("relative"), "chdir");
    createFile("five", 0, join(directory, "five"));
    createFile("../six", 0, inWorkDirectory("six"));
    return actorEnd();
}
