/* SPDX-License-Identifier: MIT */
/* posix_spawn: the child shares its parent's memory until it executes (CLONE_VM, CLONE_VFORK). */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <spawn.h>
#include <unistd.h>

static void spawn(const char* program, int input, int output, pid_t* ret_processId)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    errno = posix_spawn(ret_processId, program, &actions, NULL, (char*[]){"idle", "spawned", NULL},
                        environ);
    if (errno != 0) fail("posix_spawn");
    posix_spawn_file_actions_destroy(&actions);
}

int main(void)
{
    actorBegin();
    struct child child;
    int input, output;
    openChildPipes(&child, &input, &output);
    spawn(companion("idle"), input, output, &child.processId);
    close(input);
    close(output);

    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    expectProcessCreate(child.started, &facts, &self);
    uint64_t after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
    return actorEnd();
}
