/* SPDX-License-Identifier: MIT */
/* The calls of 32-bit x86 programs, made by int 0x80. */
#ifndef OLD_CALLS_H
#define OLD_CALLS_H

/* Ends the actor as unsupported where the kernel has none. */
void needOldCalls(void);

/* Memory whose address fits into 32 bits, zeroed, never freed. */
void* lowMemory(unsigned size);
/* The address of a copy of `text` there. */
int low(const char* text);

/* The result, or a negative errno. */
int oldCall(int number, int a, int b, int c, int d, int e);

#endif
