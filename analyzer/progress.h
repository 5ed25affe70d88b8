/* How far the parsing is, on standard error: one line that is written over on a terminal, else a line for each file. */
#ifndef GCLINT_PROGRESS_H
#define GCLINT_PROGRESS_H

#include "options.h"

void progress_start(const Options *options);
/* For WorkersOptions.progress. */
void progress_show(const char *path, unsigned done, unsigned total);
/* Takes the line away. */
void progress_stop(void);

#endif
