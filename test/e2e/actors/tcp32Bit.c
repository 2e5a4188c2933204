/* SPDX-License-Identifier: MIT */
/*
 * The calls of 32-bit programs: by interrupt 0x80, which takes the numbers and the addresses that
 * such programs have, from any program on x86.
 */
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)

enum { Socketcall = 102, Connect = 362, Accept4 = 364 };
enum { SocketcallConnect = 3, SocketcallAccept = 5, SocketcallAccept4 = 18 };

/* What calls point to: below 4 GiB. */
struct lowMemory {
    union end peer;
    uint32_t arguments[4];
};
static struct lowMemory* low;

static int call32(int number, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth)
{
    long result = number;
    __asm__ volatile("int $0x80"
                     : "+a"(result)
                     : "b"((long)first), "c"((long)second), "d"((long)third), "S"((long)fourth)
                     : "memory", "r8", "r9", "r10", "r11");
    if ((int)result >= 0) return result;
    errno = -(int)result;
    return -1;
}

static uint32_t address32(const void* pointer)
{
    return (uint32_t)(uintptr_t)pointer;
}

static int socketcall(int which, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth)
{
    memcpy(low->arguments, (uint32_t[]){first, second, third, fourth}, sizeof(low->arguments));
    return call32(Socketcall, which, address32(low->arguments), 0, 0);
}

static int connected(int listening, bool multiplexed)
{
    low->peer = localEnd(listening);
    int client = socketFor(&low->peer, SOCK_STREAM);
    uint32_t peer = address32(&low->peer), size = sizeOfEnd(&low->peer);
    uint64_t after = now();
    int result = multiplexed ? socketcall(SocketcallConnect, client, peer, size, 0)
                             : call32(Connect, client, peer, size, 0);
    if (result < 0 && errno == ENOSYS) unsupported("32-bit calls");
    must(result, "connect");
    expectTcp(after, true, client);
    return client;
}

static void accepted(uint64_t after, int client, int server)
{
    must(server, "accept");
    expectTcp(after, false, server);
    closeConnection((struct connection){client, server});
}

int main(void)
{
    actorBegin();
    low = mmap(NULL, sizeof(*low), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
               -1, 0);
    if (low == MAP_FAILED) fail("mmap");
    int listening = listeningSocket("127.0.0.1");
    int client = connected(listening, false);
    uint64_t after = now();
    accepted(after, client, call32(Accept4, listening, 0, 0, SOCK_CLOEXEC));
    client = connected(listening, true);
    after = now();
    accepted(after, client, socketcall(SocketcallAccept, listening, 0, 0, 0));
    client = connected(listening, true);
    after = now();
    accepted(after, client, socketcall(SocketcallAccept4, listening, 0, 0, SOCK_CLOEXEC));
    return actorEnd();
}

#else

int main(void)
{
    errno = ENOSYS;
    unsupported("32-bit calls");
}

#endif
