/* SPDX-License-Identifier: MIT */
/* Scripts: the image is the interpreter, the arguments are what the kernel made of them. */
#include "actor.h"

#include "text.h"

#include <fcntl.h>
#include <unistd.h>

static char* writeScript(const char* name, const char* interpreter)
{
    char* path = inWorkDirectory(name);
    struct text content = {0};
    addFormat(&content, "#!%s\n", interpreter);
    int file = must(open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0755), path);
    must(write(file, content.bytes, content.length), path);
    close(file);
    return path;
}

int main(void)
{
    actorBegin();
    struct text interpreter = {0};
    addFormat(&interpreter, "%s -option with blanks", companion("idle"));
    char* script = writeScript("script", interpreter.bytes);
    runProgram(executeArguments, (char*[]){script, "name", "argument", NULL});
    /* A script may be another script's interpreter. */
    char* outer = writeScript("outer script", script);
    runProgram(executeArguments, (char*[]){outer, "name", "argument", NULL});
    return actorEnd();
}
