/* SPDX-License-Identifier: MIT */
/*
 * Datagrams by io_uring: at once, by a worker, by a thread that polls for entries, and received
 * when they come while the operation waits.
 */
#include "network.h"
#include "ring.h"

#include <errno.h>
#include <sys/uio.h>

static struct io_uring_sqe* entry;
static char byte = 'x';
static struct iovec vector = {&byte, 1};
static struct msghdr message;

static void fill(int operation, int socket, unsigned flags)
{
    entry->opcode = operation;
    entry->fd = socket;
    entry->flags = flags;
    entry->addr = (uintptr_t)&byte;
    entry->len = 1;
    if (operation != IORING_OP_SENDMSG && operation != IORING_OP_RECVMSG) return;
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    entry->addr = (uintptr_t)&message;
}

static void finish(const char* what)
{
    int result = perform();
    errno = result < 0 ? -result : EIO;
    if (result != 1) fail(what);
}

static void exchange(const char* address, int sends, int receives, unsigned flags)
{
    if (!hasAddress(address) || !hasOperation(sends) || !hasOperation(receives)) return;
    struct pair pair = datagramPair(address);
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    uint64_t after = now();
    fill(sends, pair.sender, flags);
    finish("send");
    expectSent(after, &pair);
    after = now();
    fill(receives, pair.receiver, flags);
    finish("receive");
    expectReceived(after, &pair);
    closePair(pair);
}

static void exchangeAll(const char* address, unsigned flags)
{
    exchange(address, IORING_OP_SEND, IORING_OP_RECV, flags);
    exchange(address, IORING_OP_SENDMSG, IORING_OP_RECVMSG, flags);
    exchange(address, IORING_OP_SEND_ZC, IORING_OP_RECV, flags);
    exchange(address, IORING_OP_WRITE, IORING_OP_READ, flags);
}

/* To an address that the operation names. */
static void sendTo(void)
{
    struct pair pair = datagramPair("127.0.0.1");
    message.msg_name = &pair.to;
    message.msg_namelen = sizeOfEnd(&pair.to);
    uint64_t after = now();
    fill(IORING_OP_SENDMSG, pair.sender, 0);
    finish("send");
    message.msg_name = NULL;
    message.msg_namelen = 0;
    expectSent(after, &pair);
    after = now();
    must(recv(pair.receiver, &byte, 1, 0), "recv");
    expectReceived(after, &pair);
    closePair(pair);
}

static void receiveLate(void)
{
    struct pair pair = datagramPair("127.0.0.1");
    fill(IORING_OP_RECV, pair.receiver, 0);
    begin();
    uint64_t after = now();
    must(sendto(pair.sender, "x", 1, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    expectSent(after, &pair);
    must(result(), "receive");
    expectReceived(after, &pair);
    closePair(pair);
}

int main(void)
{
    actorBegin();
    entry = openRing();
    requireOperation(IORING_OP_SEND, "datagrams by io_uring");
    exchangeAll("127.0.0.1", 0);
    exchangeAll("::1", 0);
    exchangeAll("127.0.0.1", IOSQE_ASYNC);
    sendTo();
    receiveLate();
    entry = openPolledRing();
    exchangeAll("127.0.0.1", 0);
    return actorEnd();
}
