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
#include <sys/stat.h>
#include <unistd.h>

enum { WAITING = 400, MEMORY_READ = 0x40000 };

static atomic_int comeToOpen;

static void* openFifo(void* path)
{
    comeToOpen++;
    close(open(path, O_RDONLY | O_CLOEXEC));
    return NULL;
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
    while (comeToOpen < WAITING)
        usleep(1000);
    usleep(100000); /* from the count to within the open */
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
