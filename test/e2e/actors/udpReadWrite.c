/* SPDX-License-Identifier: MIT */
/* The calls for files: write, writev, read and readv, on connected and other sockets. */
#define _GNU_SOURCE
#include "network.h"

#include <sys/uio.h>
#include <unistd.h>

static void exchange(bool vectors)
{
    struct pair pair = datagramPair("127.0.0.1");
    char byte = 'x';
    struct iovec vector = {&byte, 1};
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    uint64_t after = now();
    must(vectors ? writev(pair.sender, &vector, 1) : write(pair.sender, &byte, 1), "write");
    expectSent(after, &pair);
    after = now();
    must(vectors ? readv(pair.receiver, &vector, 1) : read(pair.receiver, &byte, 1), "read");
    expectReceived(after, &pair);
    closePair(pair);
}

int main(void)
{
    actorBegin();
    exchange(false);
    exchange(true);
    return actorEnd();
}
