/* SPDX-License-Identifier: MIT */
/*
 * Connects wait for their answer while a flood of others waits for ever: one began before the
 * flood, one after it. Who listens with a full queue answers nobody.
 */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#define DEAF 4
#define CONNECTS 5000 /* to each of them */
#define PATIENCE 60000

/* A listening socket whose queue has room for nobody else. */
static int deafListener(int* ret_filler)
{
    int listening = boundSocket("127.0.0.1", SOCK_STREAM);
    must(listen(listening, 0), "listen");
    union end server = localEnd(listening);
    *ret_filler = socketFor(&server, SOCK_STREAM);
    connectSocket(*ret_filler, &server);
    return listening;
}

static int beginConnect(const union end* server)
{
    int client = socketFor(server, SOCK_STREAM | SOCK_NONBLOCK);
    if (connect(client, &server->any, sizeOfEnd(server)) == 0 || errno != EINPROGRESS)
        fail("connect to who does not answer");
    return client;
}

static void acceptNext(int listening, uint64_t after)
{
    expectTcp(after, false, must(accept(listening, NULL, NULL), "accept"));
}

/* The kernel asks again after 1, 3, 7, … seconds. */
static void endConnect(int client, int listening, uint64_t after)
{
    struct pollfd answer = {.fd = client, .events = POLLOUT};
    if (must(poll(&answer, 1, PATIENCE), "poll") != 1) fail("no answer");
    uint64_t accepted = now();
    expectTcp(after, true, client);
    acceptNext(listening, accepted);
}

/* A child, since a process may not open so many. */
static void flood(const void* argument)
{
    for (int i = 0; i < CONNECTS; i++)
        beginConnect(argument);
    pauseChild();
    _exit(0);
}

int main(void)
{
    struct rlimit files;
    must(getrlimit(RLIMIT_NOFILE, &files), "getrlimit");
    if (files.rlim_max < CONNECTS + 100) files.rlim_max = CONNECTS + 100;
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) < 0) unsupported("so many files");
    actorBegin();
    int fillers[2], listening[2], clients[2], unused;
    for (int i = 0; i < 2; i++)
        listening[i] = deafListener(&fillers[i]);
    union end server = localEnd(listening[0]);
    clients[0] = beginConnect(&server);
    for (int i = 0; i < DEAF; i++) {
        union end deaf = localEnd(deafListener(&unused));
        struct child child = startChild(flood, &deaf);
        awaitReady(&child); /* it ends with its input, which ends with this process */
    }
    server = localEnd(listening[1]);
    clients[1] = beginConnect(&server);

    for (int i = 0; i < 2; i++) {
        uint64_t after = now();
        acceptNext(listening[i], after);
        endConnect(clients[i], listening[i], after);
    }
    return actorEnd();
}
