/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What the getOffsets module carries for the reader of its file. C, shared by both.
 */
#ifndef SYSINTERNALS_EBPF_GET_OFFSETS_RECORD_H
#define SYSINTERNALS_EBPF_GET_OFFSETS_RECORD_H

/* One record of the section SECTION_OFFSETS for each entry of offsetList.h. */
struct getOffsetsRecord {
    char name[56]; /* "task_struct.pid", NUL-terminated */
    unsigned int state;
    unsigned int byte;
};

enum {
    GET_OFFSETS_UNKNOWN = 0,
    GET_OFFSETS_PRESENT = 1,
    GET_OFFSETS_ABSENT = 2,
    /*
     * A bit field: its place is where the only bits are that are set in a whole structure, which is
     * the section SECTION_IMAGE followed by the entry's name: C cannot take the offset of a bit
     * field.
     */
    GET_OFFSETS_IMAGE = 3,
};

#define SECTION_OFFSETS ".getOffsets.records"
#define SECTION_IMAGE ".getOffsets.image."
#define SECTION_RELEASE ".getOffsets.release"

#endif
