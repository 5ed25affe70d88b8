/* What is made from the tables of commands and options: the man page, and what completes them in shells. */
#ifndef GCLINT_MANUAL_H
#define GCLINT_MANUAL_H

#include <stdbool.h>
#include <stdio.h>

/* gclint(1), for man(7). */
void manual_print(FILE *out);

/* False: the shell is not known; then nothing is printed. */
bool completion_print(FILE *out, const char *shell);

#endif
