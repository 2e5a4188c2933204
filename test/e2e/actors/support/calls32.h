/* SPDX-License-Identifier: MIT */
/*
 * The calls of 32-bit programs: by interrupt 0x80, which takes the numbers and the addresses that
 * such programs have, from any program on x86.
 */
#ifndef CALLS32_H
#define CALLS32_H

#include <stddef.h>
#include <stdint.h>

/* Ends the actor as unsupported where there are none. */
void requireCalls32(void);

/* Like syscall(2); a fifth argument is 0. */
int call32(int number, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth);
/* socketcall(2), which has all calls on sockets behind one number. */
int socketcall(int which, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth,
               uint32_t fifth, uint32_t sixth);

/* Memory that calls can point to, below 4 GiB, and its address. */
void* lowMemory(size_t size);
uint32_t address32(const void* pointer);
/* The address of a copy of `text` there. */
uint32_t text32(const char* text);

#endif
