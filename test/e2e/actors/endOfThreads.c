/* SPDX-License-Identifier: MIT */
/*
 * Processes of several threads: exactly one event 5 each, when the last thread ends, however that
 * comes about; threads that end before log nothing.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void* endAtOnce(void* argument)
{
    return argument;
}

static void* sleepForever(void* argument)
{
    for (;;)
        pause();
    return argument;
}

static pthread_t startThread(void* (*body)(void*))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, NULL) != 0) fail("pthread_create");
    return thread;
}

/* Every body pauses twice: to be looked at while its first thread is there, and before it ends. */

/* Five threads come and go; three are still there when the first thread ends the process. */
static void endWithThreads(const void* argument)
{
    (void)argument;
    pauseChild();
    for (int i = 0; i < 5; i++)
        pthread_join(startThread(endAtOnce), NULL);
    for (int i = 0; i < 3; i++)
        startThread(sleepForever);
    pauseChild();
    _exit(0);
}

static void* endProcess(void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

/* exit_group from a thread that is not the first. */
static void endFromThread(const void* argument)
{
    (void)argument;
    pauseChild();
    startThread(endProcess);
    for (;;)
        pause();
}

static char stateOfFirstThread(void)
{
    char path[64], stat[512];
    snprintf(path, sizeof(path), "/proc/self/task/%d/stat", getpid());
    FILE* file = fopen(path, "re");
    if (!file || !fgets(stat, sizeof(stat), file)) fail(path);
    fclose(file);
    return strrchr(stat, ')')[2];
}

static void* outliveFirstThread(void* argument)
{
    (void)argument;
    while (stateOfFirstThread() != 'Z')
        sched_yield();
    pauseChild();
    syscall(SYS_exit, 0); /* this thread only */
    return NULL;
}

/* The first thread ends long before the process does. */
static void endAfterFirstThread(const void* argument)
{
    (void)argument;
    pauseChild();
    startThread(outliveFirstThread);
    syscall(SYS_exit, 0);
}

static void runAndExpectEnd(ChildBody* body)
{
    struct child child = startChild(body, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    letGoOn(&child);
    awaitReady(&child);
    uint64_t after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
}

int main(void)
{
    actorBegin();
    runAndExpectEnd(endWithThreads);
    runAndExpectEnd(endFromThread);
    runAndExpectEnd(endAfterFirstThread);
    return actorEnd();
}
