/* Tables by number that many states share: a copy is two words, a change copies the few nodes on the way to it, and a join looks only
 * at what differs. Nodes live in the walk's scratch arena. */
#ifndef GCLINT_WALK_TABLE_H
#define GCLINT_WALK_TABLE_H

#include "model/internals.h"

typedef struct TableNode TableNode;
typedef struct Values Values;
typedef struct LocalMember LocalMember;
typedef struct KnownBits KnownBits;

/* What became of a path, in eight bytes. */
typedef struct PathState {
    uint32_t bits : 4;         /* 0: nothing yet */
    uint32_t is_known_set : 1; /* a test on every way here found that it is not NULL */
    uint32_t version : 27;
    uint32_t release_event;    /* while PATH_DANGLES: the release */
} PathState;

/* All zero: empty. */
typedef union TableCell {
    TableNode *below;
    const Values *values;
    const LocalMember *member;
    const KnownBits *bits;
    PathState path;
    uint64_t raw;
} TableCell;

/* All zero: empty. */
typedef struct Table {
    TableNode *root;
    uint32_t height;
} Table;

TableCell table_get(const Table *table, uint32_t index);
void table_set(Walker *walker, Table *table, uint32_t index, TableCell cell);
/* Empties first .. end - 1. */
void table_clear(Walker *walker, Table *table, uint32_t first, uint32_t end);
/* Of two different cells, one of which may be empty. */
typedef TableCell CellJoin(Walker *walker, TableCell ours, TableCell theirs);
/* `from` is used up. */
void table_join(Walker *walker, Table *into, Table *from, CellJoin *join);

#endif
