/* SPDX-License-Identifier: MIT */
/* Datagrams of several senders wait in one socket, those of known ones in between. */
#include "network.h"

#include <stddef.h>
#include <unistd.h>

#define SENDERS 12

static struct pair pairs[SENDERS];
static int receiver;

static void sendFrom(int sender)
{
    const union end* to = &pairs[sender].to;
    must(sendto(pairs[sender].sender, "x", 1, 0, &to->any, sizeOfEnd(to)), "sendto");
}

int main(void)
{
    actorBegin();
    receiver = boundSocket("127.0.0.1", SOCK_DGRAM);
    for (int i = 0; i < SENDERS; i++) {
        pairs[i] = (struct pair){.receiver = receiver, .to = localEnd(receiver)};
        pairs[i].sender = socketFor(&pairs[i].to, SOCK_DGRAM);
        uint64_t after = now();
        sendFrom(i);
        expectSent(after, &pairs[i]);
        sendFrom(i); /* known to the sender, not yet to the receiver */
    }
    char byte;
    uint64_t after = now();
    for (int i = 0; i < 2 * SENDERS; i++)
        must(recv(receiver, &byte, 1, 0), "recv");
    for (int i = 0; i < SENDERS; i++)
        expectReceived(after, &pairs[i]);
    return actorEnd();
}
