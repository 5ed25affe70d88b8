/* assert(): extensions are built with NDEBUG as a rule, so what an assertion calls does not run, but what it claims is true. */
#include "model/walk.h"

#include <string.h>

static bool reports_failure(UnitNotes *notes, NodeId id, unsigned depth)
{
    const Unit *unit = notes->unit;
    const Node *node = unit_node(unit, id);
    if (!node || depth > 4)
        return false;
    bool is_wrapping = node->kind == N_CAST || node->kind == N_BLOCK || (node->kind == N_BINARY && node->operator == OP_COMMA);
    if (is_wrapping)
        return reports_failure(notes, unit_child(unit, node, 0), depth + 1);
    const Node *callee = node->kind == N_CALL ? unit_node(unit, unit_child(unit, node, 0)) : NULL;
    const Symbol *symbol = callee && callee->kind == N_REF ? unit_symbol(unit, callee->symbol) : NULL;
    return symbol && symbol_notes(notes, callee->symbol)->reports_failure;
}

/* As the macros of the C libraries and of Python expand: `if (c) ; else fail();`, `c ? 0 : fail()`, `!c ? fail() : 0`, `c || (fail(), 0)`. */
bool node_expands_assertion(UnitNotes *notes, const Node *node)
{
    const Unit *unit = notes->unit;
    if (node->kind == N_IF || node->kind == N_CONDITIONAL)
        return reports_failure(notes, unit_child(unit, node, 2), 0) || reports_failure(notes, unit_child(unit, node, 1), 0);
    return node->kind == N_BINARY && node->operator == OP_LOGICAL_OR && reports_failure(notes, unit_child(unit, node, 1), 0);
}

/* Something was written, released, tracked: the state after it is not that of a build without assertions. */
static bool has_effect(const Walker *walker, uint32_t first_event)
{
    for (uint32_t i = first_event; i < walker->events.count; i++)
        switch (walker->events.items[i].kind) {
        case EVENT_READ:
        case EVENT_CALL:
        case EVENT_ENTER:
        case EVENT_LEAVE:
            break;
        default:
            return true;
        }
    return false;
}

/* `assert(strcmp(PyUnicode_AsUTF8(self->name), "x") == 0)` claims that the name is a str. */
static bool is_string_claim(const Walker *walker, const Event *event)
{
    return event->kind == EVENT_CALL && event->caller == walker->frame->enter_event && event->callee && event->api &&
           !event->api->runs_python && string_api(event->callee);
}

static void drop_events(Walker *walker, uint32_t first)
{
    uint32_t kept = first;
    for (uint32_t i = first; i < walker->events.count; i++)
        if (is_string_claim(walker, &walker->events.items[i]))
            walker->events.items[kept++] = walker->events.items[i];
    walker->events.count = kept;
}

/* `assert(self->owner == NULL)` in tp_dealloc: somebody else has released it before. */
static void claim_empty_fields(Walker *walker, NodeId node, const State *before)
{
    for (PathId path = 1; path < walker->paths.count; path++) {
        const Path *field = walk_path(walker, path);
        if (field->kind != PATH_FIELD || walk_object_of(walker, path) != 1 || !program_type_is_object_pointer(walker->model->program, field->unit, field->type))
            continue;
        if (state_bits(walker, &walker->state, path) == PATH_IS_NULL && state_bits(walker, before, path) != PATH_IS_NULL)
            walk_emit(walker, EVENT_CLAIM_NULL, node, (Value){.kind = VALUE_CONTENT, .path = path});
    }
}

void walk_assertion(Walker *walker, NodeId node)
{
    uint32_t events = walker->events.count, obstacles = walker->obstacles.count;
    State before = state_copy(walker, &walker->state);
    walker->is_asserting = true;
    walk_statement(walker, node);
    walker->is_asserting = false;
    memcpy(walker->state.must, before.must, sizeof before.must);
    memcpy(walker->state.may, before.may, sizeof before.may);
    bool claims = !has_effect(walker, events);
    if (!claims)
        walker->state = before;
    drop_events(walker, events);
    if (claims)
        claim_empty_fields(walker, node, &before);
    walker->obstacles.count = walker->obstacle_places.count = obstacles;
}
