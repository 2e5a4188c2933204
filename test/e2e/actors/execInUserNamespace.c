/* SPDX-License-Identifier: MIT */
/* User ids are those of the initial user namespace, whatever the process itself sees. */
#define _GNU_SOURCE
#include "actor.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void executeAsInnerUser(const void* program)
{
    if (unshare(CLONE_NEWUSER) < 0) fail("unshare(CLONE_NEWUSER)");
    pauseChild(); /* the parent maps its ids */
    must(setgid(1), "setgid");
    must(setuid(1), "setuid");
    executeArguments((char*[]){(char*)program, "in user namespace", NULL});
}

static void writeMap(pid_t processId, const char* name)
{
    const char map[] = "0 0 1\n1 65534 1\n";
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/%s", processId, name);
    int file = must(open(path, O_WRONLY | O_CLOEXEC), path);
    must(write(file, map, strlen(map)), path);
    close(file);
}

int main(void)
{
    actorBegin();
    if (access("/proc/self/ns/user", F_OK) < 0) unsupported("user namespaces");
    struct child child = startChild(executeAsInnerUser, companion("idle"));
    awaitReady(&child);
    writeMap(child.processId, "uid_map");
    writeMap(child.processId, "gid_map");
    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    expectProcessCreate(after, &facts, &self);
    after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
    return actorEnd();
}
