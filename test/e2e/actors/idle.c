/* SPDX-License-Identifier: MIT */
/*
 * What actors execute: says that it runs, so that all of the exec is over, and ends when its input
 * does. A byte instead makes it execute its arguments from the second on.
 */
#include "actor.h"

#include <unistd.h>

int main(int argc, char** argv)
{
    char byte;
    must(write(STDOUT_FILENO, "r", 1), "write");
    if (must(read(STDIN_FILENO, &byte, 1), "read") == 0) return 0;
    if (argc > 1) execv(argv[1], argv + 1);
    fail("exec");
}
