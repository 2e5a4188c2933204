/* SPDX-License-Identifier: MIT */
/* Removing directories is not an event. */
#include "delete.h"

#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    makeDirectory("one");
    makeDirectory("two");
    makeDirectory("two/inner");
    must(rmdir("one"), "rmdir");
    must(unlinkat(AT_FDCWD, "two/inner", AT_REMOVEDIR), "AT_REMOVEDIR");
    must(unlinkat(AT_FDCWD, inWorkDirectory("two"), AT_REMOVEDIR), "AT_REMOVEDIR");
    return actorEnd();
}
