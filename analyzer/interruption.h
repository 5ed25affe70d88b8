/* INTERRUPTION: SIGINT and SIGTERM while there is something to be lost. Held, the first of them is noted and what is known is
 * brought home; one that comes a second later or more ends the program at once. */
#ifndef GCLINT_INTERRUPTION_H
#define GCLINT_INTERRUPTION_H

/* From here on they are held; what was noted before is forgotten. Holding counts: so many releases let go. */
void interruption_hold(void);
void interruption_release(void);

/* The signal that came, or 0. */
int interruption_number(void);

#endif
