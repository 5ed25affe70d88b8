/* Where answers go: standard output or a file, with what can go wrong there said. */
#ifndef GCLINT_OUTPUT_H
#define GCLINT_OUTPUT_H

#include "options.h"
#include "reports/render.h"

/* The renderer's options for a stream; colour and width are those of the terminal behind it. */
RenderOptions output_options(const Options *options, FILE *out);

/* The answer in a format, to a file or, with path NULL, to standard output. False after a message; that a reader of standard
 * output went away early is no error. */
bool output_scan(const Options *options, const Scan *scan, const char *format, const char *path);

typedef int (*OutputWriter)(const Scan *scan, const RenderOptions *options, FILE *out);
/* The same with any function that writes and returns 0 or an errno. */
bool output_write(const Options *options, const Scan *scan, OutputWriter writer, const char *path);

/* Says that writing to a file, or with path NULL to standard output, ended with this errno. True for 0, and for a reader of
 * standard output that went away. */
bool output_report(const char *path, int error);

/* Flushes standard output; to be called last. False after a message, as above. */
bool output_finish(void);

#endif
