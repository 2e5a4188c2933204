/* SPDX-License-Identifier: MIT */
/*
 * A datagram waits for its neighbour's address, and its sender ends. When it has left, the kernel
 * may put another process's socket where the sender's was: what that one sends is its own.
 */
#define _GNU_SOURCE
#include "namespaces.h"
#include "network.h"

#include <stddef.h>
#include <unistd.h>

static struct pair pair;

static void sendOne(const void* argument)
{
    (void)argument;
    pauseChild();
    int sender = socketFor(&pair.to, SOCK_DGRAM);
    must(sendto(sender, "x", 1, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    pauseChild();
    _exit(0);
}

static struct child newSender(void)
{
    struct child sender = startChild(sendOne, NULL);
    awaitReady(&sender);
    return sender;
}

/* By a byte: the other one holds its input, too. */
static void endSender(struct child* sender)
{
    letGoOn(sender);
    endChild(sender);
}

/* The event of what `sender` sent since `after`, and that of its receipt. */
static void expectDatagramOf(const struct facts* sender, uint64_t after)
{
    char byte;
    socklen_t size = sizeof(pair.from);
    uint64_t received = now();
    must(recvfrom(pair.receiver, &byte, 1, 0, &pair.from.any, &size), "recvfrom");
    struct facts receiver = self;
    self = *sender;
    expectConnection(after, "udp", true, &pair.from, &pair.to);
    self = receiver;
    expectReceived(received, &pair);
}

static void reuse(void)
{
    int client = newNetwork(), server = newNetwork();
    linkNetworks(client, "toServer", "10.78.1.2", server, "toClient", "10.78.1.9");
    union end bound;
    pair.receiver = boundSocket("0.0.0.0", SOCK_DGRAM);
    bound = localEnd(pair.receiver);
    pair.to = endOf("10.78.1.1", portOf(&bound));
    enterNetwork(client);
    struct child first = newSender(), second = newSender();
    struct facts firstFacts = factsOf(first.processId), secondFacts = factsOf(second.processId);

    uint64_t after = now();
    letGoOn(&first);
    awaitReady(&first);
    endSender(&first);
    enterNetwork(server);
    giveAddress("toClient:1", "10.78.1.1");
    expectDatagramOf(&firstFacts, after);
    usleep(50000); /* until the first one's socket is freed */

    after = now();
    letGoOn(&second);
    awaitReady(&second);
    expectDatagramOf(&secondFacts, after);
    endSender(&second);
    close(pair.receiver);
    close(client);
    close(server);
}

int main(void)
{
    actorBegin();
    for (int i = 0; i < 5; i++)
        reuse();
    return actorEnd();
}
