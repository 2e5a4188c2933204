/* SPDX-License-Identifier: MIT */
/* A block device opened for reading, by whatever name and call. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int control;
static int number;

/* Returns the device's path and leaves it with `file` behind it. */
static char* attachLoopDevice(int file)
{
    control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    if (control < 0) unsupported("/dev/loop-control");
    static char path[32];
    for (int tries = 0; tries < 16; tries++) {
        number = ioctl(control, LOOP_CTL_GET_FREE);
        if (number < 0) unsupported("LOOP_CTL_GET_FREE");
        snprintf(path, sizeof(path), "/dev/loop%d", number);
        int device = open(path, O_WRONLY | O_CLOEXEC); /* no event */
        if (device < 0) unsupported(path);
        if (ioctl(device, LOOP_SET_FD, file) == 0) {
            close(device);
            return path;
        }
        close(device); /* another was faster */
    }
    unsupported("LOOP_SET_FD");
}

static void readDevice(int fd, uint64_t after, const char* path)
{
    must(fd, path);
    expectRawAccessRead(after, &self, path);
    close(fd);
}

int main(void)
{
    actorBegin();
    int file = must(open("disk", O_CREAT | O_RDWR | O_CLOEXEC, 0600), "disk");
    must(ftruncate(file, 1 << 20), "disk");
    char* path = attachLoopDevice(file);
    uint64_t after = now();
    readDevice(open(path, O_RDONLY), after, path);
    after = now();
    readDevice(open(path, O_RDWR | O_CREAT, 0600), after, path);
    struct stat device;
    must(stat(path, &device), path);
    char* other = inWorkDirectory("other name");
    must(mknod(other, S_IFBLK | 0600, device.st_rdev), "mknod");
    after = now();
    int fd = open(other, O_RDONLY);
    if (fd >= 0) readDevice(fd, after, other); /* a file system may forbid devices */
    must(symlink(path, "link"), "symlink");
    after = now();
    readDevice(openat(AT_FDCWD, "link", O_RDONLY), after, path);
    mustOpen("O_WRONLY", open(path, O_WRONLY));
    mustOpen("O_PATH", open(path, O_PATH));
    mustOpen("a file", open("disk", O_RDONLY));
    mustOpen("a character device", open("/dev/zero", O_RDONLY));
    int again = must(open(path, O_WRONLY | O_CLOEXEC), path);
    ioctl(again, LOOP_CLR_FD, 0);
    close(again);
    return actorEnd();
}
