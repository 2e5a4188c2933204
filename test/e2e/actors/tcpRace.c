/* SPDX-License-Identifier: MIT */
/*
 * Another thread changes the address that connect is called with, all the time: what counts is
 * where the connection went.
 */
#include "portRace.h"

#include <unistd.h>

int main(void)
{
    actorBegin();
    in_port_t ports[2];
    for (int i = 0; i < 2; i++) {
        racingEnd = localEnd(listeningSocket("127.0.0.1"));
        ports[i] = racingEnd.v4.sin_port;
    }
    startRace(ports);
    for (int i = 0; i < 30; i++) {
        int client = socketFor(&racingEnd, SOCK_STREAM);
        uint64_t after = now();
        must(connect(client, &racingEnd.any, sizeOfEnd(&racingEnd)), "connect");
        expectTcp(after, true, client);
        close(client);
    }
    endRace();
    return actorEnd();
}
