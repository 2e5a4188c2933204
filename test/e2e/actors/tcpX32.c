/* SPDX-License-Identifier: MIT */
/* TCP by the calls of x32 programs. */
#define _GNU_SOURCE
#include "callsX32.h"
#include "network.h"

#include <sys/syscall.h>
#include <unistd.h>

static int connected(int listening)
{
    union end peer = localEnd(listening);
    int client = socketFor(&peer, SOCK_STREAM);
    uint64_t after = now();
    must(callX32(SYS_connect, client, (long)&peer, sizeOfEnd(&peer), 0, 0, 0), "connect");
    expectTcp(after, true, client);
    return client;
}

int main(void)
{
    actorBegin();
    requireCallsX32();
    int listening = listeningSocket("127.0.0.1");
    int client = connected(listening);
    uint64_t after = now();
    expectAccepted(after, client, callX32(SYS_accept, listening, 0, 0, 0, 0, 0));
    client = connected(listening);
    after = now();
    expectAccepted(after, client, callX32(SYS_accept4, listening, 0, 0, SOCK_CLOEXEC, 0, 0));
    return actorEnd();
}
