/* SPDX-License-Identifier: MIT */
/* Accepts by io_uring: of what has come already, and of what comes while it waits. */
#include "network.h"
#include "ring.h"
#include "user.h"

#include <unistd.h>

int main(void)
{
    becomeUser();
    actorBegin();
    struct io_uring_sqe* entry = openRing();
    requireOperation(IORING_OP_ACCEPT, "accepts by io_uring");
    int listening = listeningSocket("127.0.0.1");
    union end server = localEnd(listening);
    for (int i = 0; i < 3; i++) {
        int client = socketFor(&server, SOCK_STREAM);
        uint64_t after = now();
        must(connect(client, &server.any, sizeOfEnd(&server)), "connect");
        expectTcp(after, true, client);
        entry->opcode = IORING_OP_ACCEPT;
        entry->fd = listening;
        after = now();
        expectAccepted(after, client, perform());
    }
    return actorEnd();
}
