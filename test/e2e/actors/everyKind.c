/* SPDX-License-Identifier: MIT */
/* One of each event, for runs that log everything. */
#include "network.h"

#include <stddef.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    char* path = inWorkDirectory("file");
    uint64_t after = now();
    makeFile("file");
    expectFileCreate(after, &self, path);
    runProgram(executeArguments, (char*[]){companion("idle"), "idle", "argument", NULL});
    closeConnection(connectTo(listeningSocket("127.0.0.1")));
    after = now();
    must(unlink("file"), "unlink");
    expectFileDelete(after, &self, path);
    return actorEnd();
}
