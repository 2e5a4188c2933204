/* SPDX-License-Identifier: MIT */
/*
 * Other users: a known one, one without a name, only the effective id changed, and a login id that
 * differs from both.
 */
#define _GNU_SOURCE
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { NOBODY = 65534, NAMELESS = 54321, LOGIN = 12345 };

struct identity {
    char* program;
    uid_t real;
    uid_t effective;
    uid_t login; /* 0: left as it is */
};

static void setLoginId(uid_t login)
{
    int file = open("/proc/self/loginuid", O_WRONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return; /* no CONFIG_AUDIT */
    must(file, "loginuid");
    must(dprintf(file, "%u", login), "loginuid");
    close(file);
}

static void executeAs(const void* argument)
{
    const struct identity* identity = argument;
    if (identity->login != 0) setLoginId(identity->login);
    must(setresuid(identity->real, identity->effective, identity->effective), "setresuid");
    executeArguments((char*[]){identity->program, "as user", NULL});
}

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    runProgram(executeAs, &(struct identity){idle, NOBODY, NOBODY, 0});
    runProgram(executeAs, &(struct identity){idle, NAMELESS, NAMELESS, 0});
    runProgram(executeAs, &(struct identity){idle, 0, NOBODY, 0});
    runProgram(executeAs, &(struct identity){idle, NOBODY, 0, 0});
    runProgram(executeAs, &(struct identity){idle, 0, 0, LOGIN});
    runProgram(executeAs, &(struct identity){idle, NOBODY, NAMELESS, LOGIN});
    return actorEnd();
}
