/* THREADS: one piece of work done by several threads of this process. */
#ifndef GCLINT_THREADS_H
#define GCLINT_THREADS_H

/* How many cores this process may use; at least 1. */
unsigned core_count(void);

/* Calls task(context, n) for each n below `count`, at the same time where the system has threads for it, else one after the other.
 * Number 0 is called by the calling thread. Returns when all have returned. */
void threads_run(unsigned count, void (*task)(void *context, unsigned number), void *context);

#endif
