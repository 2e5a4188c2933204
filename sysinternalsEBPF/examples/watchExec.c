/* SPDX-License-Identifier: MIT */
/*
 * The smallest client of the library: prints each program that is executed, until Ctrl-C. Start it
 * in the folder of watchExec.bpf.o.
 */
#include "watchExec.h"

#include <libsysinternalsEBPF.h>
#include <signal.h>
#include <stdio.h>

static telemetrySession* session;

static void onEvent(void* context, const struct telemetryRecord* record)
{
    const struct execRecord* exec = (const struct execRecord*)record;
    (void)context;
    printf("%u %s\n", exec->processId, exec->name);
}

static void onIdle(void* context)
{
    (void)context;
    fflush(stdout);
}

static void onMessage(void* context, const char* message)
{
    (void)context;
    fprintf(stderr, "%s\n", message);
}

static void onSignal(int signal)
{
    (void)signal;
    telemetryStop(session);
}

int main(void)
{
    static const char* const folders[] = {"."};
    static bool active[TELEMETRY_MAX_CALLS] = {[TELEMETRY_PSEUDO_CALL] = true};
    static const telemetryTracepoint tracepoints[] = {
        {"watchExec", "sched", "sched_process_exec", TELEMETRY_PSEUDO_CALL},
    };
    static const telemetryObject objects[] = {{
        .file = "watchExec.bpf.o",
        .fromKernel = TELEMETRY_KERNEL(4, 17, 0), /* raw tracepoints */
        .beforeKernel = TELEMETRY_KERNEL_ANY,
        .needsOffsets = true,
        .tracepoints = tracepoints,
        .tracepointCount = 1,
    }};
    telemetryConfiguration configuration = {
        .folders = folders,
        .folderCount = 1,
        .objects = objects,
        .objectCount = 1,
        .activeCalls = active,
        .onEvent = onEvent,
        .onIdle = onIdle,
        .onMessage = onMessage,
    };

    if (telemetryStart(&configuration, &session) != TELEMETRY_OK) {
        fprintf(stderr, "%s\n", telemetryErrorText());
        return 1;
    }
    fprintf(stderr, "struct offsets: %s\n",
            telemetryOffsetsSourceName(telemetryOffsetsSource(session)));
    signal(SIGINT, onSignal);
    signal(SIGTERM, onSignal);
    telemetryRun(session);
    telemetryClose(session);
    return 0;
}
