/* SPDX-License-Identifier: MIT */
/* A thread closes each accepted connection at once. */
#include "closer.h"
#include "network.h"
#include "user.h"

#include <unistd.h>

enum { CONNECTIONS = 300 };

int main(void)
{
    becomeUser();
    actorBegin();
    int listening = listeningSocket("127.0.0.1");
    union end server = localEnd(listening);
    for (int i = 0; i < CONNECTIONS; i++) {
        int client = socketFor(&server, SOCK_STREAM);
        uint64_t after = now();
        must(connect(client, &server.any, sizeOfEnd(&server)), "connect");
        expectTcp(after, true, client);
        union end peer = localEnd(client);
        beginClosing(0);
        after = now();
        close(must(accept(listening, NULL, NULL), "accept"));
        expectConnection(after, "tcp", false, &server, &peer);
        endClosing();
        close(client);
    }
    return actorEnd();
}
