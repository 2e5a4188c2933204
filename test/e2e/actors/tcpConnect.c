/* SPDX-License-Identifier: MIT */
/* connect, from bound and unbound sockets, to IPv4, IPv6 and IPv4 behind an IPv6 address. */
#include "network.h"

#include <errno.h>
#include <unistd.h>

static void connectAndAccept(const char* address)
{
    if (!hasAddress(address)) return;
    int listening = listeningSocket(address);
    closeConnection(connectTo(listening));
    close(listening);
}

/* The server listens on all addresses; which one it was reached at is known for each connection. */
static void connectThroughWildcard(void)
{
    int listening = listeningSocket("0.0.0.0");
    union end listens = localEnd(listening), own = endOf("127.0.0.2", 0);
    union end server = endOf("127.0.0.3", portOf(&listens));
    int client = socketFor(&server, SOCK_STREAM);
    must(bind(client, &own.any, sizeOfEnd(&own)), "bind");
    connectSocket(client, &server);
    acceptAndClose(client, listening);
    close(listening);
}

/* An IPv6 socket that takes IPv4 as well. */
static void connectToMapped(void)
{
    if (!hasAddress("::")) return;
    int listening = listeningSocket("::");
    union end listens = localEnd(listening), server = endOf("127.0.0.1", portOf(&listens));
    int client = socketFor(&server, SOCK_STREAM);
    connectSocket(client, &server);
    acceptAndClose(client, listening);
    close(listening);
}

/* A socket can be used again. */
static void connectTwice(void)
{
    int listening = listeningSocket("127.0.0.1");
    union end server = localEnd(listening);
    struct connection made = connectTo(listening);
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    must(connect(made.client, &none, sizeof(none)), "connect to nothing");
    uint64_t after = now();
    must(connect(made.client, &server.any, sizeOfEnd(&server)), "connect again");
    expectTcp(after, true, made.client);
    closeConnection(made);
    close(listening);
}

int main(void)
{
    actorBegin();
    connectAndAccept("127.0.0.1");
    connectAndAccept("::1");
    connectAndAccept("::ffff:127.0.0.1");
    connectThroughWildcard();
    connectToMapped();
    connectTwice();
    return actorEnd();
}
