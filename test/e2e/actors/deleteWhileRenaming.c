/* SPDX-License-Identifier: MIT */
/*
 * A thread rewrites the name while the call runs: what counts is which file is gone, not what the
 * memory says before or after.
 */
#include "delete.h"
#include "nameRewriter.h"

#include <unistd.h>

enum { ROUNDS = 100 };

static void deleteOne(void)
{
    makeFile("directory/1");
    makeFile("directory/2");
    uint64_t after = now();
    must(unlink(rewrittenName), "unlink");
    const char* gone = access("directory/1", F_OK) < 0 ? "directory/1" : "directory/2";
    const char* left = gone[10] == '1' ? "directory/2" : "directory/1";
    expectFileDelete(after, &self, inWorkDirectory(gone));
    after = now();
    must(unlink(left), left);
    expectFileDelete(after, &self, inWorkDirectory(left));
}

int main(void)
{
    actorBegin();
    makeDirectory("directory");
    beginRewriting();
    for (int i = 0; i < ROUNDS; i++)
        deleteOne();
    endRewriting();
    return actorEnd();
}
