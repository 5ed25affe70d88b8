/* WORKERS: units parsed in child processes. A file on which the parser crashes, hangs or eats all memory costs that file only;
 * it is tried once more, alone, and then is a unit of status UNIT_FAILED with the reason. */
#ifndef GCLINT_WORKERS_H
#define GCLINT_WORKERS_H

#include "facts/blob.h"
#include "frontend/frontend.h"

/* Something for this process to do while the others parse. */
typedef struct Meanwhile {
    void (*work)(void *context);
    void *context;
} Meanwhile;

typedef struct WorkersOptions {
    unsigned jobs;            /* processes; 0: as many as there are cores */
    unsigned timeout_seconds; /* for one unit; 0: none */
    uint64_t facts_limit_bytes; /* for one unit; 0: what no real unit comes near */
    /* Called in a worker, where it may crash. The worker frees the bytes. */
    Blob (*parse)(const ParseRequest *request);
    /* May be NULL. Called in a worker before its first unit: takes from the process what parsing does not need. */
    void (*confine)(void);
    /* Its work may be NULL. Called once, as soon as all workers are busy; none gets its next unit before it returns. */
    Meanwhile meanwhile;
    /* May be NULL. Called in this process when a unit is done or given up. */
    void (*progress)(const char *path, unsigned done, unsigned total);
} WorkersOptions;

/* Fills units[0 .. count - 1], none NULL, each the caller's to end with unit_free. Returns 0, or the number of the signal
 * (SIGINT, SIGTERM) that cut it short: units not parsed by then are failed ones. No thread may run and SIGPIPE must be ignored. */
int workers_parse(const ParseRequest *requests, unsigned count, const WorkersOptions *options, Unit **units);
/* Processes that have parsed may still be ending. */
void workers_wait(void);

#endif
