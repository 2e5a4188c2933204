/* SPDX-License-Identifier: MIT */
/*
 * The kernel adds paths to MPTCP connections by itself, in a thread of its own or in the process
 * that manages paths. They are connections of those that have opened and accepted the first one,
 * whoever that is.
 */
#define _GNU_SOURCE
#include "multipath.h"
#include "namespaces.h"

#include <stddef.h>
#include <unistd.h>

#define CLIENT "10.78.1.2"
#define CLIENT_TOO "10.78.1.3"
#define SERVER "10.78.1.1"
#define SERVER_TOO "10.78.1.4"

struct site {
    int client; /* networks */
    int server;
    int listening;
    int connected;
    int accepted;
};

/* The process is in the client's network afterwards. */
static struct site newSite(void)
{
    struct site site = {.client = newNetwork(), .server = newNetwork()};
    linkNetworks(site.client, "toServer", CLIENT, site.server, "toClient", SERVER);
    giveAddress("toClient:1", SERVER_TOO);
    allowPaths();
    site.listening = multipathSocket();
    union end any = endOf("0.0.0.0", 0);
    must(bind(site.listening, &any.any, sizeOfEnd(&any)), "bind");
    must(listen(site.listening, 4), "listen");
    enterNetwork(site.client);
    giveAddress("toServer:1", CLIENT_TOO);
    allowPaths();
    return site;
}

/* The socket is made here, since it remembers which addresses there were. */
static void connectSite(struct site* site)
{
    site->connected = multipathSocket();
    union end listening = localEnd(site->listening);
    union end server = endOf(SERVER, portOf(&listening));
    connectSocket(site->connected, &server);
}

static void acceptSite(struct site* site)
{
    uint64_t after = now();
    site->accepted = must(accept(site->listening, NULL, NULL), "accept");
    expectTcp(after, false, site->accepted);
}

/* More paths only come when the other side has heard of one's data. */
static void talk(const struct site* site)
{
    must(send(site->connected, "x", 1, 0), "send");
}

static void answer(const struct site* site)
{
    char byte;
    must(recv(site->accepted, &byte, 1, 0), "recv");
    must(send(site->accepted, "y", 1, 0), "send");
    must(recv(site->connected, &byte, 1, 0), "recv");
}

/* Both sides have heard of each other, so the kernel may add paths. */
static struct site connectedSite(void)
{
    struct site site = newSite();
    connectSite(&site);
    acceptSite(&site);
    talk(&site);
    answer(&site);
    return site;
}

struct path {
    union end local; /* as the client sees it */
    union end remote;
};

static struct path awaitBoth(const struct site* site, const char* from, const char* to)
{
    union end listening = localEnd(site->listening);
    struct path path = {endOf(from, 0), endOf(to, portOf(&listening))};
    awaitPath(&path.local, &path.remote);
    enterNetwork(site->server);
    awaitPath(&path.remote, &path.local);
    enterNetwork(site->client);
    return path;
}

static void expectPath(uint64_t after, const struct path* path, bool initiated)
{
    if (initiated)
        expectConnection(after, "tcp", true, &path->local, &path->remote);
    else
        expectConnection(after, "tcp", false, &path->remote, &path->local);
}

static void expectBoth(uint64_t after, const struct path* path)
{
    expectPath(after, path, true);
    expectPath(after, path, false);
}

static void closeSite(const struct site* site)
{
    close(site->connected);
    close(site->accepted);
    close(site->listening);
    close(site->client);
    close(site->server);
}

static void fromAnotherAddress(void)
{
    struct site site = newSite();
    offerAddress(CLIENT_TOO, MPTCP_PM_ADDR_FLAG_SUBFLOW);
    connectSite(&site);
    acceptSite(&site);
    uint64_t after = now();
    talk(&site);
    struct path path = awaitBoth(&site, CLIENT_TOO, SERVER);
    expectBoth(after, &path);
    closeSite(&site);
}

static void toAnotherAddress(void)
{
    struct site site = connectedSite();
    uint64_t after = now();
    enterNetwork(site.server);
    offerAddress(SERVER_TOO, MPTCP_PM_ADDR_FLAG_SIGNAL);
    enterNetwork(site.client);
    struct path path = awaitBoth(&site, CLIENT, SERVER_TOO);
    expectBoth(after, &path);
    closeSite(&site);
}

static void beforeAccept(void)
{
    struct site site = newSite();
    offerAddress(CLIENT_TOO, MPTCP_PM_ADDR_FLAG_SUBFLOW);
    connectSite(&site);
    uint64_t after = now();
    talk(&site);
    struct path path = awaitBoth(&site, CLIENT_TOO, SERVER);
    expectPath(after, &path, true);
    acceptSite(&site);
    expectPath(after, &path, false);
    closeSite(&site);
}

static void offer(const void* address)
{
    offerAddress(address, MPTCP_PM_ADDR_FLAG_SUBFLOW);
    pauseChild();
    _exit(0);
}

static void byAnotherProcess(void)
{
    struct site site = connectedSite();
    uint64_t after = now();
    struct child manager = startChild(offer, CLIENT_TOO);
    struct path path = awaitBoth(&site, CLIENT_TOO, SERVER);
    expectBoth(after, &path);
    awaitReady(&manager);
    endChild(&manager);
    closeSite(&site);
}

int main(void)
{
    actorBegin();
    fromAnotherAddress();
    toAnotherAddress();
    beforeAccept();
    byAnotherProcess();
    return actorEnd();
}
