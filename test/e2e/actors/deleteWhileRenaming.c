/* SPDX-License-Identifier: MIT */
/*
 * A thread rewrites the name while the call runs: what counts is which file is gone, not what the
 * memory says before or after.
 */
#include "delete.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
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

static void deleteOne(void)
{
    makeFile("directory/1");
    makeFile("directory/2");
    uint64_t after = now();
    must(unlink(name), "unlink");
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
    pthread_t thread;
    if (pthread_create(&thread, NULL, rewrite, NULL) != 0) fail("pthread_create");
    for (int i = 0; i < ROUNDS; i++)
        deleteOne();
    done = true;
    pthread_join(thread, NULL);
    return actorEnd();
}
