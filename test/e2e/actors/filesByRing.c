/* SPDX-License-Identifier: MIT */
/* Opens, links and symbolic links by io_uring. */
#define _GNU_SOURCE
#include "create.h"
#include "ring.h"
#include "user.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

static struct io_uring_sqe* entry;

static void openByRing(const char* name, int flags)
{
    entry->opcode = IORING_OP_OPENAT;
    entry->fd = AT_FDCWD;
    entry->addr = (uintptr_t)name;
    entry->len = 0644;
    entry->open_flags = flags;
    uint64_t after = now();
    int file = perform();
    expectCreatedBy(name, file, after, inWorkDirectory(name));
}

static void nameByRing(int operation, const char* old, const char* name)
{
    entry->opcode = operation;
    entry->addr = (uintptr_t)old;
    entry->addr2 = (uintptr_t)name;
    entry->fd = AT_FDCWD;
    if (operation == IORING_OP_LINKAT) entry->len = AT_FDCWD;
    uint64_t after = now();
    must(perform(), name);
    expectFileCreate(after, &self, inWorkDirectory(name));
}

int main(void)
{
    becomeUser();
    actorBegin();
    entry = openRing();
    requireOperation(IORING_OP_OPENAT, "opens by io_uring");
    openByRing("made", O_CREAT | O_WRONLY);
    openByRing("made", O_WRONLY | O_TRUNC);
    if (hasOperation(IORING_OP_LINKAT)) {
        nameByRing(IORING_OP_LINKAT, "made", "linked");
        nameByRing(IORING_OP_SYMLINKAT, "made", "symlink");
    }
    return actorEnd();
}
