/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "callsX32.h"

#include "actor.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)

#define X32_MARK 0x40000000l

int callX32(int number, long first, long second, long third, long fourth, long fifth, long sixth)
{
    return syscall(X32_MARK | number, first, second, third, fourth, fifth, sixth);
}

#else

int callX32(int number, long first, long second, long third, long fourth, long fifth, long sixth)
{
    (void)number, (void)first, (void)second, (void)third, (void)fourth, (void)fifth, (void)sixth;
    errno = ENOSYS;
    return -1;
}

#endif

void requireCallsX32(void)
{
    if (callX32(SYS_getpid, 0, 0, 0, 0, 0, 0) != getpid())
        unsupported("the kernel takes no calls of x32 programs (CONFIG_X86_X32, syscall.x32=y)");
}
