/* SPDX-License-Identifier: MIT */
/*
 * A thread rewrites the name while link, symlink and mknod run: what counts is the name that came
 * to be, not what the memory says before or after.
 */
#include "create.h"
#include "nameRewriter.h"

#include <sys/stat.h>
#include <unistd.h>

enum { ROUNDS = 100 };

static void expectOne(uint64_t after)
{
    const char* made = access("directory/1", F_OK) == 0 ? "directory/1" : "directory/2";
    expectFileCreate(after, &self, inWorkDirectory(made));
    must(unlink(made), "unlink");
}

static void nameOne(void)
{
    uint64_t after = now();
    must(link("directory/file", rewrittenName), "link");
    expectOne(after);
    after = now();
    must(symlink("file", rewrittenName), "symlink");
    expectOne(after);
    after = now();
    must(mknod(rewrittenName, S_IFREG | 0600, 0), "mknod");
    expectOne(after);
}

int main(void)
{
    actorBegin();
    makeDirectory("directory");
    uint64_t after = now();
    makeFile("directory/file");
    expectFileCreate(after, &self, inWorkDirectory("directory/file"));
    beginRewriting();
    for (int i = 0; i < ROUNDS; i++)
        nameOne();
    endRewriting();
    return actorEnd();
}
