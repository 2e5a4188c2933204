/* SPDX-License-Identifier: MIT */
/* Directories that get another name are neither created nor deleted. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <stdio.h>

int main(void)
{
    actorBegin();
    makeDirectory("one");
    makeDirectory("two");
    makeDirectory("three");
    makeDirectory("empty");
    must(rename("one", "renamed"), "rename");
    must(rename("three", "empty"), "rename onto an empty one");
    must(renameat2(AT_FDCWD, "two", AT_FDCWD, "empty", RENAME_EXCHANGE), "exchange");
    mustFail("into itself", rename("two", "two/inner"));
    return actorEnd();
}
