/* SPDX-License-Identifier: MIT */
/* One socket, two processes: each has its own flows. */
#include "network.h"

#include <stddef.h>
#include <unistd.h>

static struct pair pair;

static void sendAndReceive(void)
{
    char byte;
    must(sendto(pair.sender, "x", 1, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    must(recv(pair.receiver, &byte, 1, 0), "recv");
}

static void sendAndPause(const void* argument)
{
    (void)argument;
    sendAndReceive();
    pauseChild();
    _exit(0);
}

int main(void)
{
    actorBegin();
    pair = datagramPair("127.0.0.1");
    uint64_t after = now();
    sendAndReceive();
    expectSent(after, &pair);
    expectReceived(after, &pair);

    after = now();
    struct child child = startChild(sendAndPause, NULL);
    awaitReady(&child);
    struct facts parent = self;
    self = factsOf(child.processId);
    expectSent(after, &pair);
    expectReceived(after, &pair);
    self = parent;
    endChild(&child);
    return actorEnd();
}
