/* SPDX-License-Identifier: MIT */
/* A stacked file system does everything again below: each file is one event, of the upper name. */
#define _GNU_SOURCE
#include "create.h"

#include "mounts.h"
#include "text.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static char* mountOverlay(void)
{
    char* memory = makeMounts().memory;
    const char* folders[] = {"lower", "upper", "work", "root"};
    for (int i = 0; i < 4; i++)
        makeDirectory(join(memory, folders[i]));
    char* below = join(memory, "lower/below");
    createFile(below, 0, below);
    struct text options = {0};
    addFormat(&options, "lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work", memory, memory,
              memory);
    char* root = join(memory, "root");
    if (mount("none", root, "overlay", 0, options.bytes) < 0) unsupported("overlay");
    return root;
}

int main(void)
{
    actorBegin();
    char* root = mountOverlay();
    char* made = join(root, "made");
    createFile(made, 0, made);
    createFile(made, O_TRUNC, made);
    char* below = join(root, "below");
    createFile(below, O_TRUNC, below); /* is copied up first */
    uint64_t after = now();
    char* name = join(root, "link");
    must(link(made, name), name);
    expectFileCreate(after, &self, name);
    after = now();
    name = join(root, "symlink");
    must(symlink("made", name), name);
    expectFileCreate(after, &self, name);
    after = now();
    name = join(root, "node");
    must(mknod(name, S_IFREG | 0644, 0), name);
    expectFileCreate(after, &self, name);
    mustOpen(made, open(made, O_RDWR));
    return actorEnd();
}
