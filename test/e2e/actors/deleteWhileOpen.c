/* SPDX-License-Identifier: MIT */
/* Files that are still open when they lose their last name, or one of two, and one that was open.
 */
#include "delete.h"

#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

static int openFile(const char* name, const char* content, size_t size)
{
    int file = must(open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644), name);
    must(write(file, content, size), name);
    return file;
}

int main(void)
{
    static const char content[] = "of a file that is deleted";
    actorBegin();
    close(openFile("copy", content, sizeof(content)));
    openFile("open", content, sizeof(content));
    openFile("linked", content, sizeof(content));
    close(openFile("closed", content, sizeof(content)));
    must(link("linked", "other name"), "link");
    uint64_t after = now();
    must(unlink("open"), "unlink");
    expectOpenFileDelete(after, &self, inWorkDirectory("open"), inWorkDirectory("copy"));
    deleteName("linked", inWorkDirectory("linked"));
    deleteName("closed", inWorkDirectory("closed"));
    return actorEnd();
}
