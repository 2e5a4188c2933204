/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "actor.h"

#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct facts self;
static uint64_t begun;
static struct text events;

/* ---- the frame ---- */

static _Noreturn void leave(const char* what, int status)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    _exit(status);
}

void fail(const char* what)
{
    leave(what, 1);
}

void unsupported(const char* what)
{
    leave(what, ACTOR_UNSUPPORTED);
}

int must(int result, const char* what)
{
    if (result < 0) fail(what);
    return result;
}

void actorBegin(void)
{
    begun = now();
    umask(0); /* what other users are to write to is made that way */
    self = factsOf(getpid());
}

/* {"self":FACTS,"begun":NS,"events":[EVENT,...]} */
static void printReport(void)
{
    struct text report = {0};
    addFormat(&report, "{\"self\":%s,\"begun\":%llu,\"events\":[", factsAsJson(&self),
              (unsigned long long)begun);
    addBytes(&report, events.bytes, events.length);
    addFormat(&report, "]}\n");
    for (size_t done = 0; done < report.length;)
        done += must(write(STDOUT_FILENO, report.bytes + done, report.length - done), "report");
}

int actorEnd(void)
{
    char byte;
    printReport();
    while (must(read(STDIN_FILENO, &byte, 1), "read") > 0)
        continue;
    return 0;
}

/* ---- names ---- */

char* join(const char* directory, const char* name)
{
    struct text path = {0};
    addFormat(&path, "%s/%s", directory, name);
    return path.bytes;
}

char* inWorkDirectory(const char* name)
{
    return join(self.currentDirectory, name);
}

char* companion(const char* name)
{
    char* directory = strdup(self.image);
    *strrchr(directory, '/') = '\0';
    return join(directory, name);
}

/* ---- time ---- */

uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* ---- expected events ---- */

/*
 * {"id":N,"after":NS,"before":NS,"process":FACTS,KEY:VALUE}; "parent" is also the target of an
 * access, "values" are fields as text.
 */
static void expectEvent(int id, uint64_t after, const struct facts* process, const char* key,
                        const char* value)
{
    if (events.length > 0) addFormat(&events, ",");
    addFormat(&events, "{\"id\":%d,\"after\":%llu,\"before\":%llu,\"process\":%s", id,
              (unsigned long long)after, (unsigned long long)now(), factsAsJson(process));
    if (key) addFormat(&events, ",\"%s\":%s", key, value);
    addFormat(&events, "}");
}

void expectProcessCreate(uint64_t after, const struct facts* process, const struct facts* parent)
{
    expectEvent(1, after, process, "parent", factsAsJson(parent));
}

void expectProcessTerminate(uint64_t after, const struct facts* process)
{
    expectEvent(5, after, process, NULL, NULL);
}

static void expectFile(int id, uint64_t after, const struct facts* process, const char* path)
{
    struct text value = {0};
    addString(&value, path, strlen(path));
    expectEvent(id, after, process, "target", value.bytes);
}

void expectFileCreate(uint64_t after, const struct facts* process, const char* path)
{
    expectFile(11, after, process, path);
}

void expectFileDelete(uint64_t after, const struct facts* process, const char* path)
{
    expectFile(23, after, process, path);
}

void expectExecutableDelete(uint64_t after, const struct facts* process, const char* path)
{
    struct text values = {0};
    addString(&values, path, strlen(path));
    addFormat(&values, ",\"values\":{\"IsExecutable\":\"true\"}");
    expectEvent(23, after, process, "target", values.bytes);
}

void expectOpenFileDelete(uint64_t after, const struct facts* process, const char* path,
                          const char* copy)
{
    struct text values = {0};
    addString(&values, path, strlen(path));
    addFormat(&values, ",\"values\":{\"SameAs\":");
    addString(&values, copy, strlen(copy));
    addFormat(&values, "}");
    expectEvent(23, after, process, "target", values.bytes);
}

void expectRawAccessRead(uint64_t after, const struct facts* process, const char* device)
{
    struct text values = {0};
    addFormat(&values, "{\"Device\":");
    addString(&values, device, strlen(device));
    addFormat(&values, "}");
    expectEvent(9, after, process, "values", values.bytes);
}

