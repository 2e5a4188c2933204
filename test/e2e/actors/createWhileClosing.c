/* SPDX-License-Identifier: MIT */
/* A thread closes each new file at once: the file is there, though its descriptor is gone. */
#include "closer.h"
#include "create.h"
#include "user.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { FILES = 2000 };

int main(void)
{
    becomeUser();
    actorBegin();
    beginClosing(0);
    for (int i = 0; i < FILES; i++) {
        char name[16];
        snprintf(name, sizeof(name), "%d", i);
        uint64_t after = now();
        close(must(open(name, O_CREAT | O_EXCL | O_WRONLY, 0644), name));
        expectFileCreate(after, &self, inWorkDirectory(name));
    }
    endClosing();
    return actorEnd();
}
