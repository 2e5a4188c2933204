/* SPDX-License-Identifier: MIT */
/* accept and accept4, with and without room for the address, and when there is nothing to accept.
 */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int connectClient(int listening)
{
    union end server = localEnd(listening);
    int client = socketFor(&server, SOCK_STREAM);
    connectSocket(client, &server);
    return client;
}

int main(void)
{
    actorBegin();
    int listening = listeningSocket("127.0.0.1");
    union end peer;
    socklen_t size = sizeof(peer);

    int client = connectClient(listening);
    uint64_t after = now();
#ifdef SYS_accept
    expectAccepted(after, client, syscall(SYS_accept, listening, &peer, &size));
    client = connectClient(listening);
    after = now();
    expectAccepted(after, client, syscall(SYS_accept, listening, NULL, NULL));
    client = connectClient(listening);
    after = now();
#endif
    expectAccepted(after, client, accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
    client = connectClient(listening);
    size = 1; /* the address is cut to this */
    after = now();
    expectAccepted(after, client, accept4(listening, &peer.any, &size, 0));

    must(fcntl(listening, F_SETFL, O_NONBLOCK), "fcntl");
    if (accept(listening, NULL, NULL) >= 0 || errno != EAGAIN) fail("accept of nothing");
    return actorEnd();
}
