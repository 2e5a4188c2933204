/* SPDX-License-Identifier: MIT */
/* Many datagrams of one flow, both ways, also after the socket was closed and made again. */
#include "network.h"

#include <stddef.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    struct pair pair = datagramPair("127.0.0.1");
    char byte;
    for (int i = 0; i < 100; i++) {
        uint64_t after = now();
        must(sendto(pair.sender, "x", 1, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
        if (i == 0) expectSent(after, &pair);
        after = now();
        must(recv(pair.receiver, &byte, 1, 0), "recv");
        if (i == 0) expectReceived(after, &pair);
        must(sendto(pair.receiver, "x", 1, 0, &pair.from.any, sizeOfEnd(&pair.from)), "sendto");
        must(recv(pair.sender, &byte, 1, 0), "recv");
        if (i != 50) continue;
        close(pair.sender);
        pair.sender = socketFor(&pair.to, SOCK_DGRAM);
        must(bind(pair.sender, &pair.from.any, sizeOfEnd(&pair.from)), "bind");
    }
    return actorEnd();
}
