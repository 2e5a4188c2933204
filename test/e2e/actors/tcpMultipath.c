/* SPDX-License-Identifier: MIT */
/* An MPTCP connection is one, although TCP sockets of the kernel's own carry it. */
#define _GNU_SOURCE
#include "network.h"

#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

static int multipathSocket(void)
{
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
    if (made < 0) unsupported("MPTCP");
    return made;
}

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
