/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What the memory-dump program and the library agree on. C, shared by both.
 */
#ifndef SYSINTERNALS_EBPF_MEMORY_DUMP_H
#define SYSINTERNALS_EBPF_MEMORY_DUMP_H

#include <stdint.h>

/* Memory is read in pieces of this size: one that is not mapped does not cost the others. */
#define MEMORY_DUMP_PIECE 256
#define MEMORY_DUMP_PIECES 16
#define MEMORY_DUMP_BYTES (MEMORY_DUMP_PIECE * MEMORY_DUMP_PIECES)

struct memoryDumpRequest {
    uint64_t address; /* 0: the task_struct of the thread that runs the program */
    uint64_t pieces;
};

struct memoryDumpResponse {
    uint64_t runs; /* counts up: whether the program has run */
    uint64_t task; /* of the thread that ran it */
    uint64_t processAndThread;
    uint64_t readPieces; /* a bit for each piece that could be read */
    uint8_t bytes[MEMORY_DUMP_BYTES];
};

#endif
