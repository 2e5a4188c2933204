/* SPDX-License-Identifier: MIT */
/*
 * Datagrams whose ends the machine's own firewall translates on their way, with and without an
 * answer: each side has one event, with the direction and the ends that its program knows.
 */
#define _GNU_SOURCE
#include "namespaces.h"
#include "translation.h"

#include <unistd.h>

#define CLIENT "10.78.1.2"
#define SERVER "10.78.1.1"

struct site {
    int client; /* networks */
    int server;
    int receiver; /* a socket in the server's network */
    union end listens;
};

/* The process is in the client's network afterwards. */
static struct site newSite(void)
{
    struct site site = {.client = newNetwork(), .server = newNetwork()};
    linkNetworks(site.client, "toServer", CLIENT, site.server, "toClient", SERVER);
    site.receiver = boundSocket(SERVER, SOCK_DGRAM);
    site.listens = localEnd(site.receiver);
    enterNetwork(site.client);
    return site;
}

static void closeSite(const struct site* site, int sender)
{
    close(sender);
    close(site->receiver);
    close(site->client);
    close(site->server);
}

/* From `local`, whose port the kernel may have to choose yet, to what the program calls `remote`.
 */
static void exchange(const struct site* site, int sender, const char* local,
                     const union end* remote, bool answers)
{
    uint64_t after = now();
    must(sendto(sender, "x", 1, 0, &remote->any, sizeOfEnd(remote)), "sendto");
    union end bound = localEnd(sender), from, seen;
    from = endOf(local, portOf(&bound));

    /* It may wait for the server's link address. */
    uint64_t received = now();
    char byte;
    socklen_t size = sizeof(seen);
    must(recvfrom(site->receiver, &byte, 1, 0, &seen.any, &size), "recvfrom");
    expectConnection(after, "udp", true, &from, remote);
    expectConnection(received, "udp", false, &site->listens, &seen);
    if (!answers) return;
    must(sendto(site->receiver, "y", 1, 0, &seen.any, size), "answer");
    must(recv(sender, &byte, 1, 0), "recv");
}

static int newSender(const char* address)
{
    return boundSocket(address, SOCK_DGRAM);
}

static void beMasqueraded(bool answers)
{
    struct site site = newSite();
    masqueradeAs(40999);
    int sender = newSender("0.0.0.0");
    exchange(&site, sender, CLIENT, &site.listens, answers);
    closeSite(&site, sender);
}

static void haveAnotherSource(bool answers)
{
    struct site site = newSite();
    giveAddress("toServer:1", "10.79.9.9");
    translateSource(CLIENT);
    int sender = newSender("10.79.9.9");
    exchange(&site, sender, "10.79.9.9", &site.listens, answers);
    closeSite(&site, sender);
}

static void beRedirected(bool answers)
{
    struct site site = newSite();
    enterNetwork(site.server);
    redirectTo(portOf(&site.listens));
    enterNetwork(site.client);
    int sender = newSender("0.0.0.0");
    union end said = endOf(SERVER, 53);
    exchange(&site, sender, CLIENT, &said, answers);
    closeSite(&site, sender);
}

static void reachAnother(bool answers)
{
    struct site site = newSite();
    translateDestination(&site.listens);
    int sender = newSender("0.0.0.0");
    union end said = endOf("10.78.1.77", 53);
    exchange(&site, sender, CLIENT, &said, answers);
    closeSite(&site, sender);
}

int main(void)
{
    actorBegin();
    for (int answers = 0; answers <= 1; answers++) {
        beMasqueraded(answers);
        haveAnotherSource(answers);
        beRedirected(answers);
        reachAnother(answers);
    }
    return actorEnd();
}
