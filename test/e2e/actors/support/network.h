/* SPDX-License-Identifier: MIT */
/* Sockets on the loopback interface, and what network actors expect of them. */
#ifndef NETWORK_H
#define NETWORK_H

#include "actor.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

/* An IPv4 or IPv6 address with its port. */
union end {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

socklen_t sizeOfEnd(const union end* end);
/* `address` in any form that inet_pton takes; port in the machine's byte order. */
union end endOf(const char* address, int port);
union end localEnd(int socket);  /* getsockname */
union end remoteEnd(int socket); /* getpeername */
int portOf(const union end* end);

/* Whether a socket can be bound to `address` here (IPv6 may be missing). */
bool hasAddress(const char* address);

/* A socket of that kind for the family of `address`, bound to it and any free port. */
int boundSocket(const char* address, int type);
/* The same, listening. */
int listeningSocket(const char* address);
/* An unbound socket of the family of `peer`. */
int socketFor(const union end* peer, int type);

/* Event 3 with these ends. */
void expectConnection(uint64_t after, const char* protocol, bool initiated, const union end* local,
                      const union end* remote);
/* Event 3 of a connected TCP socket. */
void expectTcp(uint64_t after, bool initiated, int socket);

/* ---- datagrams ---- */

/* A socket at each of two addresses: `sender` is bound to nothing until it sends. */
struct pair {
    int sender;
    int receiver;
    union end from; /* where the receiver gets datagrams from, once one was sent */
    union end to;
};
struct pair datagramPair(const char* address);
void closePair(struct pair pair);

/*
 * Events 3 of a datagram that was sent from `pair->sender`, between `from` and `to`, and then of
 * its receipt.
 */
void expectSent(uint64_t after, struct pair* pair);
void expectReceived(uint64_t after, const struct pair* pair);

/* ---- connections ---- */

/* connect(), which must succeed; expects the client's event. */
void connectSocket(int client, const union end* server);

struct connection {
    int client;
    int server;
};
/* Connects to the listening socket and accepts there; expects both events. */
struct connection connectTo(int listening);
void closeConnection(struct connection connection);
/* Accepts `client`, which has connected; expects the server's event and closes both. */
void acceptAndClose(int client, int listening);
/* `server` is what a call of accept returned since `after`, for `client`; closes both. */
void expectAccepted(uint64_t after, int client, int server);

#endif
