/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#ifndef WATCH_EXEC_H
#define WATCH_EXEC_H

#include "telemetryRecord.h"

#define EXEC_ABI 1 /* counts up with each change of this file */
#define EXEC_RECORD 1

struct execRecord {
    struct telemetryRecord header;
    uint32_t processId;
    char name[16];
};

#endif
