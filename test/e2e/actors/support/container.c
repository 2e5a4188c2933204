/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "container.h"

#include "text.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USER = 54321 };

struct container {
    ChildBody* body;
    const void* argument;
    char* root;
};

/* Directory by directory; what is there already is fine. */
static void makePath(const char* root, const char* path)
{
    for (const char* at = strchr(path + 1, '/');; at = strchr(at + 1, '/')) {
        struct text directory = {0};
        addFormat(&directory, "%s", root);
        addBytes(&directory, path, at ? (size_t)(at - path) : strlen(path));
        mkdir(directory.bytes, 0777);
        free(directory.bytes);
        if (!at) return;
    }
}

/* In a private mount namespace: a root whose only contents lie where the work directory does. */
static char* makeRoot(const char* program)
{
    char* memory = inWorkDirectory("memory");
    makeDirectory(memory);
    if (unshare(CLONE_NEWNS) < 0) unsupported("unshare(CLONE_NEWNS)");
    must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
    must(mount("none", memory, "tmpfs", 0, "mode=0777"), "tmpfs");
    for (int i = 0; i < 4; i++)
        makeDirectory(join(memory, (const char*[]){"lower", "upper", "work", "root"}[i]));
    char* lower = join(memory, "lower");
    makePath(lower, self.currentDirectory);
    struct text copy = {0}, options = {0};
    addFormat(&copy, "%s%s/idle", lower, self.currentDirectory);
    if (program) copyProgram(program, copy.bytes);
    addFormat(&options, "lowerdir=%s,upperdir=%s/upper,workdir=%s/work", lower, memory, memory);
    char* root = join(memory, "root");
    if (mount("none", root, "overlay", 0, options.bytes) < 0) unsupported("overlay");
    return root;
}

static void enter(const void* argument)
{
    const struct container* container = argument;
    if (unshare(CLONE_NEWUSER) < 0) unsupported("unshare(CLONE_NEWUSER)");
    pauseChild(); /* the parent maps its ids */
    must(setresgid(1, 1, 1), "setresgid");
    must(setresuid(1, 1, 1), "setresuid");
    container->body(container->argument);
}

static void makeNamespaces(const void* argument)
{
    const struct container* container = argument;
    /* pivot_root moves every process of a mount namespace. */
    must(unshare(CLONE_NEWNS), "unshare(CLONE_NEWNS)");
    must(chdir(container->root), container->root);
    must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
    must(umount2(".", MNT_DETACH), "umount");
    must(chdir(self.currentDirectory), self.currentDirectory);
    enter(argument);
}

static void writeMap(pid_t processId, const char* name)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/%s", processId, name);
    int file = must(open(path, O_WRONLY | O_CLOEXEC), path);
    must(dprintf(file, "1 %d 1\n", USER), path);
    close(file);
}

struct child startContainer(const char* program, ChildBody* body, const void* argument)
{
    if (access("/proc/self/ns/user", F_OK) < 0) unsupported("user namespaces");
    struct container* container = malloc(sizeof(*container));
    *container = (struct container){body, argument, makeRoot(program)};
    if (unshare(CLONE_NEWPID) < 0) unsupported("unshare(CLONE_NEWPID)");
    struct child child = startChild(makeNamespaces, container);
    awaitReady(&child);
    writeMap(child.processId, "uid_map");
    writeMap(child.processId, "gid_map");
    child.started = now();
    letGoOn(&child);
    return child;
}
