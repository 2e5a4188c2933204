/* SPDX-License-Identifier: MIT */
/*
 * Another thread changes the address that sendto is called with, all the time: what counts is where
 * the datagram went. A receiver that never got any has no event.
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
    struct pair pairs[2];
    for (int i = 0; i < 2; i++) {
        pairs[i] = datagramPair("127.0.0.1");
        target = pairs[i].to;
        ports[i] = target.v4.sin_port;
        close(pairs[i].sender);
    }
    pthread_t changer;
    if (pthread_create(&changer, NULL, change, NULL) != 0) fail("pthread_create");
    for (int i = 0; i < 30; i++) {
        int sender = socketFor(&target, SOCK_DGRAM);
        uint64_t after = now();
        must(sendto(sender, "x", 1, 0, &target.any, sizeOfEnd(&target)), "sendto");
        char byte;
        uint64_t received = now();
        int reached = recv(pairs[0].receiver, &byte, 1, MSG_DONTWAIT) == 1 ? 0 : 1;
        if (reached == 1) must(recv(pairs[1].receiver, &byte, 1, MSG_DONTWAIT), "recv");
        pairs[reached].sender = sender;
        expectSent(after, &pairs[reached]);
        expectReceived(received, &pairs[reached]);
        /* The sender stays open: its port is not given to the next one. */
    }
    done = true;
    pthread_join(changer, NULL);
    return actorEnd();
}
