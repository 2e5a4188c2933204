/* SPDX-License-Identifier: MIT */
/* A BPF program that the kernel takes; not one that it refuses, nor a map. */
#include "create.h"

#include <linux/bpf.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int bpf(int command, union bpf_attr* attributes)
{
    return syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

static int load(int type, const char* name, const struct bpf_insn* program, int count)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.prog_type = type;
    attributes.insns = (uintptr_t)program;
    attributes.insn_cnt = count;
    attributes.license = (uintptr_t) "MIT";
    memcpy(attributes.prog_name, name, strlen(name));
    return bpf(BPF_PROG_LOAD, &attributes);
}

static uint32_t programId(int fd)
{
    struct bpf_prog_info info;
    union bpf_attr attributes;
    memset(&info, 0, sizeof(info));
    memset(&attributes, 0, sizeof(attributes));
    attributes.info.bpf_fd = fd;
    attributes.info.info_len = sizeof(info);
    attributes.info.info = (uintptr_t)&info;
    must(bpf(BPF_OBJ_GET_INFO_BY_FD, &attributes), "BPF_OBJ_GET_INFO_BY_FD");
    return info.id;
}

static const struct bpf_insn returnsZero[] = {
    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
    {.code = BPF_JMP | BPF_EXIT},
};

static void loads(int type, const char* typeName, const char* name)
{
    uint64_t after = now();
    int fd = load(type, name, returnsZero, 2);
    if (fd < 0) unsupported("BPF_PROG_LOAD");
    expectEbpfEvent(after, &self, typeName, programId(fd), name[0] ? name : "-");
    close(fd);
}

/* Before 5.11 programs are charged to their user's locked memory, the daemon's among them. Where it
 * is not allowed, loading will tell whether it was needed. */
static void allowMemory(void)
{
    const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_MEMLOCK, &unlimited);
}

int main(void)
{
    actorBegin();
    allowMemory();
    loads(BPF_PROG_TYPE_SOCKET_FILTER, "BPF_PROG_TYPE_SOCKET_FILTER", "actor");
    loads(BPF_PROG_TYPE_TRACEPOINT, "BPF_PROG_TYPE_TRACEPOINT", "fifteen_letters");
    loads(BPF_PROG_TYPE_XDP, "BPF_PROG_TYPE_XDP", "");
    mustFail("no exit", load(BPF_PROG_TYPE_SOCKET_FILTER, "refused", returnsZero, 1));
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.map_type = BPF_MAP_TYPE_ARRAY;
    attributes.key_size = 4;
    attributes.value_size = 4;
    attributes.max_entries = 1;
    mustOpen("map", bpf(BPF_MAP_CREATE, &attributes));
    return actorEnd();
}
