/* SPDX-License-Identifier: MIT */
/* Reads the memory of a child as often as the argument says, as fast as can be. */
#define _GNU_SOURCE
#include "actor.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 1000;
    static char byte;
    pid_t child = must(fork(), "fork");
    if (child == 0) {
        pause();
        _exit(0);
    }
    struct iovec here = {.iov_base = &(char){0}, .iov_len = 1};
    struct iovec there = {.iov_base = &byte, .iov_len = 1};
    for (int i = 0; i < count; i++)
        must(process_vm_readv(child, &here, 1, &there, 1, 0), "process_vm_readv");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
