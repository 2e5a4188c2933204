/* SPDX-License-Identifier: MIT */
/* io_uring: nothing comes by the exits of system calls, but deletes and renames are seen. */
#define _GNU_SOURCE
#include "create.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params parameters;
static int ring;
static char* rings;
static struct io_uring_sqe* entry;

static void* mapRing(size_t size, off_t offset)
{
    void* memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, offset);
    if (memory == MAP_FAILED) fail("mmap of a ring");
    return memory;
}

static void openRing(void)
{
    ring = syscall(SYS_io_uring_setup, 1, &parameters);
    if (ring < 0) unsupported("io_uring_setup");
    rings = mapRing(parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe),
                    IORING_OFF_SQ_RING); /* both, since 5.4 */
    entry = mapRing(sizeof(*entry), IORING_OFF_SQES);
}

/* Both operations came in one kernel, later than rings and what tells which there are. */
static void requireOperation(int operation)
{
    struct {
        struct io_uring_probe head;
        struct io_uring_probe_op operations[IORING_OP_LAST];
    } probe;
    memset(&probe, 0, sizeof(probe));
    if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_PROBE, &probe, IORING_OP_LAST) < 0)
        unsupported("deletes by an io_uring before 5.6");
    if (probe.operations[operation].flags & IO_URING_OP_SUPPORTED) return;
    errno = EOPNOTSUPP;
    unsupported("deletes and renames by io_uring");
}

static _Atomic uint32_t* word(uint32_t offset)
{
    return (_Atomic uint32_t*)(rings + offset);
}

/* Hands in the one entry and waits for its result. */
static int perform(void)
{
    *word(parameters.sq_off.array) = 0;
    ++*word(parameters.sq_off.tail);
    must(syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0),
         "io_uring_enter");
    uint32_t head = *word(parameters.cq_off.head);
    struct io_uring_cqe* results = (void*)(rings + parameters.cq_off.cqes);
    int result = results[head & *word(parameters.cq_off.ring_mask)].res;
    *word(parameters.cq_off.head) = head + 1;
    return result;
}

static int submit(int operation, const char* old, const char* name)
{
    memset(entry, 0, sizeof(*entry));
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
    openRing();
    requireOperation(IORING_OP_RENAMEAT);
    requireOperation(IORING_OP_UNLINKAT);
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
