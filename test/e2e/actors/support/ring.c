/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ring.h"

#include "actor.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define POLL_IDLE_MS 1000

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

static struct io_uring_sqe* openWith(uint32_t flags)
{
    parameters = (struct io_uring_params){.flags = flags, .sq_thread_idle = POLL_IDLE_MS};
    ring = syscall(SYS_io_uring_setup, 1, &parameters);
    if (ring < 0) unsupported("io_uring_setup");
    rings = mapRing(parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe),
                    IORING_OFF_SQ_RING); /* both, since 5.4 */
    entry = mapRing(sizeof(*entry), IORING_OFF_SQES);
    memset(entry, 0, sizeof(*entry));
    return entry;
}

struct io_uring_sqe* openRing(void)
{
    return openWith(0);
}

struct io_uring_sqe* openPolledRing(void)
{
    return openWith(IORING_SETUP_SQPOLL);
}

int hasOperation(int operation)
{
    struct {
        struct io_uring_probe head;
        struct io_uring_probe_op operations[IORING_OP_LAST];
    } probe;
    memset(&probe, 0, sizeof(probe));
    if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_PROBE, &probe, IORING_OP_LAST) < 0)
        unsupported("operations of an io_uring before 5.6");
    return probe.operations[operation].flags & IO_URING_OP_SUPPORTED;
}

void requireOperation(int operation, const char* what)
{
    if (hasOperation(operation)) return;
    errno = EOPNOTSUPP;
    unsupported(what);
}

static _Atomic uint32_t* word(uint32_t offset)
{
    return (_Atomic uint32_t*)(rings + offset);
}

static void enter(unsigned entries, unsigned results)
{
    unsigned flags = IORING_ENTER_GETEVENTS;
    if (parameters.flags & IORING_SETUP_SQPOLL) flags |= IORING_ENTER_SQ_WAKEUP;
    must(syscall(SYS_io_uring_enter, ring, entries, results, flags, NULL, 0), "io_uring_enter");
}

void begin(void)
{
    *word(parameters.sq_off.array) = 0;
    ++*word(parameters.sq_off.tail);
    enter(1, 0);
}

static int takeResult(uint32_t* ret_flags)
{
    enter(0, 1);
    uint32_t head = *word(parameters.cq_off.head);
    struct io_uring_cqe* results = (void*)(rings + parameters.cq_off.cqes);
    struct io_uring_cqe* taken = &results[head & *word(parameters.cq_off.ring_mask)];
    int value = taken->res;
    *ret_flags = taken->flags;
    *word(parameters.cq_off.head) = head + 1;
    return value;
}

/* What keeps the memory of what it sends says first what was sent, and then that it is done. */
int result(void)
{
    uint32_t flags;
    int value = takeResult(&flags);
    if (flags & IORING_CQE_F_MORE) takeResult(&flags);
    memset(entry, 0, sizeof(*entry));
    return value;
}

int perform(void)
{
    begin();
    return result();
}
