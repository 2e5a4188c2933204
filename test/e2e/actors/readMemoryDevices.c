/* SPDX-License-Identifier: MIT */
/* The machine's memory and ports as devices; other character devices are no event. */
#include "create.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int readDevice(const char* path)
{
    uint64_t after = now();
    int device = open(path, O_RDONLY | O_CLOEXEC);
    if (device < 0) return 0;
    expectRawAccessRead(after, &self, path);
    close(device);
    return 1;
}

int main(void)
{
    actorBegin();
    int found = readDevice("/dev/mem");
    found += readDevice("/dev/port");
    if (!found) unsupported("/dev/mem, /dev/port");
    char* other = inWorkDirectory("other name");
    if (mknod(other, S_IFCHR | 0600, makedev(1, 1)) == 0) readDevice(other);
    mustOpen("/dev/null", open("/dev/null", O_RDONLY | O_CLOEXEC));
    mustOpen("/dev/zero", open("/dev/zero", O_RDWR | O_CLOEXEC));
    return actorEnd();
}
