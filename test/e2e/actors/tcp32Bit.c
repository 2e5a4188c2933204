/* SPDX-License-Identifier: MIT */
/* TCP by the calls of 32-bit programs. */
#define _GNU_SOURCE
#include "calls32.h"
#include "network.h"

#include <errno.h>
#include <unistd.h>

enum { Connect = 362, Accept4 = 364 };
enum { SocketcallConnect = 3, SocketcallAccept = 5, SocketcallAccept4 = 18 };

static union end* peer;

static int connected(int listening, bool multiplexed)
{
    *peer = localEnd(listening);
    int client = socketFor(peer, SOCK_STREAM);
    uint64_t after = now();
    int result = multiplexed ? socketcall(SocketcallConnect, client, address32(peer),
                                          sizeOfEnd(peer), 0, 0, 0)
                             : call32(Connect, client, address32(peer), sizeOfEnd(peer), 0);
    must(result, "connect");
    expectTcp(after, true, client);
    return client;
}

int main(void)
{
    actorBegin();
    requireCalls32();
    peer = lowMemory(sizeof(*peer));
    int listening = listeningSocket("127.0.0.1");
    int client = connected(listening, false);
    uint64_t after = now();
    expectAccepted(after, client, call32(Accept4, listening, 0, 0, SOCK_CLOEXEC));
    client = connected(listening, true);
    after = now();
    expectAccepted(after, client, socketcall(SocketcallAccept, listening, 0, 0, 0, 0, 0));
    client = connected(listening, true);
    after = now();
    expectAccepted(after, client,
                   socketcall(SocketcallAccept4, listening, 0, 0, SOCK_CLOEXEC, 0, 0));
    return actorEnd();
}
