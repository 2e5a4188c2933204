/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "oldCalls.h"

#include "actor.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)

enum { GETPID = 20, LOW_BYTES = 65536 };

static sigjmp_buf noSuchInstruction;

static void onFault(int signal)
{
    (void)signal;
    siglongjmp(noSuchInstruction, 1);
}

void needOldCalls(void)
{
    signal(SIGSEGV, onFault);
    if (sigsetjmp(noSuchInstruction, 1) || oldCall(GETPID, 0, 0, 0, 0, 0) != getpid())
        unsupported("int 0x80");
    signal(SIGSEGV, SIG_DFL);
}

void* lowMemory(unsigned size)
{
    static char* memory;
    static unsigned used;
    if (!memory)
        memory = mmap(NULL, LOW_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    char* at = memory + used;
    used += (size + 7) & ~7u;
    if (used > LOW_BYTES) fail("low memory");
    return at;
}

int oldCall(int number, int a, int b, int c, int d, int e)
{
    long result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"((long)number), "b"((long)a), "c"((long)b), "d"((long)c), "S"((long)d),
                       "D"((long)e)
                     : "memory", "r8", "r9", "r10", "r11");
    return (int)result;
}

#else

void needOldCalls(void)
{
    errno = ENOSYS;
    unsupported("int 0x80");
}

void* lowMemory(unsigned size)
{
    (void)size;
    return NULL;
}

int oldCall(int number, int a, int b, int c, int d, int e)
{
    return -ENOSYS | (number & a & b & c & d & e & 0);
}

#endif

int low(const char* text)
{
    return (int)(uintptr_t)strcpy(lowMemory(strlen(text) + 1), text);
}
