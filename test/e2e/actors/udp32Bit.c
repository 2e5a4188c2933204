/* SPDX-License-Identifier: MIT */
/* UDP by the calls of 32-bit programs. */
#define _GNU_SOURCE
#include "calls32.h"
#include "network.h"

#include <unistd.h>

enum { Sendto = 369, Recvfrom = 371 };
enum { SocketcallSendto = 11, SocketcallRecvfrom = 12 };

/* The last two arguments of sendto, an address, fit socketcall only: the direct call is connected.
 */
static void exchange(bool multiplexed)
{
    struct pair pair = datagramPair("127.0.0.1");
    union end* to = lowMemory(sizeof(*to));
    char* byte = lowMemory(1);
    *to = pair.to;
    if (!multiplexed) must(connect(pair.sender, &to->any, sizeOfEnd(to)), "connect");
    uint64_t after = now();
    must(multiplexed ? socketcall(SocketcallSendto, pair.sender, address32(byte), 1, 0,
                                  address32(to), sizeOfEnd(to))
                     : call32(Sendto, pair.sender, address32(byte), 1, 0),
         "sendto");
    expectSent(after, &pair);
    after = now();
    must(multiplexed ? socketcall(SocketcallRecvfrom, pair.receiver, address32(byte), 1, 0, 0, 0)
                     : call32(Recvfrom, pair.receiver, address32(byte), 1, 0),
         "recvfrom");
    expectReceived(after, &pair);
    closePair(pair);
}

int main(void)
{
    actorBegin();
    requireCalls32();
    exchange(false);
    exchange(true);
    return actorEnd();
}
