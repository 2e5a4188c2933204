/* SPDX-License-Identifier: MIT */
/* A second thread that closes one descriptor as fast as it can, before anybody can look at it. */
#ifndef CLOSER_H
#define CLOSER_H

/* `copies`: it makes a copy first, so that the file stays open. The number is the next free one. */
void beginClosing(int copies);
void endClosing(void);

#endif
