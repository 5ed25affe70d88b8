#include "model/walk.h"

#include <string.h>

enum { LEVEL_BITS = 3, WIDTH = 1 << LEVEL_BITS, HEIGHT_MAX = 10 };

/* A node that was made since the last copy of a state belongs to one state only, which may change it. */
struct TableNode {
    uint32_t stamp;
    TableCell cells[WIDTH];
};

static TableNode *own(Walker *walker, TableNode *node)
{
    if (node && node->stamp == walker->stamp)
        return node;
    TableNode *copy = node ? arena_copy(walker->scratch, node, sizeof *node) : ARENA_NEW(walker->scratch, TableNode);
    copy->stamp = walker->stamp;
    return copy;
}

static uint32_t position(uint32_t index, uint32_t level)
{
    return index >> (LEVEL_BITS * level) & (WIDTH - 1);
}

static bool reaches(const Table *table, uint32_t index)
{
    return index >> (LEVEL_BITS * table->height) == 0;
}

TableCell table_get(const Table *table, uint32_t index)
{
    const TableNode *node = reaches(table, index) ? table->root : NULL;
    for (uint32_t level = table->height; node && level-- > 1;)
        node = node->cells[position(index, level)].below;
    return node ? node->cells[position(index, 0)] : (TableCell){.raw = 0};
}

static void grow(Walker *walker, Table *table, uint32_t height)
{
    if (height > HEIGHT_MAX)
        fatal("a table of more than %u places", 1U << (LEVEL_BITS * HEIGHT_MAX));
    while (table->height < height) {
        TableNode *root = table->root ? own(walker, NULL) : NULL;
        if (root)
            root->cells[0].below = table->root;
        table->root = root;
        table->height++;
    }
}

void table_set(Walker *walker, Table *table, uint32_t index, TableCell cell)
{
    if (!table->height || !reaches(table, index)) {
        uint32_t height = 1;
        while (height <= HEIGHT_MAX && index >> (LEVEL_BITS * height))
            height++;
        grow(walker, table, height);
    }
    TableNode **place = &table->root;
    for (uint32_t level = table->height; level-- > 0;) {
        TableNode *node = *place = own(walker, *place);
        TableCell *at = &node->cells[position(index, level)];
        if (!level)
            *at = cell;
        place = &at->below;
    }
}

/* The node without first .. end - 1 of its places; NULL if nothing is left for sure. */
static TableNode *cleared(Walker *walker, TableNode *node, uint32_t level, uint64_t first, uint64_t end)
{
    uint64_t size = UINT64_C(1) << (LEVEL_BITS * (level + 1)), step = size / WIDTH;
    if (!node || (first == 0 && end >= size))
        return NULL;
    for (uint64_t i = first / step; i < WIDTH && i * step < end; i++) {
        uint64_t start = i * step;
        TableCell rest = {.raw = 0};
        if (level)
            rest.below = cleared(walker, node->cells[i].below, level - 1, first > start ? first - start : 0, end - start);
        if (rest.raw == node->cells[i].raw)
            continue;
        node = own(walker, node);
        node->cells[i] = rest;
    }
    return node;
}

void table_clear(Walker *walker, Table *table, uint32_t first, uint32_t end)
{
    if (table->height && first < end)
        table->root = cleared(walker, table->root, table->height - 1, first, end);
}

static TableNode *joined(Walker *walker, TableNode *ours, const TableNode *theirs, uint32_t level, CellJoin *join)
{
    static const TableNode empty;
    TableNode *result = ours;
    const TableCell *left = (ours ? ours : &empty)->cells, *right = (theirs ? theirs : &empty)->cells;
    uint32_t different = 0;
    for (uint32_t i = 0; i < WIDTH; i++)
        different |= (uint32_t)(left[i].raw != right[i].raw) << i;
    for (; different; different &= different - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(different);
        TableCell our = left[i], their = right[i];
        if (level)
            their.below = joined(walker, our.below, their.below, level - 1, join);
        else
            their = join(walker, our, their);
        if (our.raw == their.raw)
            continue;
        result = own(walker, result);
        result->cells[i] = their;
    }
    return result;
}

void table_join(Walker *walker, Table *into, Table *from, CellJoin *join)
{
    if (into->root == from->root)
        return;
    grow(walker, into, from->height);
    grow(walker, from, into->height);
    into->root = joined(walker, into->root, from->root, into->height - 1, join);
}
