/* SPDX-License-Identifier: MIT */
/*
 * A BPF map that is pinned is a file of the BPF file system. Opening that, and what fails, is no
 * event, nor is a message queue or a socket, which are no files.
 */
#define _GNU_SOURCE
#include "create.h"
#include "mounts.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static int bpf(int command, union bpf_attr* attributes)
{
    return syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

static int makeMap(void)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.map_type = BPF_MAP_TYPE_ARRAY;
    attributes.key_size = 4;
    attributes.value_size = 4;
    attributes.max_entries = 1;
    return bpf(BPF_MAP_CREATE, &attributes);
}

static int pin(int command, const char* path, int object)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.pathname = (uintptr_t)path;
    attributes.bpf_fd = object;
    return bpf(command, &attributes);
}

static void pinMap(const char* path, int map)
{
    uint64_t after = now();
    must(pin(BPF_OBJ_PIN, path, map), path);
    expectFileCreate(after, &self, path);
}

static void makeQueue(void)
{
    char name[32];
    snprintf(name, sizeof(name), "sysmon.test.%d", getpid());
    int queue = syscall(SYS_mq_open, name, O_CREAT | O_RDWR, 0600, NULL);
    if (queue < 0) return; /* CONFIG_POSIX_MQUEUE */
    close(queue);
    syscall(SYS_mq_unlink, name);
}

/* Before, the way that a pin goes is another one (4.15), and a message queue looks like a file. */
static int isOlderThan419(void)
{
    struct utsname kernel;
    int major = 0, minor = 0;
    must(uname(&kernel), "uname");
    sscanf(kernel.release, "%d.%d", &major, &minor);
    return major < 4 || (major == 4 && minor < 19);
}

int main(void)
{
    actorBegin();
    if (isOlderThan419()) unsupported("a kernel from 4.19 on");
    struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_MEMLOCK, &unlimited);
    const char* folder = makeMounts().memory;
    if (mount("bpf", folder, "bpf", 0, NULL) < 0) unsupported("the BPF file system");
    int map = makeMap();
    if (map < 0) unsupported("BPF_MAP_CREATE");
    pinMap(join(folder, "map"), map);
    mustFail("again", pin(BPF_OBJ_PIN, join(folder, "map"), map));
    mustFail("elsewhere", pin(BPF_OBJ_PIN, inWorkDirectory("map"), map));
    mustOpen("BPF_OBJ_GET", pin(BPF_OBJ_GET, join(folder, "map"), 0));
    makeQueue();
    makeSocket("socket");
    makeDirectory(join(folder, "directory"));
    pinMap(join(folder, "directory/name of a map"), map);
    close(map);
    return actorEnd();
}
