#include "model/api.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Words of api.def. */
enum { QUIET = false, PYTHON = true };
#define ARGUMENT(n) (UINT32_C(1) << (n))
#define ARGUMENTS(a, b, c) (ARGUMENT(a) | ARGUMENT(b) | ARGUMENT(c))

/* Sorted at first use: the .def files are in the order of their topics. */
static ApiFunction functions[] = {
#define API_GIVES(name, effect, argument, result, exactness, python, steals, gives_new, gives_borrowed) \
    {#name, API_##effect, argument, API_RESULT_##result, API_##exactness, python, steals, gives_new, gives_borrowed},
#define API(name, effect, argument, result, exactness, python, steals) \
    {#name, API_##effect, argument, API_RESULT_##result, API_##exactness, python, steals, 0, 0},
#define RETURNS(name, result, exactness, python) \
    {#name, API_EFFECT_NONE, 0, API_RESULT_##result, API_##exactness, python, 0, 0, 0},
#define INERT(name) {#name, API_EFFECT_NONE, 0, API_RESULT_NONE, API_ANY_OBJECT, QUIET, 0, 0, 0},
#define RUNS(name) {#name, API_EFFECT_NONE, 0, API_RESULT_NONE, API_ANY_OBJECT, PYTHON, 0, 0, 0},
#define SAFE(name) {#name, API_SAFE_IN_TRAVERSE, 0, API_RESULT_NONE, API_ANY_OBJECT, QUIET, 0, 0, 0},
#include "model/api.def"
#undef SAFE
#undef RUNS
#undef INERT
#undef RETURNS
#undef API
#undef API_GIVES
};

static ApiType types[] = {
#define TYPE(symbol, name, record, gc_since, basetype, clear, atomic, needs_tracked_until, weak, finalizer) \
    {#symbol, name, record, gc_since, basetype, clear, (gc_since) != 0, atomic, needs_tracked_until, weak, finalizer},
#define EXCEPTION(exception, name, record, needs_tracked_until) \
    {"PyExc_" #exception, name, record, 0x0308, true, true, true, false, needs_tracked_until, false, false},
#define OPAQUE(symbol, pointers)
#define HOLDS_MEMORY(symbol)
#include "model/api_types.def"
#undef HOLDS_MEMORY
#undef OPAQUE
#undef EXCEPTION
#undef TYPE
};

static const struct OpaqueType {
    const char *symbol;
    uint32_t pointers;
} opaque_types[] = {
#define TYPE(symbol, name, record, gc_since, basetype, clear, atomic, needs_tracked_until, weak, finalizer)
#define EXCEPTION(exception, name, record, needs_tracked_until)
#define OPAQUE(symbol, pointers) {#symbol, pointers},
#define HOLDS_MEMORY(symbol)
#include "model/api_types.def"
#undef HOLDS_MEMORY
#undef OPAQUE
#undef EXCEPTION
#undef TYPE
};

static const char *const memory_holders[] = {
#define TYPE(symbol, name, record, gc_since, basetype, clear, atomic, needs_tracked_until, weak, finalizer)
#define EXCEPTION(exception, name, record, needs_tracked_until)
#define OPAQUE(symbol, pointers)
#define HOLDS_MEMORY(symbol) #symbol,
#include "model/api_types.def"
#undef HOLDS_MEMORY
#undef OPAQUE
#undef EXCEPTION
#undef TYPE
};

enum { FUNCTION_COUNT = sizeof functions / sizeof functions[0], TYPE_COUNT = sizeof types / sizeof types[0] };

static int compare_functions(const void *a, const void *b)
{
    return strcmp(((const ApiFunction *)a)->name, ((const ApiFunction *)b)->name);
}

static int compare_types(const void *a, const void *b)
{
    return strcmp(((const ApiType *)a)->symbol, ((const ApiType *)b)->symbol);
}

static int compare_name_to_function(const void *name, const void *function)
{
    return strcmp(name, ((const ApiFunction *)function)->name);
}

static int compare_symbol_to_type(const void *symbol, const void *type)
{
    return strcmp(symbol, ((const ApiType *)type)->symbol);
}

static void sort_functions(void)
{
    qsort(functions, FUNCTION_COUNT, sizeof functions[0], compare_functions);
}

static void sort_types(void)
{
    qsort(types, TYPE_COUNT, sizeof types[0], compare_types);
}

const ApiFunction *api_functions(uint32_t *count)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sort_functions);
    *count = FUNCTION_COUNT;
    return functions;
}

const ApiType *api_types(uint32_t *count)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sort_types);
    *count = TYPE_COUNT;
    return types;
}

const ApiFunction *api_find(const char *name)
{
    uint32_t count;
    const ApiFunction *table = api_functions(&count);
    return bsearch(name, table, count, sizeof *table, compare_name_to_function);
}

const ApiType *api_find_type(const char *symbol)
{
    uint32_t count;
    const ApiType *table = api_types(&count);
    return bsearch(symbol, table, count, sizeof *table, compare_symbol_to_type);
}

bool api_is_safe_in_traverse(const ApiFunction *function)
{
    if (function->result == API_RESULT_NEW)
        return false;
    switch (function->effect) {
    case API_SAFE_IN_TRAVERSE:
    case API_VISIT_MANAGED_DICT:
    case API_TYPE_OF:
    case API_TYPE_DATA:
    case API_ITEM_DATA:
    case API_TYPE_SLOT:
    case API_TYPE_FLAGS:
    case API_TYPE_CHECK:
    case API_TYPE_CHECK_EXACT:
    case API_IS_GC:
    case API_IS_TRACKED:
    case API_MODULE_STATE:
    case API_MODULE_OBJECT:
    case API_NO_RETURN:
        return true;
    default:
        return false;
    }
}

int64_t api_opaque_size(const ApiType *type)
{
    for (size_t i = 0; i < sizeof opaque_types / sizeof *opaque_types; i++)
        if (strcmp(opaque_types[i].symbol, type->symbol) == 0)
            return opaque_types[i].pointers * (int64_t)sizeof(void *);
    return 0;
}

bool api_type_holds_memory(const ApiType *type)
{
    for (size_t i = 0; i < sizeof memory_holders / sizeof *memory_holders; i++)
        if (strcmp(memory_holders[i], type->symbol) == 0)
            return true;
    return false;
}
