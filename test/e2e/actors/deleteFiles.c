/* SPDX-License-Identifier: MIT */
/* unlink and unlinkat: by relative and absolute name, and relative to a descriptor. */
#include "delete.h"

#include <fcntl.h>

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    const char* names[] = {"a", "b", "c", "d", "directory/e", "f", "directory/g"};
    for (int i = 0; i < 7; i++)
        makeFile(names[i]);
    int base = must(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);

    deleteName("a", inWorkDirectory("a"));
    deleteName(inWorkDirectory("b"), inWorkDirectory("b"));
    deleteNameAt(AT_FDCWD, "c", inWorkDirectory("c"));
    deleteNameAt(AT_FDCWD, inWorkDirectory("d"), inWorkDirectory("d"));
    deleteNameAt(base, "e", join(directory, "e"));
    deleteNameAt(base, "../f", inWorkDirectory("f"));
    deleteNameAt(base, join(directory, "g"), join(directory, "g"));
    return actorEnd();
}
