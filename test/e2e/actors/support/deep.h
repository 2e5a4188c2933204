/* SPDX-License-Identifier: MIT */
/* Directories below one another. */
#ifndef DEEP_H
#define DEEP_H

/* Makes `levels` directories below `base`; their names have `nameLength` characters, each. */
char* makeDeepDirectory(const char* base, int levels, int nameLength);

/*
 * Makes directories below `base` until a file in the last one can have a path of `length`
 * characters, and returns that path.
 */
char* makeLongPath(const char* base, int length);

/*
 * Calls `act` with the absolute names of files that are not there: 40 levels down, with the longest
 * names, and with the longest path.
 */
void forDeepNames(void (*act)(const char* path));

/* Splits an allocated path: ends it at its directory and returns the last component. */
char* splitPath(char* path);

#endif
