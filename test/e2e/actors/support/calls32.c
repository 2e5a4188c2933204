/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "calls32.h"

#include "actor.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { GetPid = 20, Socketcall = 102 };

#if defined(__x86_64__)

int call32(int number, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth)
{
    long result = number;
    __asm__ volatile("int $0x80"
                     : "+a"(result)
                     : "b"((long)first), "c"((long)second), "d"((long)third), "S"((long)fourth),
                       "D"(0l)
                     : "memory", "r8", "r9", "r10", "r11");
    if ((int)result >= 0) return result;
    errno = -(int)result;
    return -1;
}

#else

#define MAP_32BIT 0

int call32(int number, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth)
{
    (void)number, (void)first, (void)second, (void)third, (void)fourth;
    errno = ENOSYS;
    return -1;
}

#endif

static sigjmp_buf noSuchCalls;

static void onFault(int signal)
{
    (void)signal;
    siglongjmp(noSuchCalls, 1);
}

void requireCalls32(void)
{
    /* Where the kernel has none, the interrupt is a fault. */
    signal(SIGSEGV, onFault);
    errno = ENOSYS;
    if (sigsetjmp(noSuchCalls, 1) || call32(GetPid, 0, 0, 0, 0) != getpid())
        unsupported("32-bit calls");
    signal(SIGSEGV, SIG_DFL);
}

int socketcall(int which, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth,
               uint32_t fifth, uint32_t sixth)
{
    static uint32_t* arguments;
    if (!arguments) arguments = lowMemory(6 * sizeof(*arguments));
    memcpy(arguments, (uint32_t[]){first, second, third, fourth, fifth, sixth},
           6 * sizeof(*arguments));
    return call32(Socketcall, which, address32(arguments), 0, 0);
}

void* lowMemory(size_t size)
{
    void* memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    return memory;
}

uint32_t address32(const void* pointer)
{
    return (uint32_t)(uintptr_t)pointer;
}

uint32_t text32(const char* text)
{
    return address32(strcpy(lowMemory(strlen(text) + 1), text));
}
