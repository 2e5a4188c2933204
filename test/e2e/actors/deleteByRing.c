/* SPDX-License-Identifier: MIT */
/* io_uring: nothing comes by the exits of system calls, but deletes and renames are seen. */
#include "create.h"
#include "ring.h"

#include <fcntl.h>
#include <stdint.h>

static struct io_uring_sqe* entry;

static int submit(int operation, const char* old, const char* name)
{
    entry->opcode = operation;
    entry->fd = AT_FDCWD;
    entry->addr = (uintptr_t)old;
    if (name) {
        entry->len = AT_FDCWD;
        entry->addr2 = (uintptr_t)name;
    }
    return perform();
}

int main(void)
{
    actorBegin();
    entry = openRing();
    requireOperation(IORING_OP_RENAMEAT, "renames by io_uring");
    requireOperation(IORING_OP_UNLINKAT, "deletes by io_uring");
    createFile("a", 0, inWorkDirectory("a"));
    uint64_t after = now();
    must(submit(IORING_OP_RENAMEAT, "a", "b"), "IORING_OP_RENAMEAT");
    expectFileCreate(after, &self, inWorkDirectory("b"));
    after = now();
    must(submit(IORING_OP_UNLINKAT, "b", NULL), "IORING_OP_UNLINKAT");
    expectFileDelete(after, &self, inWorkDirectory("b"));
    if (submit(IORING_OP_UNLINKAT, "b", NULL) >= 0) fail("removed twice");
    return actorEnd();
}
