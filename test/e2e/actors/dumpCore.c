/* SPDX-License-Identifier: MIT */
/* The kernel writes what is left of a process to a file, in its name. */
#include "create.h"
#include "user.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void firstLineOf(const char* path, char* line, int size)
{
    FILE* file = fopen(path, "re");
    if (!file || !fgets(line, size, file)) unsupported(path);
    line[strcspn(line, "\n")] = '\0';
    fclose(file);
}

static void dieOfItself(const void* argument)
{
    struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    (void)argument;
    if (setrlimit(RLIMIT_CORE, &unlimited) < 0) unsupported("RLIMIT_CORE");
    pauseChild();
    abort();
}

int main(void)
{
    char pattern[128], number[8], name[32] = "core";
    /* Before the rights are gone, as the system does for its users. */
    struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &unlimited);
    becomeUser();
    actorBegin();
    firstLineOf("/proc/sys/kernel/core_pattern", pattern, sizeof(pattern));
    firstLineOf("/proc/sys/kernel/core_uses_pid", number, sizeof(number));
    errno = EOPNOTSUPP;
    if (strcmp(pattern, "core") != 0) unsupported("core dumps of this system go elsewhere");
    struct child child = startChild(dieOfItself, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    if (number[0] != '0') snprintf(name, sizeof(name), "core.%d", child.processId);
    uint64_t after = now();
    letGoOn(&child);
    endChild(&child);
    must(access(name, F_OK), name);
    expectFileCreate(after, &facts, inWorkDirectory(name));
    return actorEnd();
}
