/* SPDX-License-Identifier: MIT */
/* A connect that does not wait: the connection comes later, and only then the event. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    int listening = listeningSocket("127.0.0.1");
    union end server = localEnd(listening);
    for (int i = 0; i < 3; i++) {
        int client = socketFor(&server, SOCK_STREAM | SOCK_NONBLOCK);
        uint64_t after = now();
        if (connect(client, &server.any, sizeOfEnd(&server)) < 0 && errno != EINPROGRESS)
            fail("connect");
        struct pollfd connected = {.fd = client, .events = POLLOUT};
        must(poll(&connected, 1, -1), "poll");
        expectTcp(after, true, client);
        acceptAndClose(client, listening);
    }
    return actorEnd();
}
