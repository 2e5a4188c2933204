/* SPDX-License-Identifier: MIT */
/*
 * Many threads wait in opens that nobody lets go on (of fifos), which takes all places that the
 * kernel has to wait for the ends of opens. What is opened meanwhile must be seen.
 */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAITING = 400, MEMORY_READ = 0x40000 };

static pid_t threads[WAITING];
static atomic_int started;

static void* openFifo(void* path)
{
    threads[started++] = gettid();
    close(open(path, O_RDONLY | O_CLOEXEC));
    return NULL;
}

/* It does nothing else between its start and the open that it could wait for. */
static int waitsInOpen(pid_t thread)
{
    char path[64], status[512] = "";
    snprintf(path, sizeof(path), "/proc/self/task/%d/stat", thread);
    int file = must(open(path, O_RDONLY | O_CLOEXEC), path);
    must(read(file, status, sizeof(status) - 1), path);
    close(file);
    const char* state = strrchr(status, ')');
    return state && strncmp(state, ") S", 3) == 0;
}

static void waitInOpens(const void* path)
{
    must(setresuid(65534, 65534, 65534), "setresuid");
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    for (int i = 0; i < WAITING; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &small, openFifo, (void*)path) != 0) fail("pthread_create");
    }
    for (int i = 0; i < WAITING; i++)
        while (started <= i || !threads[i] || !waitsInOpen(threads[i]))
            usleep(1000);
    pauseChild();
    _exit(0);
}

static int openDevice(const char* path)
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
    must(mkfifo("fifo", 0644), "fifo");
    struct child child = startChild(waitInOpens, inWorkDirectory("fifo"));
    awaitReady(&child);
    int opened = openDevice("/dev/mem");
    opened += openDevice("/dev/loop0");
    if (!opened) unsupported("/dev/mem, /dev/loop0");
    uint64_t after = now();
    makeFile("file");
    expectFileCreate(after, &self, inWorkDirectory("file"));
    endChild(&child);
    return actorEnd();
}
