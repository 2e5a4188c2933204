/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct text* text, size_t more)
{
    if (text->length + more < text->capacity) return;
    text->capacity = (text->length + more + 1) * 2;
    text->bytes = realloc(text->bytes, text->capacity);
    if (!text->bytes) abort();
}

void addBytes(struct text* text, const char* bytes, size_t length)
{
    reserve(text, length);
    if (length > 0) memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void addFormat(struct text* text, const char* format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    reserve(text, length);
    va_start(arguments, format);
    vsnprintf(text->bytes + text->length, length + 1, format, arguments);
    va_end(arguments);
    text->length += length;
}

void addString(struct text* text, const char* bytes, size_t length)
{
    addBytes(text, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = bytes[i];
        if (byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\')
            addBytes(text, bytes + i, 1);
        else
            addFormat(text, "\\u%04x", byte);
    }
    addBytes(text, "\"", 1);
}
