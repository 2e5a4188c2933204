/* SPDX-License-Identifier: MIT */
/* A send that connects. */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    int listening = boundSocket("127.0.0.1", SOCK_STREAM);
    int queue = 4;
    must(setsockopt(listening, IPPROTO_TCP, TCP_FASTOPEN, &queue, sizeof(queue)), "TCP_FASTOPEN");
    must(listen(listening, 4), "listen");
    union end server = localEnd(listening);
    for (int i = 0; i < 2; i++) { /* the second time with the cookie of the first */
        int client = socketFor(&server, SOCK_STREAM);
        uint64_t after = now();
        if (sendto(client, "x", 1, MSG_FASTOPEN, &server.any, sizeOfEnd(&server)) < 0) {
            if (errno == EOPNOTSUPP) unsupported("MSG_FASTOPEN");
            fail("sendto");
        }
        expectTcp(after, true, client);
        acceptAndClose(client, listening);
    }
    return actorEnd();
}
