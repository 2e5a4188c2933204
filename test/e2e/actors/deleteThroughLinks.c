/* SPDX-License-Identifier: MIT */
/* Symbolic links on the way are resolved, as are "." and "..". */
#include "delete.h"

#include <fcntl.h>
#include <unistd.h>

static void deleteInDirectory(const char* name, const char* directory, const char* file)
{
    makeFile(join(directory, file));
    deleteName(name, join(directory, file));
}

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    makeDirectory(join(directory, "inner"));
    must(symlink("directory", "relative"), "symlink");
    must(symlink(join(directory, "inner"), "absolute"), "symlink");
    deleteInDirectory("relative/one", directory, "one");
    deleteInDirectory("absolute/two", join(directory, "inner"), "two");
    /* ".." of what the link leads to, not of where the link is. */
    deleteInDirectory("absolute/../three", directory, "three");
    deleteInDirectory("./relative//inner/.././four", directory, "four");

    int base = must(open("absolute", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "absolute");
    makeFile(join(directory, "inner/five"));
    deleteNameAt(base, "five", join(directory, "inner/five"));
    must(chdir("relative/inner"), "chdir");
    deleteInDirectory("../six", directory, "six");
    deleteInDirectory("../../seven", self.currentDirectory, "seven");
    return actorEnd();
}
