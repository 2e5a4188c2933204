/* SPDX-License-Identifier: MIT */
/* sendmsg, recvmsg, sendmmsg, recvmmsg. */
#define _GNU_SOURCE
#include "network.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define SEVERAL 4

static char bytes[SEVERAL];
static struct iovec vectors[SEVERAL];

static struct msghdr messageTo(int index, union end* to)
{
    vectors[index] = (struct iovec){&bytes[index], 1};
    struct msghdr message = {.msg_iov = &vectors[index], .msg_iovlen = 1};
    message.msg_name = to;
    message.msg_namelen = to ? sizeOfEnd(to) : 0;
    return message;
}

static void sendAndReceiveOne(const char* address)
{
    if (!hasAddress(address)) return;
    struct pair pair = datagramPair(address);
    struct msghdr message = messageTo(0, &pair.to);
    uint64_t after = now();
    must(sendmsg(pair.sender, &message, 0), "sendmsg");
    expectSent(after, &pair);
    message = messageTo(0, NULL);
    after = now();
    must(recvmsg(pair.receiver, &message, 0), "recvmsg");
    expectReceived(after, &pair);
    closePair(pair);
}

/* One call, several peers; then one call that receives from several. */
static void sendSeveral(void)
{
    struct pair pairs[SEVERAL];
    struct mmsghdr messages[SEVERAL];
    memset(messages, 0, sizeof(messages));
    for (int i = 0; i < SEVERAL; i++) {
        pairs[i] = datagramPair("127.0.0.1");
        if (i > 0) {
            close(pairs[i].sender);
            pairs[i].sender = pairs[0].sender;
        }
        messages[i].msg_hdr = messageTo(i, &pairs[i].to);
    }
    uint64_t after = now();
    if (sendmmsg(pairs[0].sender, messages, SEVERAL, 0) != SEVERAL) fail("sendmmsg");
    for (int i = 0; i < SEVERAL; i++)
        expectSent(after, &pairs[i]);
    for (int i = 0; i < SEVERAL; i++) {
        after = now();
        must(recv(pairs[i].receiver, bytes, 1, 0), "recv");
        expectReceived(after, &pairs[i]);
    }
}

static void receiveSeveral(void)
{
    struct pair pairs[SEVERAL];
    struct mmsghdr messages[SEVERAL];
    memset(messages, 0, sizeof(messages));
    int receiver = boundSocket("127.0.0.1", SOCK_DGRAM);
    for (int i = 0; i < SEVERAL; i++) {
        pairs[i] = (struct pair){.receiver = receiver, .to = localEnd(receiver)};
        pairs[i].sender = socketFor(&pairs[i].to, SOCK_DGRAM);
        messages[i].msg_hdr = messageTo(i, NULL);
        uint64_t after = now();
        must(sendto(pairs[i].sender, "x", 1, 0, &pairs[i].to.any, sizeOfEnd(&pairs[i].to)),
             "sendto");
        expectSent(after, &pairs[i]);
    }
    uint64_t after = now();
    if (recvmmsg(receiver, messages, SEVERAL, 0, NULL) != SEVERAL) fail("recvmmsg");
    for (int i = 0; i < SEVERAL; i++)
        expectReceived(after, &pairs[i]);
}

int main(void)
{
    actorBegin();
    sendAndReceiveOne("127.0.0.1");
    sendAndReceiveOne("::1");
    sendSeveral();
    receiveSeveral();
    return actorEnd();
}
