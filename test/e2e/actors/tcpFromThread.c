/* SPDX-License-Identifier: MIT */
/* The process is the one that the thread belongs to. */
#include "network.h"

#include <stddef.h>
#include <unistd.h>

static void* connectInThread(void* argument)
{
    closeConnection(connectTo(*(int*)argument));
    return NULL;
}

int main(void)
{
    actorBegin();
    int listening = listeningSocket("127.0.0.1");
    runInThread(connectInThread, &listening);
    close(listening);
    return actorEnd();
}
