/* SPDX-License-Identifier: MIT */
/* A growing text, always NUL-terminated, and JSON strings in it. All zero is an empty one. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

struct text {
    char* bytes;
    size_t length;
    size_t capacity;
};

void addBytes(struct text* text, const char* bytes, size_t length);
void addFormat(struct text* text, const char* format, ...) __attribute__((format(printf, 2, 3)));
/* As a JSON string with one character per byte. */
void addString(struct text* text, const char* bytes, size_t length);

#endif
