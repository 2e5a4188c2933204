/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "namespaces.h"

#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int newNetwork(void)
{
    if (unshare(CLONE_NEWNET) < 0) unsupported("unshare(CLONE_NEWNET)");
    return must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "/proc/self/ns/net");
}

void enterNetwork(int network)
{
    must(setns(network, CLONE_NEWNET), "setns");
}

/* ---- rtnetlink ---- */

struct request {
    struct nlmsghdr header;
    struct ifinfomsg link;
    char attributes[512];
};

static struct rtattr* addAttribute(struct request* request, int type, const void* data, size_t size)
{
    struct rtattr* attribute =
        (struct rtattr*)((char*)request + NLMSG_ALIGN(request->header.nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(size);
    if (size > 0) memcpy(RTA_DATA(attribute), data, size);
    request->header.nlmsg_len =
        NLMSG_ALIGN(request->header.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
    return attribute;
}

/* What was added since is inside `attribute`. */
static void endNest(struct request* request, struct rtattr* attribute)
{
    attribute->rta_len = (char*)request + request->header.nlmsg_len - (char*)attribute;
}

static void perform(struct request* request)
{
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char rest[512];
    } answer;
    int netlink = must(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "netlink");
    must(send(netlink, request, request->header.nlmsg_len, 0), "send to netlink");
    must(recv(netlink, &answer, sizeof(answer), 0), "receive from netlink");
    close(netlink);
    errno = -answer.error.error;
    if (errno == EOPNOTSUPP) unsupported("veth");
    if (errno != 0) fail("veth");
}

static void makeCable(const char* name, int peerNetwork, const char* peerName)
{
    struct request request = {
        .header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
                   .nlmsg_type = RTM_NEWLINK,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL}};
    struct ifinfomsg peerLink = {.ifi_family = AF_UNSPEC};
    addAttribute(&request, IFLA_IFNAME, name, strlen(name) + 1);
    struct rtattr* info = addAttribute(&request, IFLA_LINKINFO, NULL, 0);
    addAttribute(&request, IFLA_INFO_KIND, "veth", 5);
    struct rtattr* data = addAttribute(&request, IFLA_INFO_DATA, NULL, 0);
    struct rtattr* peer = addAttribute(&request, VETH_INFO_PEER, &peerLink, sizeof(peerLink));
    addAttribute(&request, IFLA_IFNAME, peerName, strlen(peerName) + 1);
    addAttribute(&request, IFLA_NET_NS_FD, &peerNetwork, sizeof(peerNetwork));
    endNest(&request, peer);
    endNest(&request, data);
    endNest(&request, info);
    perform(&request);
}

/* ---- the older way, enough for the rest ---- */

static void control(unsigned long what, const void* argument, const char* name)
{
    int any = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    must(ioctl(any, what, argument), name);
    close(any);
}

void giveAddress(const char* name, const char* address)
{
    struct ifreq request = {0};
    strcpy(request.ifr_name, name);
    union end end = endOf(address, 0);
    memcpy(&request.ifr_addr, &end, sizeof(request.ifr_addr));
    control(SIOCSIFADDR, &request, "SIOCSIFADDR");
    end = endOf("255.255.255.0", 0);
    memcpy(&request.ifr_netmask, &end, sizeof(request.ifr_netmask));
    control(SIOCSIFNETMASK, &request, "SIOCSIFNETMASK");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    control(SIOCSIFFLAGS, &request, "SIOCSIFFLAGS");
}

void linkNetworks(int one, const char* oneName, const char* oneAddress, int other,
                  const char* otherName, const char* otherAddress)
{
    enterNetwork(one);
    makeCable(oneName, other, otherName);
    giveAddress(oneName, oneAddress);
    enterNetwork(other);
    giveAddress(otherName, otherAddress);
}

void routeAllVia(const char* gateway)
{
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};
    union end any = endOf("0.0.0.0", 0), via = endOf(gateway, 0);
    memcpy(&route.rt_dst, &any, sizeof(route.rt_dst));
    memcpy(&route.rt_genmask, &any, sizeof(route.rt_genmask));
    memcpy(&route.rt_gateway, &via, sizeof(route.rt_gateway));
    control(SIOCADDRT, &route, "SIOCADDRT");
}

void forwardPackets(int network)
{
    enterNetwork(network);
    const char* setting = "/proc/sys/net/ipv4/ip_forward";
    int file = must(open(setting, O_WRONLY | O_CLOEXEC), setting);
    must(write(file, "1", 1), setting);
    close(file);
}
