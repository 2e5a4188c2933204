/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "network.h"

#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

socklen_t sizeOfEnd(const union end* end)
{
    return end->any.sa_family == AF_INET ? sizeof(end->v4) : sizeof(end->v6);
}

union end endOf(const char* address, int port)
{
    union end end;
    memset(&end, 0, sizeof(end));
    end.any.sa_family = strchr(address, ':') ? AF_INET6 : AF_INET;
    bool isV4 = end.any.sa_family == AF_INET;
    void* bytes = isV4 ? (void*)&end.v4.sin_addr : (void*)&end.v6.sin6_addr;
    errno = EINVAL;
    if (inet_pton(end.any.sa_family, address, bytes) != 1) fail(address);
    if (isV4)
        end.v4.sin_port = htons(port);
    else
        end.v6.sin6_port = htons(port);
    return end;
}

union end localEnd(int socket)
{
    union end end;
    socklen_t size = sizeof(end);
    must(getsockname(socket, &end.any, &size), "getsockname");
    return end;
}

union end remoteEnd(int socket)
{
    union end end;
    socklen_t size = sizeof(end);
    must(getpeername(socket, &end.any, &size), "getpeername");
    return end;
}

int portOf(const union end* end)
{
    return ntohs(end->any.sa_family == AF_INET ? end->v4.sin_port : end->v6.sin6_port);
}

bool hasAddress(const char* address)
{
    union end end = endOf(address, 0);
    int probe = socket(end.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return false;
    bool bound = bind(probe, &end.any, sizeOfEnd(&end)) == 0;
    close(probe);
    return bound;
}

int socketFor(const union end* peer, int type)
{
    return must(socket(peer->any.sa_family, type | SOCK_CLOEXEC, 0), "socket");
}

int boundSocket(const char* address, int type)
{
    union end end = endOf(address, 0);
    int socket = socketFor(&end, type);
    must(bind(socket, &end.any, sizeOfEnd(&end)), address);
    return socket;
}

int listeningSocket(const char* address)
{
    int socket = boundSocket(address, SOCK_STREAM);
    must(listen(socket, 64), "listen");
    return socket;
}

/* "ip":"…","port":N under names that begin with `name`; IPv6 in eight groups, mapped as IPv4. */
static void addEnd(struct text* json, const char* name, const union end* end)
{
    const uint8_t* bytes = end->any.sa_family == AF_INET ? (const uint8_t*)&end->v4.sin_addr
                                                         : end->v6.sin6_addr.s6_addr;
    addFormat(json, "\"%sPort\":%d,\"%sIp\":\"", name, portOf(end), name);
    if (end->any.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&end->v6.sin6_addr)) bytes += 12;
    if (end->any.sa_family == AF_INET6 && !IN6_IS_ADDR_V4MAPPED(&end->v6.sin6_addr))
        for (int i = 0; i < 16; i += 2)
            addFormat(json, i == 0 ? "%x" : ":%x", bytes[i] << 8 | bytes[i + 1]);
    else
        addFormat(json, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
    addFormat(json, "\"");
}

void expectConnection(uint64_t after, const char* protocol, bool initiated, const union end* local,
                      const union end* remote)
{
    struct text json = {0};
    addFormat(&json, "{\"protocol\":\"%s\",\"initiated\":%s,", protocol,
              initiated ? "true" : "false");
    addEnd(&json, "local", local);
    addFormat(&json, ",");
    addEnd(&json, "remote", remote);
    addFormat(&json, "}");
    expectNetworkConnect(after, &self, json.bytes);
}

void expectTcp(uint64_t after, bool initiated, int socket)
{
    union end local = localEnd(socket), remote = remoteEnd(socket);
    expectConnection(after, "tcp", initiated, &local, &remote);
}

struct pair datagramPair(const char* address)
{
    struct pair pair = {.receiver = boundSocket(address, SOCK_DGRAM)};
    pair.to = localEnd(pair.receiver);
    pair.sender = socketFor(&pair.to, SOCK_DGRAM);
    return pair;
}

void closePair(struct pair pair)
{
    close(pair.sender);
    close(pair.receiver);
}

/* The kernel gives the socket a port when it sends; the address is the destination's on loopback.
 */
void expectSent(uint64_t after, struct pair* pair)
{
    union end bound = localEnd(pair->sender);
    pair->from = pair->to;
    if (bound.any.sa_family == AF_INET)
        pair->from.v4.sin_port = bound.v4.sin_port;
    else
        pair->from.v6.sin6_port = bound.v6.sin6_port;
    expectConnection(after, "udp", true, &pair->from, &pair->to);
}

void expectReceived(uint64_t after, const struct pair* pair)
{
    expectConnection(after, "udp", false, &pair->to, &pair->from);
}

void connectSocket(int client, const union end* server)
{
    uint64_t after = now();
    must(connect(client, &server->any, sizeOfEnd(server)), "connect");
    expectTcp(after, true, client);
}

struct connection connectTo(int listening)
{
    union end server = localEnd(listening);
    struct connection made = {.client = socketFor(&server, SOCK_STREAM)};
    connectSocket(made.client, &server);
    uint64_t after = now();
    made.server = must(accept(listening, NULL, NULL), "accept");
    expectTcp(after, false, made.server);
    return made;
}

void closeConnection(struct connection connection)
{
    close(connection.client);
    close(connection.server);
}

void acceptAndClose(int client, int listening)
{
    uint64_t after = now();
    expectAccepted(after, client, accept(listening, NULL, NULL));
}

void expectAccepted(uint64_t after, int client, int server)
{
    must(server, "accept");
    expectTcp(after, false, server);
    closeConnection((struct connection){client, server});
}
