/* SPDX-License-Identifier: MIT */
/* Programs and current directories 40 levels down, and as long as the kernel takes them. */
#include "actor.h"

#include "deep.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static void executeInItsDirectory(const void* argument)
{
    const char* program = argument;
    char* directory = strdup(program);
    *strrchr(directory, '/') = '\0';
    must(chdir(directory), directory);
    executeArguments((char*[]){(char*)program, "deep", NULL});
}

static void runCopy(const char* program)
{
    copyProgram(companion("idle"), program);
    runProgram(executeInItsDirectory, program);
}

int main(void)
{
    actorBegin();
    runCopy(join(makeDeepDirectory(self.currentDirectory, 40, 3), "idle"));
    runCopy(join(makeDeepDirectory(self.currentDirectory, 40, 60), "idle"));
    runCopy(makeLongPath(self.currentDirectory, PATH_MAX - 1));
    return actorEnd();
}
