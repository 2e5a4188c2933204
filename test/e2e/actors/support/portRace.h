/* SPDX-License-Identifier: MIT */
/* A thread that changes an address that calls are made with, all the time. */
#ifndef PORT_RACE_H
#define PORT_RACE_H

#include "network.h"

/* The address, whose port is now one of the two and now the other from startRace() to endRace(). */
extern union end racingEnd;

void startRace(const in_port_t ports[2]); /* in network byte order */
void endRace(void);

#endif
