/* SPDX-License-Identifier: MIT */
/*
 * A thread that rewrites a name while calls take it: what counts is what the calls did, not what
 * the memory says before or after.
 */
#ifndef NAME_REWRITER_H
#define NAME_REWRITER_H

/* "directory/1" or "directory/2", as it happens to be. */
extern char rewrittenName[];

void beginRewriting(void);
void endRewriting(void);

#endif
