/* SPDX-License-Identifier: MIT */
/* A seccomp filter answers calls with success and does not run them: nothing happened. */
#define _GNU_SOURCE
#include "create.h"
#include "user.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int answered[] = {
#ifdef SYS_link
    SYS_link,   SYS_symlink,   SYS_mknod,   SYS_unlink,   SYS_rename,
#endif
    SYS_linkat, SYS_symlinkat, SYS_mknodat, SYS_unlinkat, SYS_renameat2, SYS_ptrace,
};

/* load the number; each call: if it is that one, return "0"; else run it */
static void answerAll(void)
{
    enum { COUNT = sizeof(answered) / sizeof(answered[0]) };
    struct sock_filter program[2 * COUNT + 2];
    int size = 0;
    program[size++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < COUNT; i++) {
        program[size++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, answered[i], 0, 1);
        program[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 0);
    }
    program[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog filter = {.len = size, .filter = program};
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0) unsupported("seccomp");
}

int main(void)
{
    becomeUser();
    actorBegin();
    createFile("file", 0, inWorkDirectory("file"));
    answerAll();
    must(syscall(SYS_symlinkat, "text", AT_FDCWD, "/etc/cron.d/symlink"), "symlinkat");
    must(syscall(SYS_linkat, AT_FDCWD, "file", AT_FDCWD, "/etc/cron.d/link", 0), "linkat");
    must(syscall(SYS_mknodat, AT_FDCWD, "/etc/cron.d/node", S_IFREG | 0644, 0), "mknodat");
    must(syscall(SYS_unlinkat, AT_FDCWD, "/etc/shadow", 0), "unlinkat");
    must(syscall(SYS_renameat2, AT_FDCWD, "file", AT_FDCWD, "/etc/passwd", 0), "renameat2");
    must(syscall(SYS_ptrace, PTRACE_SEIZE, 1, 0, 0), "PTRACE_SEIZE");
    must(syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0), "PTRACE_TRACEME");
    return actorEnd();
}
