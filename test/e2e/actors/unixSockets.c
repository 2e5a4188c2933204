/* SPDX-License-Identifier: MIT */
/* Sockets that lead to no network: no event. */
#define _GNU_SOURCE
#include "network.h"

#include <string.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un nameOf(const char* name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, name);
    return address;
}

static void exchange(int from, int to)
{
    char byte;
    if (write(from, "x", 1) != 1 || read(to, &byte, 1) != 1) fail("exchange");
}

static void connectStream(void)
{
    struct sockaddr_un name = nameOf("stream");
    int listening = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    int client = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    must(bind(listening, (struct sockaddr*)&name, sizeof(name)), "bind");
    must(listen(listening, 1), "listen");
    must(connect(client, (struct sockaddr*)&name, sizeof(name)), "connect");
    int accepted = must(accept(listening, NULL, NULL), "accept");
    exchange(client, accepted);
}

static void sendDatagram(void)
{
    struct sockaddr_un name = nameOf("datagram");
    int receiver = must(socket(AF_UNIX, SOCK_DGRAM, 0), "socket");
    int sender = must(socket(AF_UNIX, SOCK_DGRAM, 0), "socket");
    must(bind(receiver, (struct sockaddr*)&name, sizeof(name)), "bind");
    must(sendto(sender, "x", 1, 0, (struct sockaddr*)&name, sizeof(name)), "sendto");
    char byte;
    must(recv(receiver, &byte, 1, 0), "recv");
}

int main(void)
{
    actorBegin();
    int pair[2];
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
    exchange(pair[0], pair[1]);
    connectStream();
    sendDatagram();
    return actorEnd();
}
