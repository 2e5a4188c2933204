/* SPDX-License-Identifier: MIT */
/*
 * Character devices that pass commands to a disk, by whatever name and for whatever they are
 * opened; their numbers are given at run time. Others of such numbers are no event.
 */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int passed;

static int passesCommands(const char* name)
{
    return strcmp(name, "nvme") == 0 || strcmp(name, "nvme-generic") == 0 ||
           strcmp(name, "bsg") == 0;
}

static void openAs(const char* path, int flags, int isEvent)
{
    uint64_t after = now();
    int device = open(path, flags | O_CLOEXEC | O_NONBLOCK);
    if (device < 0) return; /* there is none of this number */
    if (isEvent) {
        expectRawAccessRead(after, &self, path);
        passed++;
    }
    close(device);
}

/* The first device of the number `major`, which the kernel gave to `name`. */
static void openFirst(unsigned major, const char* name)
{
    char node[64];
    snprintf(node, sizeof(node), "%u", major);
    char* path = inWorkDirectory(node);
    if (mknod(path, S_IFCHR | 0600, makedev(major, 0)) < 0) unsupported("mknod");
    int isEvent = passesCommands(name);
    openAs(path, O_RDONLY, isEvent);
    if (!isEvent) return;
    openAs(path, O_WRONLY, isEvent);
    openAs(path, O_RDWR, isEvent);
    openAs(path, O_PATH, 0);
}

int main(void)
{
    actorBegin();
    FILE* devices = fopen("/proc/devices", "re");
    if (!devices) unsupported("/proc/devices");
    unsigned major;
    char line[128], name[64];
    while (fgets(line, sizeof(line), devices) && strncmp(line, "Block", 5) != 0)
        if (sscanf(line, "%u %63s", &major, name) == 2 &&
            (passesCommands(name) || strcmp(name, "rtc") == 0 || strcmp(name, "ptp") == 0))
            openFirst(major, name);
    fclose(devices);
    if (!passed) unsupported("nvme, bsg");
    return actorEnd();
}
