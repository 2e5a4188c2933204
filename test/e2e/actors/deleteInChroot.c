/* SPDX-License-Identifier: MIT */
/* In a chroot the path is that of the mount namespace. */
#include "delete.h"

#include <unistd.h>

int main(void)
{
    actorBegin();
    char* root = inWorkDirectory("root");
    makeDirectory(root);
    makeDirectory(join(root, "directory"));
    makeFile(join(root, "directory/relative"));
    makeFile(join(root, "absolute"));
    makeFile(join(root, "above"));
    must(chroot(root), "chroot");
    must(chdir("/directory"), "chdir");
    deleteName("relative", join(root, "directory/relative"));
    deleteName("/absolute", join(root, "absolute"));
    deleteName("../../../above", join(root, "above"));
    return actorEnd();
}
