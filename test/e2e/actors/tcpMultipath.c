/* SPDX-License-Identifier: MIT */
/* An MPTCP connection is one, although TCP sockets of the kernel's own carry it. */
#include "multipath.h"

int main(void)
{
    actorBegin();
    int listening = multipathSocket(), client = multipathSocket();
    union end server = endOf("127.0.0.1", 0);
    must(bind(listening, &server.any, sizeOfEnd(&server)), "bind");
    must(listen(listening, 4), "listen");
    server = localEnd(listening);
    connectSocket(client, &server);
    acceptAndClose(client, listening);
    return actorEnd();
}
