/* ROUNDS: which parses of the units make one program, judged for which versions of Python. */
#ifndef GCLINT_ROUNDS_H
#define GCLINT_ROUNDS_H

#include "variants/variants.h"

typedef struct Round {
    Unit **units;
    uint32_t count;
    uint32_t low, high; /* versions it is judged for */
    bool only_variants; /* the other units are there to complete the program: of them, earlier rounds told all */
    const char *note; /* what tells it from the first round, for people: "Python 3.12"; NULL: the units' variants tell,
                         or it is the first */
} Round;

typedef VECTOR(Round) RoundList;

/* The first round is that of the units as they are. The arrays are the arena's, the list the caller's to free. */
void rounds_make(RoundList *rounds, const VariantTask *task, const VariantPlan *plan);

#endif
