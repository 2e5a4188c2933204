/* SPDX-License-Identifier: MIT */
/*
 * A child as container engines make them: another user in a user, pid and mount namespace of its
 * own, on an overlay that is its root.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include "actor.h"

/*
 * Runs `body` there as user 54321 of this machine. The current directory has the name of the
 * actor's work directory, and holds a copy of `program`, called idle, unless that is NULL.
 */
struct child startContainer(const char* program, ChildBody* body, const void* argument);

#endif
