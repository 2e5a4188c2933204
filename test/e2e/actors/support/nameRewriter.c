/* SPDX-License-Identifier: MIT */
#include "nameRewriter.h"

#include "actor.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

char rewrittenName[] = "directory/1";

static atomic_bool done;
static pthread_t thread;

static void* rewrite(void* argument)
{
    volatile char* last = rewrittenName + sizeof(rewrittenName) - 2;
    while (!done) {
        *last ^= '1' ^ '2';
        usleep(1); /* then, on one processor too, it wakes up within a call of the other thread */
    }
    return argument;
}

void beginRewriting(void)
{
    if (pthread_create(&thread, NULL, rewrite, NULL) != 0) fail("pthread_create");
}

void endRewriting(void)
{
    done = true;
    pthread_join(thread, NULL);
}
