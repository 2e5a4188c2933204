/* SPDX-License-Identifier: MIT */
/* What sends and receives no datagram: no event, but for the sending where only that is done. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    struct pair pair = datagramPair("127.0.0.1");
    char byte;
    if (recv(pair.receiver, &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN)
        fail("recv of nothing");
    union end broadcast = endOf("255.255.255.255", 9);
    if (sendto(pair.sender, "x", 1, 0, &broadcast.any, sizeOfEnd(&broadcast)) >= 0)
        fail("sendto everybody");
    static char tooLong[70000];
    if (sendto(pair.sender, tooLong, sizeof(tooLong), 0, &pair.to.any, sizeOfEnd(&pair.to)) >= 0)
        fail("sendto of too much");

    /* Looking at a datagram is not taking it; throwing it away unseen neither. */
    uint64_t after = now();
    must(sendto(pair.sender, "x", 1, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    expectSent(after, &pair);
    must(recv(pair.receiver, &byte, 1, MSG_PEEK), "peek");
    close(pair.receiver);

    /* A port that nobody has: the datagram is sent, the next call tells that it was for nothing. */
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    must(send(pair.sender, "x", 1, 0), "send");
    if (recv(pair.sender, &byte, 1, 0) >= 0 || errno != ECONNREFUSED) fail("recv from nobody");
    return actorEnd();
}
