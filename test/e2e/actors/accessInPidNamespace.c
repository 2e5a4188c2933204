/* SPDX-License-Identifier: MIT */
/* In a pid namespace other numbers are used, in calls and in its procfs; events have ours. */
#define _GNU_SOURCE
#include "create.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ = 0x40000 };

struct shared {
    pid_t target; /* as the first process of the namespace numbers it */
};

static struct shared* shared;

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

/* The first process of the namespace. */
static void lead(const void* argument)
{
    (void)argument;
    must(unshare(CLONE_NEWNS), "unshare");
    must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
    struct child child = startChild(idle, NULL);
    awaitReady(&child);
    shared->target = child.processId;
    pauseChild();
    must(mount("proc", "/proc", "proc", 0, NULL), "proc");
    must(ptrace(PTRACE_SEIZE, child.processId, NULL, NULL), "PTRACE_SEIZE");
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/mem", child.processId);
    mustOpen(path, open(path, O_RDONLY));
    pauseChild();
    endChild(&child);
    _exit(0);
}

/* 0 for one that is gone, or has a bracket in its name: no actor has. */
static pid_t parentOf(const char* process)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%.20s/stat", process);
    FILE* file = fopen(path, "re");
    if (!file) return 0;
    int parent = 0;
    if (fscanf(file, "%*d (%*[^)]) %*c %d", &parent) != 1) parent = 0;
    fclose(file);
    return parent;
}

/* The file `children` of a process is not on every kernel (CONFIG_PROC_CHILDREN). */
static pid_t onlyChildOf(pid_t process)
{
    DIR* processes = opendir("/proc");
    if (!processes) fail("/proc");
    pid_t child = 0;
    for (struct dirent* entry; !child && (entry = readdir(processes));)
        if (isdigit((unsigned char)entry->d_name[0]) && parentOf(entry->d_name) == process)
            child = atoi(entry->d_name);
    closedir(processes);
    if (!child) fail("the child of the namespace's first process");
    return child;
}

int main(void)
{
    actorBegin();
    shared = shareMemory(sizeof(*shared));
    if (unshare(CLONE_NEWPID) < 0) unsupported("unshare(CLONE_NEWPID)");
    struct child leader = startChild(lead, NULL);
    awaitReady(&leader);
    struct facts source = factsOf(leader.processId);
    struct facts target = factsOf(onlyChildOf(leader.processId));
    uint64_t after = now();
    letGoOn(&leader);
    awaitReady(&leader);
    expectProcessAccess(after, &source, source.processId, &target, PTRACE_SEIZE);
    expectProcessAccess(after, &source, source.processId, &target, READ);
    /* The namespace has to be there when the numbers are looked up. */
    int status = actorEnd();
    endChild(&leader);
    return status;
}
