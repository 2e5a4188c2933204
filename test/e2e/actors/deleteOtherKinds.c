/* SPDX-License-Identifier: MIT */
/* Every name but a directory's counts: of a link (not of what it leads to), a fifo, a socket… */
#include "delete.h"

#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    actorBegin();
    makeFile("file");
    makeDirectory("directory");
    must(symlink("file", "link"), "symlink");
    must(symlink("directory", "link to directory"), "symlink");
    must(symlink("missing", "dangling link"), "symlink");
    must(link("file", "second name"), "link");
    must(mkfifo("fifo", 0644), "mkfifo");
    makeSocket("socket");
    const char* names[] = {
        "link", "link to directory", "dangling link", "second name", "fifo", "socket", "file"};
    for (int i = 0; i < 7; i++)
        deleteName(names[i], inWorkDirectory(names[i]));
    return actorEnd();
}
