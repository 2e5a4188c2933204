/* SPDX-License-Identifier: MIT */
/* What a rename replaces is deleted first, unless it is a directory. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void replace(const char* old, const char* name, bool isFile)
{
    uint64_t after = now();
    must(rename(old, name), name);
    expectFileDelete(after, &self, inWorkDirectory(name));
    if (isFile) expectFileCreate(after, &self, inWorkDirectory(name));
}

int main(void)
{
    actorBegin();
    makeDirectory("directory");
    createFile("a", 0, inWorkDirectory("a"));
    createFile("directory/b", 0, inWorkDirectory("directory/b"));
    uint64_t after = now();
    must(symlink("a", "link"), "symlink");
    expectFileCreate(after, &self, inWorkDirectory("link"));
    must(mkfifo("fifo", 0644), "mkfifo");
    replace("a", "directory/b", true);
    replace("directory/b", "link", true);
    replace("fifo", "link", false);
    createFile("c", 0, inWorkDirectory("c"));
    createFile("d", 0, inWorkDirectory("d"));
    after = now();
    must(renameat2(AT_FDCWD, "c", AT_FDCWD, "d", RENAME_EXCHANGE), "exchange");
    expectFileCreate(after, &self, inWorkDirectory("d"));
    expectFileCreate(after, &self, inWorkDirectory("c"));
    mustFail("RENAME_NOREPLACE", renameat2(AT_FDCWD, "c", AT_FDCWD, "d", RENAME_NOREPLACE));
    return actorEnd();
}
