/* SPDX-License-Identifier: MIT */
/*
 * The calls of x32 programs, from any program on x86-64: the number is marked by one bit. Most are
 * the native calls; some have a number of their own, and structures whose addresses have 32 bits.
 */
#ifndef CALLS_X32_H
#define CALLS_X32_H

enum { X32_EXECVE = 520, X32_PTRACE = 521, X32_VM_READ = 539, X32_VM_WRITE = 540 };

/* Ends the actor as unsupported where there are none. */
void requireCallsX32(void);

/* Like syscall(2). Structures that 32-bit addresses are in lie in lowMemory() (calls32.h). */
int callX32(int number, long first, long second, long third, long fourth, long fifth, long sixth);

#endif
