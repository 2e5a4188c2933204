/* SPDX-License-Identifier: MIT */
/* Connections that never come to be, refused or unanswered: no event, also not of a later one. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* A port that nobody listens on: bound, so that no other program takes it. */
static void connectRefused(int type)
{
    int unused = boundSocket("127.0.0.1", SOCK_STREAM);
    union end nobody = localEnd(unused);
    int client = socketFor(&nobody, type);
    int result = connect(client, &nobody.any, sizeOfEnd(&nobody));
    if (result == 0 || (errno != ECONNREFUSED && errno != EINPROGRESS)) fail("connect to nobody");
    struct pollfd refused = {.fd = client, .events = POLLOUT};
    must(poll(&refused, 1, -1), "poll");

    /* The same socket, then, where somebody listens; it may first tell how the last one failed. */
    int listening = listeningSocket("127.0.0.1");
    union end server = localEnd(listening);
    uint64_t after = now();
    do
        result = connect(client, &server.any, sizeOfEnd(&server));
    while (result < 0 && (errno == ECONNREFUSED || errno == ECONNABORTED));
    if (result < 0 && errno != EINPROGRESS) fail("connect");
    must(poll(&refused, 1, -1), "poll");
    expectTcp(after, true, client);
    close(client);
    close(listening);
    close(unused);
}

/* One connection fills the queue of the server, the next are not answered. */
static void connectUnanswered(void)
{
    int listening = boundSocket("127.0.0.1", SOCK_STREAM);
    must(listen(listening, 0), "listen");
    union end server = localEnd(listening);
    int first = socketFor(&server, SOCK_STREAM),
        second = socketFor(&server, SOCK_STREAM | SOCK_NONBLOCK);
    uint64_t after = now();
    must(connect(first, &server.any, sizeOfEnd(&server)), "connect");
    expectTcp(after, true, first);
    if (connect(second, &server.any, sizeOfEnd(&server)) == 0 || errno != EINPROGRESS)
        fail("connect to a full queue");
    close(second);
    close(first);
    close(listening);
}

static void connectImpossible(void)
{
    union end noAddress = endOf("255.255.255.255", 9);
    int client = socketFor(&noAddress, SOCK_STREAM);
    if (connect(client, &noAddress.any, sizeOfEnd(&noAddress)) == 0) fail("connect to everybody");
    close(client);
    if (connect(-1, &noAddress.any, sizeOfEnd(&noAddress)) == 0) fail("connect of nothing");
}

int main(void)
{
    /* A queue of length 0 takes its one connection by a SYN cookie only. */
    if (access("/proc/sys/net/ipv4/tcp_syncookies", F_OK) != 0)
        unsupported("a kernel without CONFIG_SYN_COOKIES");
    actorBegin();
    connectRefused(SOCK_STREAM);
    connectRefused(SOCK_STREAM | SOCK_NONBLOCK);
    connectUnanswered();
    connectImpossible();
    return actorEnd();
}
