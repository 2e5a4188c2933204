/* SPDX-License-Identifier: MIT */
/* A thread copies the descriptor of another process's memory and closes it at once. */
#include "closer.h"
#include "create.h"
#include "user.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { OPENS = 300, READ = 0x40000 };

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

int main(void)
{
    becomeUser();
    actorBegin();
    struct child child = startChild(idle, NULL);
    awaitReady(&child);
    struct facts target = factsOf(child.processId);
    char path[32];
    snprintf(path, sizeof(path), "/proc/%d/mem", child.processId);
    beginClosing(1);
    for (int i = 0; i < OPENS; i++) {
        uint64_t after = now();
        close(must(open(path, O_RDONLY | O_CLOEXEC), path));
        expectProcessAccess(after, &self, self.processId, &target, READ);
    }
    endClosing();
    endChild(&child);
    return actorEnd();
}
