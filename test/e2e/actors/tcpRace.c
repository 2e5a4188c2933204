/* SPDX-License-Identifier: MIT */
/*
 * Another thread changes the address that connect is called with, all the time: what counts is
 * where the connection went.
 */
#define _GNU_SOURCE
#include "network.h"

#include <pthread.h>
#include <unistd.h>

static union end target;
static in_port_t ports[2];
static volatile bool done;

static void* change(void* argument)
{
    (void)argument;
    for (unsigned i = 0; !done; i++)
        *(volatile in_port_t*)&target.v4.sin_port = ports[i & 1];
    return NULL;
}

int main(void)
{
    actorBegin();
    for (int i = 0; i < 2; i++) {
        target = localEnd(listeningSocket("127.0.0.1"));
        ports[i] = target.v4.sin_port;
    }
    pthread_t changer;
    if (pthread_create(&changer, NULL, change, NULL) != 0) fail("pthread_create");
    for (int i = 0; i < 30; i++) {
        int client = socketFor(&target, SOCK_STREAM);
        uint64_t after = now();
        must(connect(client, &target.any, sizeOfEnd(&target)), "connect");
        expectTcp(after, true, client);
        close(client);
    }
    done = true;
    pthread_join(changer, NULL);
    return actorEnd();
}