void expectProcessAccess(uint64_t after, const struct facts* source, pid_t sourceThread,
                         const struct facts* target, uint32_t grantedAccess)
{
    struct text values = {0};
    addFormat(&values, "{\"SourceThreadId\":\"%d\",\"GrantedAccess\":\"0x%x\"},\"parent\":%s",
              sourceThread, grantedAccess, factsAsJson(target));
    expectEvent(10, after, source, "values", values.bytes);
}

void expectEbpfEvent(uint64_t after, const struct facts* process, const char* type, uint32_t id,
                     const char* name)
{
    struct text values = {0};
    addFormat(&values,
              "{\"BpfProgramType\":\"%s\",\"BpfProgramId\":\"%u\","
              "\"BpfProgramName\":\"%s\"}",
              type, id, name);
    expectEvent(100, after, process, "values", values.bytes);
}

void expectNetworkConnect(uint64_t after, const struct facts* process, const char* ends)
{
    expectEvent(3, after, process, "network", ends);
}

/* ---- files ---- */

void makeFile(const char* path)
{
    close(must(open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666), path));
}

void makeDirectory(const char* path)
{
    must(mkdir(path, 0777), path);
}

void makeSocket(const char* path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int fd = must(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    must(bind(fd, (struct sockaddr*)&address, sizeof(address)), "bind");
    close(fd);
}

void copyProgram(const char* from, const char* to)
{
    int source = must(open(from, O_RDONLY | O_CLOEXEC), from);
    int target = must(open(to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0755), to);
    ssize_t sent;
    while ((sent = sendfile(target, source, NULL, 1 << 20)) > 0)
        continue;
    must(sent, to);
    close(source);
    close(target);
}

/* ---- children ---- */

/* The parent's ends are closed: a child that executes nothing would wait for itself. */
static _Noreturn void becomeChild(const struct child* ends, int input, int output, ChildBody* body,
                                  const void* argument)
{
    close(ends->input);
    close(ends->output);
    must(dup2(input, STDIN_FILENO), "dup2");
    must(dup2(output, STDOUT_FILENO), "dup2");
    body(argument);
    fail("child");
}

void openChildPipes(struct child* child, int* ret_input, int* ret_output)
{
    int input[2], output[2];
    must(pipe2(input, O_CLOEXEC), "pipe");
    must(pipe2(output, O_CLOEXEC), "pipe");
    *child = (struct child){.input = input[1], .output = output[0], .started = now()};
    *ret_input = input[0];
    *ret_output = output[1];
}

struct child startChild(ChildBody* body, const void* argument)
{
    struct child child;
    int input, output;
    openChildPipes(&child, &input, &output);
    child.processId = must(fork(), "fork");
    if (child.processId == 0) becomeChild(&child, input, output, body, argument);
    close(input);
    close(output);
    return child;
}

void awaitReady(struct child* child)
{
    char byte;
    ssize_t length = must(read(child->output, &byte, 1), "read from child");
    if (length == 1) return;
    errno = ECHILD;
    fail("the child ended before it was ready");
}

int endChild(struct child* child)
{
    int status;
    close(child->input);
    must(waitpid(child->processId, &status, 0), "waitpid");
    close(child->output);
    return status;
}

void letGoOn(struct child* child)
{
    must(write(child->input, "x", 1), "write to child");
}

void pauseChild(void)
{
    char byte;
    must(write(STDOUT_FILENO, "r", 1), "write");
    must(read(STDIN_FILENO, &byte, 1), "read");
}

void* shareMemory(size_t size)
{
    void* memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    return memory;
}

void runUnnamedProgram(ChildBody* body, const void* argument, const char* program)
{
    struct child child = startChild(body, argument);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    facts.program = program;
    expectProcessCreate(child.started, &facts, &self);
    uint64_t after = now();
    int status = endChild(&child);
    errno = 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("the child failed");
    expectProcessTerminate(after, &facts);
}

void runProgram(ChildBody* body, const void* argument)
{
    runUnnamedProgram(body, argument, NULL);
}

void executeArguments(const void* argument)
{
    char* const* arguments = argument;
    execv(arguments[0], arguments + 1);
}

void awaitNewAccesses(void)
{
    struct timespec repeats = {.tv_sec = 1, .tv_nsec = 100000000};
    while (nanosleep(&repeats, &repeats) < 0)
        ;
}

void runInThread(void* (*body)(void*), void* argument)
{
    pthread_t thread;
    errno = pthread_create(&thread, NULL, body, argument);
    if (errno != 0) fail("pthread_create");
    pthread_join(thread, NULL);
}
