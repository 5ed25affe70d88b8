/* Records that hold records by value. One that holds itself has no size and no end; correct code has none, but clang
 * shows them where it reported an error, and a blob's bytes may say anything. */
#ifndef GCLINT_EMBEDDING_H
#define GCLINT_EMBEDDING_H

#include "facts/facts.h"

bool embedding_has_cycle(const Unit *unit);
/* Forgets the type of every field through which a record would hold itself. */
void embedding_cut_cycles(Unit *unit);

#endif
