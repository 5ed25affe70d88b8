/* What the fuzz targets share. A target is a program with LLVMFuzzerTestOneInput: linked with libFuzzer it searches, linked with
 * replay.c it only runs what is in its corpus, and simple changes of that. */
#ifndef GCLINT_FUZZ_H
#define GCLINT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file; the path is valid until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

struct Unit;
/* All that is done with units after they were parsed: linking, model, rules, dump. */
void fuzz_judge(struct Unit *unit);

#endif
