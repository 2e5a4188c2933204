/* SPDX-License-Identifier: MIT */
/* The deed of most file-delete actors. */
#ifndef DELETE_H
#define DELETE_H

#include "actor.h"

/* unlink(name), which must succeed; expects event 23 of `path`, the absolute name. */
void deleteName(const char* name, const char* path);
/* The same by unlinkat(base, name, 0). */
void deleteNameAt(int base, const char* name, const char* path);

#endif
