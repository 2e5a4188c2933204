/* SPDX-License-Identifier: MIT */
/* The calls of 32-bit programs, which a 64-bit program can make by int 0x80, too. */
#define _GNU_SOURCE
#include "create.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)

enum {
    OPEN = 5,
    CREAT = 8,
    LINK = 9,
    UNLINK = 10,
    MKNOD = 14,
    RENAME = 38,
    SYMLINK = 83,
    OPENAT = 295,
    MKNODAT = 297,
    UNLINKAT = 301,
    RENAMEAT = 302,
    LINKAT = 303,
    SYMLINKAT = 304,
    RENAMEAT2 = 353,
};

static sigjmp_buf noSuchInstruction;

static void onFault(int signal)
{
    (void)signal;
    siglongjmp(noSuchInstruction, 1);
}

/* Addresses must fit into 32 bits. */
static int low(const char* text)
{
    static char* memory;
    static size_t used;
    if (!memory)
        memory = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
                      -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    char* at = strcpy(memory + used, text);
    used += strlen(text) + 1;
    return (int)(uintptr_t)at;
}

static int call(int number, int a, int b, int c, int d, int e)
{
    long result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"((long)number), "b"((long)a), "c"((long)b), "d"((long)c), "S"((long)d),
                       "D"((long)e)
                     : "memory", "r8", "r9", "r10", "r11");
    return (int)result;
}

static void creates(int result, uint64_t after, const char* name)
{
    if (result < 0) fail(name);
    expectFileCreate(after, &self, inWorkDirectory(name));
    if (result > 0) close(result);
}

static void deletes(int result, uint64_t after, const char* name)
{
    if (result < 0) fail(name);
    expectFileDelete(after, &self, inWorkDirectory(name));
}

#define NOW uint64_t after = now()
static void create(const char* name, int number, int a, int b, int c, int d)
{
    NOW;
    creates(call(number, a, b, c, d, 0), after, name);
}

static void delete (const char* name, int number, int a, int b)
{
    NOW;
    deletes(call(number, a, b, 0, 0, 0), after, name);
}

int main(void)
{
    actorBegin();
    signal(SIGSEGV, onFault);
    if (sigsetjmp(noSuchInstruction, 1)) unsupported("int 0x80");
    if (call(20, 0, 0, 0, 0, 0) != getpid()) unsupported("int 0x80");
    const int here = AT_FDCWD, flags = O_CREAT | O_WRONLY;
    create("a", OPEN, low("a"), flags, 0644, 0);
    create("b", CREAT, low("b"), 0644, 0, 0);
    create("c", OPENAT, here, low("c"), flags, 0644);
    create("d", LINK, low("a"), low("d"), 0, 0);
    create("e", LINKAT, here, low("a"), here, low("e"));
    create("f", SYMLINK, low("a"), low("f"), 0, 0);
    create("g", SYMLINKAT, low("a"), here, low("g"), 0);
    create("h", MKNOD, low("h"), 0100644, 0, 0);
    create("i", MKNODAT, here, low("i"), 0100644, 0);
    create("j", RENAME, low("i"), low("j"), 0, 0);
    create("k", RENAMEAT, here, low("j"), here, low("k"));
    create("l", RENAMEAT2, here, low("k"), here, low("l"));
    delete ("a", UNLINK, low("a"), 0);
    delete ("b", UNLINKAT, here, low("b"));
    return actorEnd();
}

#else

int main(void)
{
    errno = ENOSYS;
    unsupported("int 0x80");
}

#endif
