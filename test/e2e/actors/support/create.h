/* SPDX-License-Identifier: MIT */
/* The deed of most file-create actors: an open that must make a file. */
#ifndef CREATE_H
#define CREATE_H

#include "actor.h"

/* open(name, O_CREAT | O_WRONLY | flags); expects event 11 of `path`, its absolute name. */
void createFile(const char* name, int flags, const char* path);

/* For calls of other kinds: closes what `fd` is and expects event 11, or fails naming `call`. */
void expectCreatedBy(const char* call, int fd, uint64_t after, const char* path);

/* symlink(text, name) in the work directory; expects event 11. */
void createLink(const char* text, const char* name);

/* For calls that must succeed, or fail, without an event. */
void mustOpen(const char* call, int fd);
void mustFail(const char* call, int result);

#endif
