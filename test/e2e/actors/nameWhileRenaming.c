/* SPDX-License-Identifier: MIT */
/*
 * A thread rewrites the name while link, symlink and mknod run: what counts is the name that came to
 * be, not what the memory says before or after.
 */
#include "create.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROUNDS = 100 };

static char name[] = "directory/1";
static atomic_bool done;

static void* rewrite(void* argument)
{
    volatile char* last = name + sizeof(name) - 2;
    while (!done) {
        *last ^= '1' ^ '2';
        usleep(0);
    }
    return argument;
}

static void expectOne(uint64_t after)
{
    const char* made = access("directory/1", F_OK) == 0 ? "directory/1" : "directory/2";
    expectFileCreate(after, &self, inWorkDirectory(made));
    must(unlink(made), "unlink");
}

static void nameOne(void)
{
    uint64_t after = now();
    must(link("directory/file", name), "link");
    expectOne(after);
    after = now();
    must(symlink("file", name), "symlink");
    expectOne(after);
    after = now();
    must(mknod(name, S_IFREG | 0600, 0), "mknod");
    expectOne(after);
}

int main(void)
{
    actorBegin();
    makeDirectory("directory");
    uint64_t after = now();
    makeFile("directory/file");
    expectFileCreate(after, &self, inWorkDirectory("directory/file"));
    pthread_t thread;
    if (pthread_create(&thread, NULL, rewrite, NULL) != 0) fail("pthread_create");
    for (int i = 0; i < ROUNDS; i++)
        nameOne();
    done = true;
    pthread_join(thread, NULL);
    return actorEnd();
}
