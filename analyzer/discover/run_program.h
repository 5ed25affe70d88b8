/* Runs a program of the user's own machine and keeps what it prints. Never one of the scanned tree. */
#ifndef GCLINT_RUN_PROGRAM_H
#define GCLINT_RUN_PROGRAM_H

#include "base/arena.h"

#include <sys/types.h>

typedef struct RunningProgram {
    pid_t process; /* 0: none runs */
    int output;    /* the end of a pipe */
} RunningProgram;

/* The absolute path of a program that stands in PATH, passing over relative folders and those inside `forbidden` (the scanned tree;
 * absolute); of a shim of pyenv's, what is behind it. NULL: there is none. */
const char *program_find(Arena *arena, const char *name, const char *forbidden);
/* Starts what program_find() gives for arguments[0] in the folder "/", without a shell. */
RunningProgram program_start(Arena *arena, const char *const *arguments, const char *forbidden);
/* Waits for its end. What it wrote to standard output, or NULL if it was not there, fails, writes more than 64 KiB, or takes longer
 * than ten seconds. */
const char *program_finish(Arena *arena, RunningProgram *program);
/* Ends it, if it runs. */
void program_stop(RunningProgram *program);

/* Both at once. */
const char *run_program(Arena *arena, const char *const *arguments, const char *forbidden);

#endif
