/* SUPPRESSION TEXTS: the files of scanned units in which a suppression may stand. Facts hold no comments, so judging reads these files
 * again; nothing else of the tree is read after the facts. */
#ifndef GCLINT_SUPPRESSION_TEXTS_H
#define GCLINT_SUPPRESSION_TEXTS_H

#include "base/arena.h"
#include "facts/facts.h"

/* `text` is the file's, zero-terminated, and ends with the call. */
typedef void SuppressionTextVisitor(void *data, const Unit *unit, FileId file, const char *text);

typedef struct SuppressionTexts SuppressionTexts;

/* `root`: the absolute folder below which files are read. */
SuppressionTexts *suppression_texts_new(const char *root, SuppressionTextVisitor *visit, void *data);
/* Visits those of the unit's files that no unit before had. */
void suppression_texts_of_unit(SuppressionTexts *texts, const Unit *unit);
void suppression_texts_free(SuppressionTexts *texts);

#endif
