/* WORKER PROCESS: what a worker does between fork() and its end. */
#ifndef GCLINT_WORKER_PROCESS_H
#define GCLINT_WORKER_PROCESS_H

#include "workers.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Bytes of data, as setrlimit(2) counts them. */
#define WORKER_MEMORY_LIMIT ((size_t)4 << 30)

typedef struct WorkerProcess {
    const ParseRequest *requests;
    const WorkersOptions *options;
    const sigset_t *mask; /* of signals, that the parent has while it waits */
    pid_t parent;
    int from_parent, to_parent;
} WorkerProcess;

/* Reads the index of one request after the other, and answers with a frame: the size and the bytes of its blob. Ends with the pipe. */
_Noreturn void worker_process_run(const WorkerProcess *worker);

/* All bytes; false if the other end is gone. */
bool worker_write(int descriptor, const void *bytes, size_t size);

#endif
