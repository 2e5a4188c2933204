/* SPDX-License-Identifier: MIT */
#include "portRace.h"

#include <pthread.h>

union end racingEnd;
static in_port_t racingPorts[2];
static volatile bool done;
static pthread_t changer;

static void* change(void* argument)
{
    (void)argument;
    for (unsigned i = 0; !done; i++)
        *(volatile in_port_t*)&racingEnd.v4.sin_port = racingPorts[i & 1];
    return NULL;
}

void startRace(const in_port_t ports[2])
{
    racingPorts[0] = ports[0];
    racingPorts[1] = ports[1];
    if (pthread_create(&changer, NULL, change, NULL) != 0) fail("pthread_create");
}

void endRace(void)
{
    done = true;
    pthread_join(changer, NULL);
}
