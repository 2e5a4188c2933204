/* SPDX-License-Identifier: MIT */
/* What /proc tells about a process: the truth that events are held against. */
#ifndef FACTS_H
#define FACTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Strings may hold any byte, their lengths say how many. */
struct facts {
    pid_t processId;
    uint64_t startTicks; /* these three make the ProcessGuid */
    uint64_t endCode;
    uint64_t argStart;
    uint32_t userId; /* effective */
    uint32_t realUserId;
    uint32_t loginUserId; /* 4294967295: unset */
    uint32_t sessionId;
    char* image;
    char* currentDirectory;
    char* commandLine; /* arguments joined by a blank */
    size_t commandLineLength;
    const char* program; /* a file with the bytes of the image, if the image's own name has none */
};

/* Of a process that is there to be read; else the program ends. Nothing is ever freed. */
struct facts factsOf(pid_t processId);
char* factsAsJson(const struct facts* facts);

#ifdef __cplusplus
}
#endif

#endif
