/* SPDX-License-Identifier: MIT */
/* A rename counts for the new name, whether something had that name or not. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void renameAt(int from, const char* old, int to, const char* name, unsigned flags,
                     const char* path)
{
    uint64_t after = now();
    must(syscall(SYS_renameat2, from, old, to, name, flags), name);
    expectFileCreate(after, &self, path);
}

/* Both files got a name that was the other's. */
static void exchange(const char* one, const char* other)
{
    uint64_t after = now();
    renameAt(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE, inWorkDirectory(other));
    expectFileCreate(after, &self, inWorkDirectory(one));
}

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    int base = must(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);
    createFile("a", 0, inWorkDirectory("a"));
    createFile("x", 0, inWorkDirectory("x"));
    renameAt(AT_FDCWD, "a", AT_FDCWD, "b", 0, inWorkDirectory("b"));
    renameAt(AT_FDCWD, "b", base, "c", RENAME_NOREPLACE, join(directory, "c"));
    renameAt(base, "c", base, "../x", 0, inWorkDirectory("x"));
    uint64_t after = now();
    must(renameat(AT_FDCWD, "x", base, "d"), "renameat");
    expectFileCreate(after, &self, join(directory, "d"));
#ifdef SYS_rename
    after = now();
    must(syscall(SYS_rename, "directory/d", inWorkDirectory("e")), "rename");
    expectFileCreate(after, &self, inWorkDirectory("e"));
#else
    renameAt(base, "d", AT_FDCWD, "e", 0, inWorkDirectory("e"));
#endif
    createFile("f", 0, inWorkDirectory("f"));
    exchange("e", "f");
    must(mkfifo("fifo", 0644), "mkfifo");
    must(rename("fifo", "other fifo"), "fifo");
    mustFail("missing", rename("missing", "new"));
    mustFail("RENAME_NOREPLACE", renameat2(AT_FDCWD, "e", AT_FDCWD, "f", RENAME_NOREPLACE));
    mustFail("file over directory", rename("e", "directory"));
    return actorEnd();
}
