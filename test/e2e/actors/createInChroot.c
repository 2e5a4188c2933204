/* SPDX-License-Identifier: MIT */
/* In a chroot the path is that of the mount namespace. */
#include "create.h"

#include <unistd.h>

int main(void)
{
    actorBegin();
    char* root = inWorkDirectory("root");
    makeDirectory(root);
    makeDirectory(join(root, "directory"));
    must(chroot(root), "chroot");
    /* The current directory is still outside. */
    createFile("outside", 0, inWorkDirectory("outside"));
    must(chdir("/directory"), "chdir");
    createFile("relative", 0, join(root, "directory/relative"));
    createFile("/absolute", 0, join(root, "absolute"));
    createFile("../../../above", 0, join(root, "above"));
    return actorEnd();
}
