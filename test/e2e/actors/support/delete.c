/* SPDX-License-Identifier: MIT */
#include "delete.h"

#include <unistd.h>

void deleteName(const char* name, const char* path)
{
    uint64_t after = now();
    must(unlink(name), name);
    expectFileDelete(after, &self, path);
}

void deleteNameAt(int base, const char* name, const char* path)
{
    uint64_t after = now();
    must(unlinkat(base, name, 0), name);
    expectFileDelete(after, &self, path);
}
