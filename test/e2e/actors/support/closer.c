/* SPDX-License-Identifier: MIT */
#include "closer.h"

#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

static pthread_t thread;
static atomic_int ended;
static int descriptor;
static int copying;

static void* closeAgainAndAgain(void* nothing)
{
    while (!ended) {
        const int copy = copying ? dup(descriptor) : -1;
        close(descriptor);
        if (copy >= 0) close(copy);
    }
    return nothing;
}

void beginClosing(int copies)
{
    descriptor = must(open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null");
    close(descriptor);
    copying = copies;
    ended = 0;
    errno = pthread_create(&thread, NULL, closeAgainAndAgain, NULL);
    if (errno != 0) fail("pthread_create");
}

void endClosing(void)
{
    ended = 1;
    pthread_join(thread, NULL);
}
