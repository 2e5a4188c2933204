/* SPDX-License-Identifier: MIT */
/* open_by_handle_at: cuts a file to nothing, and opens a block device. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct file_handle* handleOf(const char* path)
{
    int mount;
    struct file_handle* handle = malloc(sizeof(*handle) + MAX_HANDLE_SZ);
    handle->handle_bytes = MAX_HANDLE_SZ;
    if (name_to_handle_at(AT_FDCWD, path, handle, &mount, 0) < 0) unsupported("name_to_handle_at");
    return handle;
}

/* On a file system that has devices: the work directory's may forbid them. */
static void openDevice(const char* path)
{
    struct stat device;
    if (stat(path, &device) < 0 || !S_ISBLK(device.st_mode)) return;
    int mount = must(open("/dev", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "/dev");
    struct file_handle* handle = handleOf(path);
    uint64_t after = now();
    int file = open_by_handle_at(mount, handle, O_RDONLY | O_CLOEXEC);
    close(mount);
    if (file < 0) return; /* no driver */
    expectRawAccessRead(after, &self, path);
    close(file);
}

int main(void)
{
    actorBegin();
    createFile("file", 0, inWorkDirectory("file"));
    struct file_handle* handle = handleOf("file");
    int mount = must(open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), ".");
    uint64_t after = now();
    int file = open_by_handle_at(mount, handle, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (file < 0) unsupported("open_by_handle_at");
    expectCreatedBy("open_by_handle_at", file, after, inWorkDirectory("file"));
    openDevice("/dev/loop0");
    return actorEnd();
}
