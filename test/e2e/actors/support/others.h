/* SPDX-License-Identifier: MIT */
/* What is done by others than the actor itself. */
#ifndef OTHERS_H
#define OTHERS_H

#include "actor.h"

/* Something that is done to a file, and the event that must follow. */
struct deed {
    void (*prepare)(const char* name); /* by the actor itself, before; NULL: nothing */
    void (*act)(const char* name);
    void (*expect)(uint64_t after, const struct facts* process, const char* path);
};

/* Done by a forked child, by another user and with the effective id of one: each to its own file.
 */
void actAsOthers(const struct deed* deed);

#endif
