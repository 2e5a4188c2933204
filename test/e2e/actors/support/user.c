/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "user.h"

#include "actor.h"

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { NOBODY = 65534 };

void becomeUser(void)
{
    must(setgroups(0, NULL), "setgroups");
    must(setresgid(NOBODY, NOBODY, NOBODY), "setresgid");
    must(setresuid(NOBODY, NOBODY, NOBODY), "setresuid");
    /* As if the user had started it: others of his may access it. */
    must(prctl(PR_SET_DUMPABLE, 1), "PR_SET_DUMPABLE");
}
