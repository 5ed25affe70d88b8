/* MENTIONS: whether header files have a word in them, outside of comments and texts: a macro that none mentions makes no difference
 * to them. */
#ifndef GCLINT_MENTIONS_H
#define GCLINT_MENTIONS_H

#include <stdbool.h>

/* Texts that are read once; an answer is kept. */
typedef struct Mentions Mentions;

Mentions *mentions_new(void);
void mentions_free(Mentions *mentions);

/* A file that cannot be read may mention anything. */
void mentions_add_file(Mentions *mentions, const char *path);
void mentions_add_text(Mentions *mentions, const char *text);
/* Python.h of the folder and what it may include, there and beside it, whatever the conditions; pyconfig_folder: where pyconfig.h
 * is, if it is not there, or NULL. Once; read when the first word is asked for. */
void mentions_add_python(Mentions *mentions, const char *folder, const char *pyconfig_folder);

bool mentions_has(Mentions *mentions, const char *word);

#endif
