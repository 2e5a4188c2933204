/* SPDX-License-Identifier: MIT */
/* openat relative to a directory that is not the current one, and with an absolute name. */
#include "create.h"

#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("directory");
    makeDirectory(directory);
    int base = must(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);
    uint64_t after = now();
    int fd = openat(base, "file", O_CREAT | O_WRONLY, 0644);
    expectCreatedBy("openat", fd, after, join(directory, "file"));
    after = now();
    fd = openat(base, "../above", O_CREAT | O_WRONLY, 0644);
    expectCreatedBy("openat ..", fd, after, inWorkDirectory("above"));
    after = now();
    fd = openat(base, inWorkDirectory("absolute"), O_CREAT | O_WRONLY, 0644);
    expectCreatedBy("openat absolute", fd, after, inWorkDirectory("absolute"));
    return actorEnd();
}
