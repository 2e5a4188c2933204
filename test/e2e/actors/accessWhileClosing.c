/* SPDX-License-Identifier: MIT */
/* A thread copies the descriptor of another process's memory and closes it at once. */
#include "closer.h"
#include "create.h"
#include "user.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { TARGETS = 100, READ = 0x40000, WRITE = 0x80000 };

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static void openMemory(const struct facts* target, int flags, uint32_t access)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/%d/mem", target->processId);
    uint64_t after = now();
    close(must(open(path, flags | O_CLOEXEC), path));
    expectProcessAccess(after, &self, self.processId, target, access);
}

int main(void)
{
    becomeUser();
    actorBegin();
    static struct child children[TARGETS];
    static struct facts targets[TARGETS];
    for (int i = 0; i < TARGETS; i++) {
        children[i] = startChild(idle, NULL);
        awaitReady(&children[i]);
        targets[i] = factsOf(children[i].processId);
    }
    beginClosing(1);
    for (int i = 0; i < TARGETS; i++) {
        openMemory(&targets[i], O_RDONLY, READ);
        openMemory(&targets[i], O_WRONLY, WRITE);
        openMemory(&targets[i], O_RDWR, READ | WRITE);
    }
    endClosing();
    for (int i = TARGETS - 1; i >= 0; i--) /* those that came later have its pipe, too */
        endChild(&children[i]);
    return actorEnd();
}
