/* SPDX-License-Identifier: MIT */
/* Opens that make their file and are refused then: the file is there. */
#define _GNU_SOURCE
#include "create.h"
#include "user.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The user's own sandbox: new files may be made here, but not written to. False: no Landlock. */
static int forbidWriting(void)
{
    struct landlock_ruleset_attr handled = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_WRITE_FILE,
    };
    int rules = syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
    if (rules < 0) return 0;
    struct landlock_path_beneath_attr here = {
        .allowed_access = LANDLOCK_ACCESS_FS_MAKE_REG,
        .parent_fd = must(open(".", O_PATH | O_CLOEXEC), "."),
    };
    must(syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &here, 0), "rule");
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
    must(syscall(SYS_landlock_restrict_self, rules, 0), "landlock_restrict_self");
    close(here.parent_fd);
    close(rules);
    return 1;
}

static void createRefused(const char* name, int flags, int error)
{
    uint64_t after = now();
    int file = open(name, O_CREAT | O_EXCL | O_WRONLY | flags, 0644);
    if (file < 0 && errno != error) fail(name);
    if (file >= 0) close(file); /* the file system, or the kernel, takes it */
    must(access(name, F_OK), name);
    expectFileCreate(after, &self, inWorkDirectory(name));
}

int main(void)
{
    becomeUser();
    actorBegin();
    createRefused("past the cache", O_DIRECT, EINVAL);
    createFile("cut", 0, inWorkDirectory("cut"));
    if (!forbidWriting()) return actorEnd();
    createRefused("not to be written", 0, EACCES);
    mustFail("not to be cut", open("cut", O_WRONLY | O_TRUNC));
    return actorEnd();
}
