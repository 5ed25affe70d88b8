/* What gclint says about itself, on standard error. */
#ifndef GCLINT_MESSAGE_H
#define GCLINT_MESSAGE_H

#include <stdbool.h>

/* Called before anything is said on standard error, to take a progress line away; NULL: nothing to do. */
void message_before(void (*hook)(void));

/* "gclint: ...\n"; says what went wrong, where, and how to mend it. */
void message_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "gclint: warning: ...\n" */
void message_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* How many of both were said so far. */
unsigned message_count(void);
/* "gclint: ...\n" for what went well but ought to be known. */
void message_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What is said calls this path, where something was unpacked, by the name that the user knows it by. Both must live on; NULL: no
 * more. */
void message_rename(const char *path, const char *name);

/* From now on nothing is said: what went wrong last is kept for message_last_error(), "" if nothing did. */
void message_quieten(void);
const char *message_last_error(void);

#endif
