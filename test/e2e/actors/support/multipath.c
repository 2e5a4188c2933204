/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "multipath.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

#define PATHS 2
#define PATIENCE_MS 20000
#define STATE_ESTABLISHED 1

int multipathSocket(void)
{
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
    if (made < 0) unsupported("MPTCP");
    return made;
}

/* ---- generic netlink ---- */

struct request {
    struct nlmsghdr header;
    struct genlmsghdr general;
    char attributes[256];
};

static struct request requestFor(int family, int command, int version)
{
    return (struct request){.header = {.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
                                       .nlmsg_type = family,
                                       .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
                            .general = {.cmd = command, .version = version}};
}

static struct nlattr* addAttribute(struct request* request, int type, const void* data, size_t size)
{
    struct nlattr* attribute = (struct nlattr*)((char*)request + request->header.nlmsg_len);
    attribute->nla_type = type;
    attribute->nla_len = NLA_HDRLEN + size;
    if (size > 0) memcpy((char*)attribute + NLA_HDRLEN, data, size);
    request->header.nlmsg_len += NLMSG_ALIGN(attribute->nla_len);
    return attribute;
}

/* The answer lies in `answer`; returns its first attribute, if it is more than an acknowledgement.
 */
static struct nlattr* ask(const struct request* request, char* answer, size_t size)
{
    int netlink = must(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC), "netlink");
    must(send(netlink, request, request->header.nlmsg_len, 0), "send to netlink");
    must(recv(netlink, answer, size, 0), "receive from netlink");
    close(netlink);
    struct nlmsghdr* header = (struct nlmsghdr*)answer;
    if (header->nlmsg_type != NLMSG_ERROR)
        return (struct nlattr*)(answer + NLMSG_LENGTH(GENL_HDRLEN));
    errno = -((struct nlmsgerr*)NLMSG_DATA(header))->error;
    if (errno != 0) unsupported("paths of MPTCP");
    return NULL;
}

static int pathManager(void)
{
    char answer[2048] __attribute__((aligned(NLMSG_ALIGNTO)));
    struct request request = requestFor(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
    addAttribute(&request, CTRL_ATTR_FAMILY_NAME, MPTCP_PM_NAME, sizeof(MPTCP_PM_NAME));
    struct nlattr* attribute = ask(&request, answer, sizeof(answer));
    const char* end = answer + ((struct nlmsghdr*)answer)->nlmsg_len;
    while (attribute && (char*)attribute < end && attribute->nla_type != CTRL_ATTR_FAMILY_ID)
        attribute = (struct nlattr*)((char*)attribute + NLA_ALIGN(attribute->nla_len));
    if (!attribute || (char*)attribute >= end) fail("no number of " MPTCP_PM_NAME);
    uint16_t number;
    memcpy(&number, (char*)attribute + NLA_HDRLEN, sizeof(number));
    return number;
}

static void manage(const struct request* request)
{
    char answer[2048] __attribute__((aligned(NLMSG_ALIGNTO)));
    ask(request, answer, sizeof(answer));
}

void allowPaths(void)
{
    uint32_t most = PATHS;
    struct request request = requestFor(pathManager(), MPTCP_PM_CMD_SET_LIMITS, MPTCP_PM_VER);
    addAttribute(&request, MPTCP_PM_ATTR_RCV_ADD_ADDRS, &most, sizeof(most));
    addAttribute(&request, MPTCP_PM_ATTR_SUBFLOWS, &most, sizeof(most));
    manage(&request);
}

void offerAddress(const char* address, uint32_t flags)
{
    uint16_t family = AF_INET;
    union end end = endOf(address, 0);
    struct request request = requestFor(pathManager(), MPTCP_PM_CMD_ADD_ADDR, MPTCP_PM_VER);
    struct nlattr* nest = addAttribute(&request, MPTCP_PM_ATTR_ADDR | NLA_F_NESTED, NULL, 0);
    addAttribute(&request, MPTCP_PM_ADDR_ATTR_FAMILY, &family, sizeof(family));
    addAttribute(&request, MPTCP_PM_ADDR_ATTR_ADDR4, &end.v4.sin_addr, sizeof(end.v4.sin_addr));
    addAttribute(&request, MPTCP_PM_ADDR_ATTR_FLAGS, &flags, sizeof(flags));
    nest->nla_len = (char*)&request + request.header.nlmsg_len - (char*)nest;
    manage(&request);
}

/* ---- what there is ---- */

static bool isWanted(const union end* wanted, uint32_t address, unsigned port)
{
    return wanted->v4.sin_addr.s_addr == address &&
           (portOf(wanted) == 0 || (unsigned)portOf(wanted) == port);
}

static bool findPath(union end* local, union end* remote)
{
    FILE* table = fopen("/proc/thread-self/net/tcp", "re");
    if (!table) fail("/proc/thread-self/net/tcp");
    char line[256];
    bool found = false;
    while (!found && fgets(line, sizeof(line), table)) {
        uint32_t here, there;
        unsigned port, farPort, state;
        if (sscanf(line, " %*d: %x:%x %x:%x %x", &here, &port, &there, &farPort, &state) != 5 ||
            state != STATE_ESTABLISHED)
            continue;
        found = isWanted(local, here, port) && isWanted(remote, there, farPort);
        if (!found) continue;
        local->v4.sin_port = htons(port);
        remote->v4.sin_port = htons(farPort);
    }
    fclose(table);
    return found;
}

void awaitPath(union end* local, union end* remote)
{
    for (int waited = 0; !findPath(local, remote); waited++) {
        if (waited == PATIENCE_MS) fail("no second path");
        usleep(1000);
    }
}
