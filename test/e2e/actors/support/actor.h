/* SPDX-License-Identifier: MIT */
/*
 * What every actor of the end-to-end tests shares.
 *
 * An actor does one thing and prints one line of JSON on its standard output: facts about itself
 * and the events that must follow, in order (actor.c, printReport()). Strings in it hold one
 * character U+0000..U+00FF per byte, so that names which are no UTF-8 survive. Then it stays until
 * its standard input ends: who runs it decides how long it can be looked at. Exit status 0: done;
 * 77: this system cannot do it (the reason is on standard error); else: the actor itself failed.
 *
 * Plain C without anything but libc: linked statically, actors also run where nothing else is.
 */
#ifndef ACTOR_H
#define ACTOR_H

#include "facts.h"

#define ACTOR_UNSUPPORTED 77

/* ---- the frame of an actor: main() is actorBegin(), the deeds, return actorEnd() ---- */

extern struct facts self;

void actorBegin(void);
int actorEnd(void);

_Noreturn void fail(const char* what);        /* with errno's text */
_Noreturn void unsupported(const char* what); /* likewise */
/* Returns `result` if it is not negative, else fails. */
int must(int result, const char* what);

/* ---- names: absolute, allocated, never freed ---- */

char* inWorkDirectory(const char* name); /* the current directory at actorBegin() */
char* companion(const char* name);       /* a program that lies next to this one */
char* join(const char* directory, const char* name);

/* ---- what must be logged: called right after it happened; `after` is a now() from before ---- */

uint64_t now(void); /* CLOCK_REALTIME, nanoseconds */

void expectProcessCreate(uint64_t after, const struct facts* process, const struct facts* parent);
void expectProcessTerminate(uint64_t after, const struct facts* process);
void expectFileCreate(uint64_t after, const struct facts* process, const char* path);
void expectFileDelete(uint64_t after, const struct facts* process, const char* path);
void expectExecutableDelete(uint64_t after, const struct facts* process, const char* path);
/* Of a file that stays open: its hashes are those of `copy`. */
void expectOpenFileDelete(uint64_t after, const struct facts* process, const char* path,
                          const char* copy);
void expectRawAccessRead(uint64_t after, const struct facts* process, const char* device);
void expectProcessAccess(uint64_t after, const struct facts* source, pid_t sourceThread,
                         const struct facts* target, uint32_t grantedAccess);
void expectEbpfEvent(uint64_t after, const struct facts* process, const char* type, uint32_t id,
                     const char* name);
/* `ends` is a JSON object (network.h makes it). */
void expectNetworkConnect(uint64_t after, const struct facts* process, const char* ends);

/* ---- files ---- */

void makeFile(const char* path); /* empty; fails if it exists */
void makeDirectory(const char* path);
void makeSocket(const char* path); /* the name stays, bound to a socket that is closed */
void copyProgram(const char* from, const char* to);

/* ---- children ---- */

/*
 * A child has two pipes as standard input and output: it writes one byte when it is ready to be
 * looked at and waits for its input to end (or for a byte: idle.c) before it goes on.
 */
struct child {
    pid_t processId;
    int input;
    int output;
    uint64_t started; /* now() from before it was made */
};

typedef void ChildBody(const void* argument); /* executes a program or calls _exit() */

struct child startChild(ChildBody* body, const void* argument);
void awaitReady(struct child* child);
int endChild(struct child* child); /* by the end of its input; returns its wait status */
void letGoOn(struct child* child); /* by a byte: out of pauseChild(), idle to its next program */
/* For a child made in another way: fills the parent's part, returns the child's. */
void openChildPipes(struct child* child, int* ret_input, int* ret_output);

/* For bodies: says that it is ready, returns when the parent lets it go on or end. */
void pauseChild(void);
/* Memory that children share with their parent. */
void* shareMemory(size_t size);

/* Runs a child that executes idle (or something like it); expects its events 1 and 5. */
void runProgram(ChildBody* body, const void* argument);
/* The same where `program` holds the bytes of an image that no name leads to. */
void runUnnamedProgram(ChildBody* body, const void* argument, const char* program);

/* A body: executes argument[0] with the arguments from argument[1] on, ended by NULL. */
void executeArguments(const void* argument);

/* The same access to a process again is no event until this has returned. */
void awaitNewAccesses(void);

/* Runs `body` in a thread other than the first and waits for it. */
void runInThread(void* (*body)(void*), void* argument);

#endif
