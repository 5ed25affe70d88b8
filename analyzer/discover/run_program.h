/* Runs a program of the user's own machine and keeps what it prints. Never one of the scanned tree. */
#ifndef GCLINT_RUN_PROGRAM_H
#define GCLINT_RUN_PROGRAM_H

#include "base/arena.h"

/* Looks for arguments[0] in PATH, passing over relative folders and those inside `forbidden` (the scanned tree;
 * absolute), and runs it in the folder "/" without a shell. Returns what it wrote to standard output, or NULL if it is
 * not there, fails, writes more than 64 KiB, or takes longer than ten seconds. */
const char *run_program(Arena *arena, const char *const *arguments, const char *forbidden);

#endif
