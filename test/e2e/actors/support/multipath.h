/* SPDX-License-Identifier: MIT */
/* MPTCP, and which paths the kernel adds to a connection by itself. IPv4. */
#ifndef MULTIPATH_H
#define MULTIPATH_H

#include "network.h"

#include <linux/mptcp.h>

int multipathSocket(void);
/* Of the namespace that the process is in: connections may have more paths. */
void allowPaths(void);
/*
 * `address` is another end of a path: MPTCP_PM_ADDR_FLAG_SUBFLOW lets the kernel connect from
 * there, MPTCP_PM_ADDR_FLAG_SIGNAL tells the other side, whose kernel may connect to it.
 */
void offerAddress(const char* address, uint32_t flags);

/*
 * Waits until a TCP connection of this namespace has the ends `local` and `remote`; a port of 0 is
 * any, and filled in.
 */
void awaitPath(union end* local, union end* remote);

#endif
