/* SPDX-License-Identifier: MIT */
/* The peer is gone, by a reset, before its connection is accepted. */
#include "network.h"

#include <stddef.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    int listening = listeningSocket("127.0.0.1");
    union end server = localEnd(listening);
    int client = socketFor(&server, SOCK_STREAM);
    uint64_t after = now();
    must(connect(client, &server.any, sizeOfEnd(&server)), "connect");
    expectTcp(after, true, client);
    union end peer = localEnd(client);
    struct linger reset = {.l_onoff = 1};
    must(setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), "setsockopt");
    close(client);

    after = now();
    close(must(accept(listening, NULL, NULL), "accept"));
    expectConnection(after, "tcp", false, &server, &peer);
    return actorEnd();
}
