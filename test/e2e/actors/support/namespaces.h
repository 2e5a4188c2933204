/* SPDX-License-Identifier: MIT */
/* Network namespaces and what joins them. IPv4; every network has 24 bits. */
#ifndef NAMESPACES_H
#define NAMESPACES_H

/* A descriptor of a new namespace, which the process is in afterwards. */
int newNetwork(void);
void enterNetwork(int network);

/* A cable between two namespaces, with a name and an address at each end. */
void linkNetworks(int one, const char* oneName, const char* oneAddress, int other,
                  const char* otherName, const char* otherAddress);

/* These are of the namespace that the process is in. A network has more addresses as NAME:1. */
void giveAddress(const char* name, const char* address);
void routeAllVia(const char* gateway);

void forwardPackets(int network);

#endif
