/* SPDX-License-Identifier: MIT */
/*
 * What a traced process makes by fork, vfork or clone is traced from its beginning if the tracer
 * or the maker wants that, seized or attached as its maker is. A thread is no new process, and
 * without an option nothing is inherited.
 */
#define _GNU_SOURCE
#include "create.h"
#include "user.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OPTIONS = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE, NOTHING = 0 };
enum { FORK = SIGCHLD, VFORK = CLONE_VFORK | SIGCHLD, CLONE = 0, PTRACED = CLONE_PTRACE | SIGCHLD };

static void makeProcess(long flags)
{
    long child = syscall(SYS_clone, flags, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    must(waitpid(must(child, "clone"), NULL, __WALL), "waitpid");
}

static void* idle(void* argument)
{
    return argument;
}

/* The bodies of those that are traced: one step after the other, when they are let go on. */

static void makeAllKinds(const void* argument)
{
    (void)argument;
    pauseChild();
    makeProcess(FORK);
    pauseChild();
    makeProcess(VFORK);
    pauseChild();
    makeProcess(CLONE);
    pauseChild();
    runInThread(idle, NULL);
    pauseChild();
    _exit(0);
}

static void makeOneTraced(const void* argument)
{
    (void)argument;
    pauseChild();
    makeProcess(FORK);
    pauseChild();
    makeProcess(PTRACED);
    pauseChild();
    _exit(0);
}

static int isReady(const struct child* child)
{
    struct pollfd output = {.fd = child->output, .events = POLLIN};
    return poll(&output, 1, 1) > 0;
}

/*
 * Lets `maker` do its next step, and what it makes go on to its end; expects that to be seized or
 * attached, by `access`.
 */
static void step(struct child* maker, uint32_t access)
{
    uint64_t after = now();
    pid_t made = 0;
    letGoOn(maker);
    while (!isReady(maker) || made > 0) {
        int status;
        pid_t changed = waitpid(-1, &status, __WALL | WNOHANG);
        if (changed > 0 && changed == made && !WIFSTOPPED(status)) made = -1;
        if (changed <= 0 || !WIFSTOPPED(status)) continue;
        if (changed != maker->processId && made == 0) {
            made = changed;
            struct facts facts = factsOf(made);
            if (access) expectProcessAccess(after, &self, self.processId, &facts, access);
        }
        ptrace(PTRACE_CONT, changed, NULL, NULL);
    }
    if (access && made == 0) fail("nothing was traced");
    awaitReady(maker);
}

static struct child startTraced(ChildBody* body, long request, long options)
{
    struct child child = startChild(body, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    must(ptrace(request, child.processId, NULL, request == PTRACE_SEIZE ? options : 0), "ptrace");
    expectProcessAccess(after, &self, self.processId, &facts, request);
    if (request == PTRACE_SEIZE) return child;
    must(waitpid(child.processId, NULL, 0), "waitpid");
    must(ptrace(PTRACE_SETOPTIONS, child.processId, NULL, options), "PTRACE_SETOPTIONS");
    must(ptrace(PTRACE_CONT, child.processId, NULL, NULL), "PTRACE_CONT");
    return child;
}

static void followAllKinds(long request)
{
    struct child maker = startTraced(makeAllKinds, request, OPTIONS);
    for (int kind = 0; kind < 3; kind++)
        step(&maker, request);
    step(&maker, NOTHING);
    endChild(&maker);
}

int main(void)
{
    becomeUser();
    actorBegin();
    followAllKinds(PTRACE_SEIZE);
    followAllKinds(PTRACE_ATTACH);
    struct child maker = startTraced(makeOneTraced, PTRACE_SEIZE, 0);
    step(&maker, NOTHING);
    step(&maker, PTRACE_SEIZE);
    endChild(&maker);
    return actorEnd();
}
