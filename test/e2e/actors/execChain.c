/* SPDX-License-Identifier: MIT */
/*
 * Chains of programs, each the parent of the next, on changing CPUs.
 *   execChain COUNT          executes that many chains, one behind the other
 *   execChain ID LINKS TEXT  one link: executes the next one, if there are LINKS of them left
 * Each link waits for the end of the next one. Every other chain is another user's.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534, LINKS = 2 };

static const char TEXT[] = "an argument that is long enough to tell whether all of it was kept; "
                           "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789; end";

static void runOnCpu(int cpu)
{
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu % sysconf(_SC_NPROCESSORS_ONLN), &cpus);
    sched_setaffinity(0, sizeof(cpus), &cpus); /* where it is not allowed it stays where it is */
}

static void executeLink(const char* program, const char* id, int links, int isNobody)
{
    char number[16];
    int status;
    pid_t child = fork();
    if (child == 0) {
        runOnCpu(atoi(id) + links);
        if (isNobody && setresuid(NOBODY, NOBODY, NOBODY) != 0) _exit(1);
        snprintf(number, sizeof(number), "%d", links);
        execl(program, "execChain", id, number, TEXT, (char*)NULL);
        _exit(1);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) exit(1);
}

int main(int argc, char** argv)
{
    char program[4096], id[32];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (length < 0 || argc < 2) return 1;
    program[length] = '\0';
    if (argc > 2) {
        if (atoi(argv[2]) > 0) executeLink(program, argv[1], atoi(argv[2]) - 1, 0);
        return 0;
    }
    for (int i = 0; i < atoi(argv[1]); i++) {
        snprintf(id, sizeof(id), "%d", i);
        executeLink(program, id, LINKS - 1, i % 2);
    }
    return 0;
}
