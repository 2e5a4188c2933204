/* SPDX-License-Identifier: MIT */
/* A private mount namespace with two mounts below the work directory. */
#ifndef MOUNTS_H
#define MOUNTS_H

struct mounts {
    char* memory; /* a tmpfs */
    char* bound;  /* another directory, bound here */
};

struct mounts makeMounts(void);

#endif
