/* Every function of the program is walked once for its own sake, by several threads. A walk reads facts, types and what variables are
 * initialised with, none of which change meanwhile. What it writes is its thread's own; only the interned names are common to all. */
#include "model/internals.h"

#include "base/hash_table.h"
#include "base/threads.h"
#include "model/unit_notes.h"

#include <stdatomic.h>
#include <string.h>

/* Neighbours use the same notes on their unit; and for a few functions no thread is worth its start. */
enum { FUNCTIONS_AT_ONCE = 16, FUNCTIONS_OF_THREAD = 200 };

/* --- which functions ------------------------------------------------------------------------------------------------------------ */

typedef struct SeenFunction {
    char *key;
    UT_hash_handle hh;
} SeenFunction;

/* A static inline function of a header is the same in every unit that includes it: walked once. */
static bool seen_in_header(Model *model, SeenFunction **seen, const Unit *unit, const Function *function)
{
    const SourceFile *file = unit_file(unit, function->span.file);
    if (!file || file->path == unit->path || strcmp(unit_string(unit, file->path), unit_string(unit, unit->path)) == 0)
        return false;
    const char *extension = strrchr(unit_string(unit, file->path), '.');
    if (extension && extension[1] == 'c')
        return false;
    /* Templates make several, and text that is included with other macros before it: their types and clang's names tell them apart. */
    const Symbol *symbol = unit_symbol(unit, function->symbol);
    const CType *type = unit_type(unit, symbol->type);
    char *key = arena_format(model->arena, "%s:%u:%s:%s:%s", unit_string(unit, file->path), function->span.line,
                             unit_string(unit, symbol->name), unit_string(unit, symbol->usr), type ? unit_string(unit, type->spelling) : "");
    SeenFunction *entry = NULL;
    HASH_FIND_STR(*seen, key, entry);
    if (entry)
        return true;
    entry = ARENA_NEW(model->arena, SeenFunction);
    entry->key = key;
    HASH_ADD_KEYPTR(hh, *seen, entry->key, strlen(entry->key), entry);
    return false;
}

static void list_functions(Model *model)
{
    SeenFunction *seen = NULL;
    for (uint32_t i = 0; i < program_unit_count(model->program); i++) {
        const Unit *unit = program_unit(model->program, i);
        for (uint32_t k = 1; k < unit->functions.count; k++) {
            const Function *function = &unit->functions.items[k];
            if (function->body && !seen_in_header(model, &seen, unit, function))
                vector_push(&model_internals(model)->functions, ((WalkedFunction){{unit, k}, NULL}));
        }
    }
    HASH_CLEAR(hh, seen);
}

/* --- the walks ------------------------------------------------------------------------------------------------------------------ */

typedef struct Walks {
    Model **views; /* one a thread; the first is the model itself */
    WalkedFunction *functions;
    uint32_t count;
    atomic_uint next;
} Walks;

static void walk_some(void *context, unsigned number)
{
    Walks *walks = context;
    uint32_t first;
    while ((first = atomic_fetch_add(&walks->next, FUNCTIONS_AT_ONCE)) < walks->count)
        for (uint32_t i = first; i < walks->count && i < first + FUNCTIONS_AT_ONCE; i++)
            walks->functions[i].trace = trace_make(walks->views[number], walks->functions[i].function, NULL);
}

/* The model as a further thread sees it: the same program, types and names, but with memory, notes and a walker of its own. */
static Model *view_new(Model *model)
{
    Model *view = ARENA_NEW(model->arena, Model);
    Internals *internals = ARENA_NEW(model->arena, Internals);
    *internals = *model_internals(model);
    internals->traces = NULL;
    internals->walker = NULL;
    internals->unit_notes = internals->recent_notes = NULL;
    *view = *model;
    view->arena = arena_new();
    view->internals = internals;
    return view;
}

/* The traces that were made with it stay, in its arena. */
static void view_end(Model *model, Model *view)
{
    traces_free(view);
    unit_notes_free(view);
    vector_push(&model_internals(model)->more_arenas, view->arena);
}

static void walk_all(Model *model)
{
    Internals *internals = model_internals(model);
    list_functions(model);
    Walks walks = {.functions = internals->functions.items, .count = internals->functions.count};
    unsigned useful = walks.count / FUNCTIONS_OF_THREAD + 1, wanted = internals->jobs ? internals->jobs : core_count();
    unsigned threads = wanted < useful ? wanted : useful;
    walks.views = ARENA_ARRAY(model->arena, Model *, threads);
    walks.views[0] = model;
    for (unsigned i = 1; i < threads; i++)
        walks.views[i] = view_new(model);
    threads_run(threads, walk_some, &walks);
    for (unsigned i = 1; i < threads; i++)
        view_end(model, walks.views[i]);
    for (uint32_t i = 0; i < walks.count; i++)
        trace_keep(model, walks.functions[i].trace);
}

void traces_each(Model *model, TraceVisitor *each)
{
    Internals *internals = model_internals(model);
    if (!internals->functions.count)
        walk_all(model);
    for (uint32_t i = 0; i < internals->functions.count; i++)
        each(model, internals->functions.items[i].trace);
}
