/* SPDX-License-Identifier: MIT */
/*
 * Translation of addresses by the machine's own firewall (nf_tables), in the network namespace that
 * the process is in: one rule for each namespace, for everything that passes. IPv4.
 */
#ifndef TRANSLATION_H
#define TRANSLATION_H

#include "network.h"

void masqueradeAs(int port);                          /* what leaves comes from that port */
void translateSource(const char* address);            /* what leaves comes from there */
void redirectTo(int port);                            /* what arrives goes to that port */
void translateDestination(const union end* receiver); /* what is sent goes there */

#endif
