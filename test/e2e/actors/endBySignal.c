/* SPDX-License-Identifier: MIT */
/* Processes that do not end by themselves: killed from outside, and by a fault of their own. */
#include "actor.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void awaitEndBy(const struct child* child, int signal)
{
    int status;
    must(waitpid(child->processId, &status, 0), "waitpid");
    errno = EINVAL;
    if (!WIFSIGNALED(status) || WTERMSIG(status) != signal) fail("end by signal");
}

static void killProgram(int signal)
{
    char* idle = companion("idle");
    struct child child = startChild(executeArguments, (char*[]){idle, "victim", NULL});
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    expectProcessCreate(child.started, &facts, &self);
    uint64_t after = now();
    must(kill(child.processId, signal), "kill");
    awaitEndBy(&child, signal);
    expectProcessTerminate(after, &facts);
}

static void crash(const void* argument)
{
    (void)argument;
    must(prctl(PR_SET_DUMPABLE, 0), "PR_SET_DUMPABLE"); /* no core, and nobody told of one */
    pauseChild();
    abort();
}

static void crashChild(void)
{
    struct child child = startChild(crash, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    close(child.input);
    awaitEndBy(&child, SIGABRT);
    expectProcessTerminate(after, &facts);
}

int main(void)
{
    actorBegin();
    killProgram(SIGKILL);
    killProgram(SIGTERM);
    crashChild();
    return actorEnd();
}
