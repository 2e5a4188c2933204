/* SPDX-License-Identifier: MIT */
/* An io_uring of one entry: one operation at a time, each waited for. */
#ifndef RING_H
#define RING_H

#include <linux/io_uring.h>

/* The entry to fill; everything is zero. The actor is not possible where there are no rings. */
struct io_uring_sqe* openRing(void);
/* One whose entries a thread of the kernel's own takes. */
struct io_uring_sqe* openPolledRing(void);

/* The actor is not possible where the kernel has not this one, `what`. */
void requireOperation(int operation, const char* what);
int hasOperation(int operation);

/* Hands in the entry, returns the result and clears the entry. */
int perform(void);
/* The same in two steps. */
void begin(void);
int result(void);

#endif
