/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "translation.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netlink.h>
#include <string.h>
#include <unistd.h>

static char batch[2048];
static size_t length;
static uint32_t messages;

/* ---- netlink ---- */

static void* addRoom(size_t size)
{
    void* room = batch + length;
    length += NLMSG_ALIGN(size);
    return room;
}

static void beginMessage(int type, int flags, int family, int resource)
{
    struct nlmsghdr* header = addRoom(sizeof(*header));
    *header = (struct nlmsghdr){
        .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags, .nlmsg_seq = ++messages};
    struct nfgenmsg* general = addRoom(sizeof(*general));
    *general = (struct nfgenmsg){.nfgen_family = family, .res_id = htons(resource)};
    header->nlmsg_len = sizeof(*header) + sizeof(*general);
}

static size_t beginTable(int what, int flags)
{
    size_t start = length;
    beginMessage(NFNL_SUBSYS_NFTABLES << 8 | what, flags, NFPROTO_IPV4, 0);
    return start;
}

static void endMessage(size_t start)
{
    ((struct nlmsghdr*)(batch + start))->nlmsg_len = length - start;
}

static void addBytes(int type, const void* bytes, size_t size)
{
    struct nlattr* attribute = addRoom(NLA_HDRLEN + size);
    attribute->nla_type = type;
    attribute->nla_len = NLA_HDRLEN + size;
    memcpy((char*)attribute + NLA_HDRLEN, bytes, size);
}

static void addText(int type, const char* text)
{
    addBytes(type, text, strlen(text) + 1);
}

static void addNumber(int type, uint32_t number)
{
    number = htonl(number);
    addBytes(type, &number, sizeof(number));
}

static size_t beginNest(int type)
{
    size_t start = length;
    addBytes(type | NLA_F_NESTED, "", 0);
    return start;
}

static void endNest(size_t start)
{
    ((struct nlattr*)(batch + start))->nla_len = length - start;
}

static void sendBatch(void)
{
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char rest[512];
    } answer;
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (netlink < 0) unsupported("NETLINK_NETFILTER");
    must(send(netlink, batch, length, 0), "send to netlink");
    must(recv(netlink, &answer, sizeof(answer), 0), "receive from netlink");
    close(netlink);
    errno = -answer.error.error;
    if (errno == ENOENT || errno == EOPNOTSUPP) unsupported("nf_tables");
    if (errno != 0) fail("nf_tables");
}

/* ---- a table with chains, of which one has a rule ---- */

static void addChain(const char* name, int hook, int priority)
{
    size_t chain = beginTable(NFT_MSG_NEWCHAIN, NLM_F_CREATE);
    addText(NFTA_CHAIN_TABLE, "test");
    addText(NFTA_CHAIN_NAME, name);
    addText(NFTA_CHAIN_TYPE, "nat");
    size_t where = beginNest(NFTA_CHAIN_HOOK);
    addNumber(NFTA_HOOK_HOOKNUM, hook);
    addNumber(NFTA_HOOK_PRIORITY, priority);
    endNest(where);
    endMessage(chain);
}

static size_t beginExpression(const char* name, size_t* ret_data)
{
    size_t expression = beginNest(NFTA_LIST_ELEM);
    addText(NFTA_EXPR_NAME, name);
    *ret_data = beginNest(NFTA_EXPR_DATA);
    return expression;
}

static void endExpression(size_t expression, size_t data)
{
    endNest(data);
    endNest(expression);
}

static void addValue(int reg, const void* bytes, size_t size)
{
    size_t data, expression = beginExpression("immediate", &data);
    addNumber(NFTA_IMMEDIATE_DREG, reg);
    size_t value = beginNest(NFTA_IMMEDIATE_DATA);
    addBytes(NFTA_DATA_VALUE, bytes, size);
    endNest(value);
    endExpression(expression, data);
}

static void addPort(int reg, int port)
{
    in_port_t value = htons(port);
    addValue(reg, &value, sizeof(value));
}

/* `addExpressions` makes the rule of `chain`. */
static void translate(const char* chain, void (*addExpressions)(const void*), const void* argument)
{
    length = 0;
    size_t begin = length;
    beginMessage(NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
    endMessage(begin);
    size_t table = beginTable(NFT_MSG_NEWTABLE, NLM_F_CREATE);
    addText(NFTA_TABLE_NAME, "test");
    endMessage(table);
    /* Before 4.18 answers are translated back only where there is a chain, too. */
    addChain("arriving", NF_INET_PRE_ROUTING, NF_IP_PRI_NAT_DST);
    addChain("arrived", NF_INET_LOCAL_IN, NF_IP_PRI_NAT_SRC);
    addChain("sent", NF_INET_LOCAL_OUT, NF_IP_PRI_NAT_DST);
    addChain("leaving", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC);
    size_t rule = beginTable(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK);
    addText(NFTA_RULE_TABLE, "test");
    addText(NFTA_RULE_CHAIN, chain);
    size_t expressions = beginNest(NFTA_RULE_EXPRESSIONS);
    addExpressions(argument);
    endNest(expressions);
    endMessage(rule);
    size_t end = length;
    beginMessage(NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
    endMessage(end);
    sendBatch();
}

/* ---- what rules do ---- */

static void addMasquerade(const void* port)
{
    addPort(NFT_REG_1, *(const int*)port);
    size_t data, expression = beginExpression("masq", &data);
    addNumber(NFTA_MASQ_REG_PROTO_MIN, NFT_REG_1);
    addNumber(NFTA_MASQ_REG_PROTO_MAX, NFT_REG_1);
    endExpression(expression, data);
}

static void addRedirection(const void* port)
{
    addPort(NFT_REG_1, *(const int*)port);
    size_t data, expression = beginExpression("redir", &data);
    addNumber(NFTA_REDIR_REG_PROTO_MIN, NFT_REG_1);
    addNumber(NFTA_REDIR_REG_PROTO_MAX, NFT_REG_1);
    endExpression(expression, data);
}

static void addTranslation(int type, const struct sockaddr_in* to)
{
    addValue(NFT_REG_1, &to->sin_addr, sizeof(to->sin_addr));
    if (to->sin_port) addPort(NFT_REG_2, ntohs(to->sin_port));
    size_t data, expression = beginExpression("nat", &data);
    addNumber(NFTA_NAT_TYPE, type);
    addNumber(NFTA_NAT_FAMILY, NFPROTO_IPV4);
    addNumber(NFTA_NAT_REG_ADDR_MIN, NFT_REG_1);
    addNumber(NFTA_NAT_REG_ADDR_MAX, NFT_REG_1);
    if (to->sin_port) {
        addNumber(NFTA_NAT_REG_PROTO_MIN, NFT_REG_2);
        addNumber(NFTA_NAT_REG_PROTO_MAX, NFT_REG_2);
    }
    endExpression(expression, data);
}

static void addNewSource(const void* to)
{
    addTranslation(NFT_NAT_SNAT, to);
}

static void addNewDestination(const void* to)
{
    addTranslation(NFT_NAT_DNAT, to);
}

void masqueradeAs(int port)
{
    translate("leaving", addMasquerade, &port);
}

void redirectTo(int port)
{
    translate("arriving", addRedirection, &port);
}

void translateSource(const char* address)
{
    union end source = endOf(address, 0);
    translate("leaving", addNewSource, &source.v4);
}

void translateDestination(const union end* receiver)
{
    translate("sent", addNewDestination, &receiver->v4);
}
