/* SPDX-License-Identifier: MIT */
/*
 * Threads that send to one socket at the same time, each datagram from a socket of its own, so that
 * each is a flow: several come at once. Their events are in no order.
 */
#define _GNU_SOURCE
#include "network.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#define THREADS 2
#define DATAGRAMS 450
#define UNDERWAY 24 /* datagrams that wait to be received, at most */

static int receiver;
static union end to;
static atomic_int underway;
static int senders[THREADS][DATAGRAMS];

static void* sendAll(void* argument)
{
    int* sender = argument;
    for (int i = 0; i < DATAGRAMS; i++) {
        while (atomic_load(&underway) > UNDERWAY - THREADS)
            continue;
        atomic_fetch_add(&underway, 1);
        must(sendto(sender[i], "x", 1, 0, &to.any, sizeOfEnd(&to)), "sendto");
    }
    return NULL;
}

int main(void)
{
    actorBegin();
    receiver = boundSocket("127.0.0.1", SOCK_DGRAM);
    to = localEnd(receiver);
    for (int i = 0; i < THREADS * DATAGRAMS; i++)
        senders[i / DATAGRAMS][i % DATAGRAMS] = socketFor(&to, SOCK_DGRAM);
    uint64_t after = now();
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, sendAll, senders[i]) != 0) fail("pthread_create");
    static union end from[THREADS * DATAGRAMS];
    for (int i = 0; i < THREADS * DATAGRAMS; i++) {
        char byte;
        socklen_t size = sizeof(from[i]);
        must(recvfrom(receiver, &byte, 1, 0, &from[i].any, &size), "recvfrom");
        atomic_fetch_sub(&underway, 1);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS * DATAGRAMS; i++) {
        expectConnection(after, "udp", true, &from[i], &to);
        expectConnection(after, "udp", false, &to, &from[i]);
    }
    return actorEnd();
}
