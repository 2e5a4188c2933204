/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "actor.h"

#include "text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct text readProc(pid_t processId, const char* name)
{
    char path[64], block[4096];
    snprintf(path, sizeof(path), "/proc/%d/%s", processId, name);
    int file = must(open(path, O_RDONLY | O_CLOEXEC), path);
    struct text content = {0};
    ssize_t length;
    while ((length = must(read(file, block, sizeof(block)), path)) > 0)
        addBytes(&content, block, length);
    addBytes(&content, "", 0);
    close(file);
    return content;
}

/* Audit ids: kernels without CONFIG_AUDIT have neither the files nor the ids. */
static uint32_t readAuditId(pid_t processId, const char* name)
{
    if (access("/proc/self/loginuid", F_OK) != 0) return UINT32_MAX;
    struct text content = readProc(processId, name);
    uint32_t number = strtoul(content.bytes, NULL, 10);
    free(content.bytes);
    return number;
}

static char* readLink(pid_t processId, const char* name)
{
    char path[64], target[8192];
    snprintf(path, sizeof(path), "/proc/%d/%s", processId, name);
    int length = must(readlink(path, target, sizeof(target) - 1), path);
    target[length] = '\0';
    return strdup(target);
}

/* Field `number` (from 3 on) of a stat line, counted as proc(5) does. */
static uint64_t statField(const char* stat, int number)
{
    const char* field = strrchr(stat, ')') + 2; /* field 3; the name before may hold anything */
    for (int at = 3; at < number; at++)
        field = strchr(field, ' ') + 1;
    return strtoull(field, NULL, 10);
}

static void readStat(struct facts* facts)
{
    struct text stat = readProc(facts->processId, "stat");
    facts->startTicks = statField(stat.bytes, 22);
    facts->endCode = statField(stat.bytes, 27);
    facts->argStart = statField(stat.bytes, 48);
    free(stat.bytes);
}

static void readUserIds(struct facts* facts)
{
    struct text status = readProc(facts->processId, "status");
    const char* line = strstr(status.bytes, "\nUid:");
    if (!line || sscanf(line, " Uid: %u %u", &facts->realUserId, &facts->userId) != 2)
        fail("Uid in /proc/PID/status");
    free(status.bytes);
}

static void readCommandLine(struct facts* facts)
{
    struct text arguments = readProc(facts->processId, "cmdline");
    if (arguments.length > 0) arguments.length--; /* the last argument's NUL */
    for (size_t i = 0; i < arguments.length; i++)
        if (arguments.bytes[i] == '\0') arguments.bytes[i] = ' ';
    facts->commandLine = arguments.bytes;
    facts->commandLineLength = arguments.length;
}

struct facts factsOf(pid_t processId)
{
    struct facts facts = {.processId = processId};
    readStat(&facts);
    readUserIds(&facts);
    readCommandLine(&facts);
    facts.loginUserId = readAuditId(processId, "loginuid");
    facts.sessionId = readAuditId(processId, "sessionid");
    facts.image = readLink(processId, "exe");
    facts.currentDirectory = readLink(processId, "cwd");
    return facts;
}

static void addNumberMember(struct text* json, const char* name, uint64_t value)
{
    addFormat(json, "\"%s\":%llu,", name, (unsigned long long)value);
}

static void addStringMember(struct text* json, const char* name, const char* bytes, size_t length)
{
    addFormat(json, "\"%s\":", name);
    addString(json, bytes, length);
    addBytes(json, ",", 1);
}

char* factsAsJson(const struct facts* facts)
{
    struct text json = {0};
    addBytes(&json, "{", 1);
    addNumberMember(&json, "processId", facts->processId);
    addNumberMember(&json, "startTicks", facts->startTicks);
    addNumberMember(&json, "endCode", facts->endCode);
    addNumberMember(&json, "argStart", facts->argStart);
    addNumberMember(&json, "userId", facts->userId);
    addNumberMember(&json, "realUserId", facts->realUserId);
    addNumberMember(&json, "loginUserId", facts->loginUserId);
    addNumberMember(&json, "sessionId", facts->sessionId);
    addStringMember(&json, "image", facts->image, strlen(facts->image));
    addStringMember(&json, "currentDirectory", facts->currentDirectory,
                    strlen(facts->currentDirectory));
    if (facts->program) addStringMember(&json, "program", facts->program, strlen(facts->program));
    addStringMember(&json, "commandLine", facts->commandLine, facts->commandLineLength);
    json.bytes[json.length - 1] = '}';
    return json.bytes;
}
