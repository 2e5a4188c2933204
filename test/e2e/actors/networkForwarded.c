/* SPDX-License-Identifier: MIT */
/*
 * Two hosts with a router between them, each a network namespace: what the router forwards is no
 * event, what the hosts do is. The first packet waits until its neighbour's address is known.
 */
#define _GNU_SOURCE
#include "network.h"

#include "namespaces.h"

#include <stddef.h>
#include <unistd.h>

static const char serverAddress[] = "10.77.2.2";
static const char clientAddress[] = "10.77.1.2";

static int serverSocket(int type)
{
    return boundSocket(serverAddress, type);
}

static void sendDatagram(int client, int server)
{
    struct pair pair = {.sender = client, .receiver = server, .to = localEnd(server)};
    uint64_t after = now();
    must(sendto(client, "x", 1, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    char byte;
    must(recv(server, &byte, 1, 0), "recv");
    union end bound = localEnd(client);
    pair.from = endOf(clientAddress, portOf(&bound));
    expectConnection(after, "udp", true, &pair.from, &pair.to);
    expectReceived(after, &pair);
}

static void connectThroughRouter(int client, int server)
{
    union end to = localEnd(server);
    connectSocket(client, &to);
    uint64_t after = now();
    int accepted = must(accept(server, NULL, NULL), "accept");
    expectTcp(after, false, accepted);
}

int main(void)
{
    actorBegin();
    int router = newNetwork(), clientSide = newNetwork(), serverSide = newNetwork();
    linkNetworks(router, "toClient", "10.77.1.1", clientSide, "toRouter", clientAddress);
    linkNetworks(router, "toServer", "10.77.2.1", serverSide, "toRouter", serverAddress);
    forwardPackets(router);
    enterNetwork(serverSide);
    routeAllVia("10.77.2.1");
    int datagrams = serverSocket(SOCK_DGRAM), listening = serverSocket(SOCK_STREAM);
    must(listen(listening, 1), "listen");
    enterNetwork(clientSide);
    routeAllVia("10.77.1.1");
    union end server = localEnd(listening);
    sendDatagram(socketFor(&server, SOCK_DGRAM), datagrams);
    connectThroughRouter(socketFor(&server, SOCK_STREAM), listening);
    return actorEnd();
}
