/* SPDX-License-Identifier: MIT */
/*
 * Another thread changes the address that sendto is called with, all the time: what counts is where
 * the datagram went. A receiver that never got any has no event.
 */
#include "portRace.h"

#include <unistd.h>

int main(void)
{
    actorBegin();
    in_port_t ports[2];
    struct pair pairs[2];
    for (int i = 0; i < 2; i++) {
        pairs[i] = datagramPair("127.0.0.1");
        racingEnd = pairs[i].to;
        ports[i] = racingEnd.v4.sin_port;
        close(pairs[i].sender);
    }
    startRace(ports);
    for (int i = 0; i < 30; i++) {
        int sender = socketFor(&racingEnd, SOCK_DGRAM);
        uint64_t after = now();
        must(sendto(sender, "x", 1, 0, &racingEnd.any, sizeOfEnd(&racingEnd)), "sendto");
        char byte;
        uint64_t received = now();
        int reached = recv(pairs[0].receiver, &byte, 1, MSG_DONTWAIT) == 1 ? 0 : 1;
        if (reached == 1) must(recv(pairs[1].receiver, &byte, 1, MSG_DONTWAIT), "recv");
        pairs[reached].sender = sender;
        expectSent(after, &pairs[reached]);
        expectReceived(received, &pairs[reached]);
        /* The sender stays open: its port is not given to the next one. */
    }
    endRace();
    return actorEnd();
}
