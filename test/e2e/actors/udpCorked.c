/* SPDX-License-Identifier: MIT */
/*
 * Data that waits in the socket for more, and leaves by other means than the next send: another
 * thread's, an option of the socket, a splice, sendfile.
 */
#define _GNU_SOURCE
#include "network.h"

#include <fcntl.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

static struct pair pair;

static void receive(void)
{
    char bytes[8];
    uint64_t after = now();
    must(recv(pair.receiver, bytes, sizeof(bytes), 0), "recv");
    expectReceived(after, &pair);
    closePair(pair);
}

static void beginDatagram(const char* address)
{
    pair = datagramPair(address);
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    must(send(pair.sender, "x", 1, MSG_MORE), "send");
}

static void* sendRest(void* argument)
{
    must(send(pair.sender, "y", 1, 0), "send");
    return argument;
}

static void setCork(int on)
{
    must(setsockopt(pair.sender, IPPROTO_UDP, UDP_CORK, &on, sizeof(on)), "UDP_CORK");
}

static void byThread(const char* address)
{
    beginDatagram(address);
    uint64_t after = now();
    runInThread(sendRest, NULL);
    expectSent(after, &pair);
    receive();
}

static void byOption(const char* address)
{
    pair = datagramPair(address);
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    setCork(1);
    must(send(pair.sender, "x", 1, 0), "send");
    must(send(pair.sender, "y", 1, 0), "send");
    uint64_t after = now();
    setCork(0);
    expectSent(after, &pair);
    receive();
}

static void bySplice(const char* address)
{
    int ends[2];
    must(pipe(ends), "pipe");
    must(write(ends[1], "x", 1), "write");
    pair = datagramPair(address);
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    uint64_t after = now();
    must(splice(ends[0], NULL, pair.sender, NULL, 1, 0), "splice");
    expectSent(after, &pair);
    receive();
    close(ends[0]);
    close(ends[1]);
}

static void bySendfile(const char* address)
{
    int file = must(memfd_create("data", MFD_CLOEXEC), "memfd_create");
    must(write(file, "x", 1), "write");
    must(lseek(file, 0, SEEK_SET), "lseek");
    pair = datagramPair(address);
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    uint64_t after = now();
    must(sendfile(pair.sender, file, NULL, 1), "sendfile");
    expectSent(after, &pair);
    receive();
    close(file);
}

int main(void)
{
    actorBegin();
    const char* addresses[] = {"127.0.0.1", "::1"};
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        if (!hasAddress(addresses[i])) continue;
        byThread(addresses[i]);
        byOption(addresses[i]);
        bySplice(addresses[i]);
        bySendfile(addresses[i]);
    }
    return actorEnd();
}
