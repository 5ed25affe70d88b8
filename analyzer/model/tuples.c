/* What a tuple that the code makes is filled with: all of it, or nothing is told. Nothing can be put into it later, as it belongs to
 * others then. */
#include "model/internals.h"

#include <string.h>

bool call_fills_tuple(const Event *event)
{
    return event->kind == EVENT_CALL && event->callee && event->argument_count == 3 &&
           (strcmp(event->callee, "PyTuple_SetItem") == 0 || strcmp(event->callee, "PyTuple_SET_ITEM") == 0);
}

/* `self->pair = PyTuple_New(2); PyTuple_SET_ITEM(self->pair, 0, value);`, where nothing else is stored there. 0: not told. */
static PathId tuple_in_field(const Trace *trace, PathId field, uint32_t before)
{
    PathId found = 0;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_STORE || event->target != field || event->value.kind == VALUE_NULL)
            continue;
        if (found || i > before || event->value.kind != VALUE_CONTENT)
            return 0;
        found = event->value.path;
    }
    return found;
}

/* The tuple that a call of PyTuple_SET_ITEM() puts something into. */
static PathId filled_tuple(const Trace *trace, uint32_t call)
{
    const Event *event = &trace->events[call];
    PathId tuple = event->arguments[0].kind == VALUE_CONTENT ? event->arguments[0].path : 0;
    return trace_path(trace, tuple)->kind == PATH_FIELD ? tuple_in_field(trace, tuple, call) : tuple;
}

bool tuple_is_filled_where_stored(const Trace *trace, uint32_t call)
{
    PathId tuple = filled_tuple(trace, call);
    return tuple && trace_path(trace, tuple)->kind == PATH_RESULT;
}

static bool add(TupleItems *items, const Event *call, uint32_t argument)
{
    bool is_certain = argument < call->argument_count && argument < 32 && !(call->doubtful_arguments >> argument & 1);
    if (!is_certain || items->count == TUPLE_ITEMS_MAX)
        return false;
    items->values[items->count++] = call->arguments[argument];
    return true;
}

/* --- PyTuple_New() ------------------------------------------------------------------------------------------------------------------ */

/* `PyTuple_SET_ITEM(tuple, i, value)`; or the tuple, or a place in it, is passed to what may put anything there. */
static bool follow_call(const Trace *trace, uint32_t event, PathId tuple, TupleItems *items)
{
    const Event *call = &trace->events[event];
    if (call_fills_tuple(call) && filled_tuple(trace, event) == tuple)
        return !(call->doubtful_arguments & 1) && add(items, call, 2);
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const Value *value = &call->arguments[i];
        bool is_in_it = (value->kind == VALUE_CONTENT || value->kind == VALUE_ADDRESS) && trace_root(trace, value->path) == tuple;
        bool is_read = call->api && (value->kind == VALUE_CONTENT || value->path == tuple);
        if (is_in_it && !is_read)
            return false;
    }
    return true;
}

/* PyTuple_SET_ITEM() up to Python 3.10. */
static bool follow_store(const Trace *trace, const Event *store, PathId tuple, TupleItems *items)
{
    const Path *target = trace_path(trace, store->target);
    if (target->kind != PATH_INDEX || trace_root(trace, store->target) != tuple || trace_path(trace, target->parent)->parent != tuple)
        return true;
    if (items->count == TUPLE_ITEMS_MAX)
        return false;
    items->values[items->count++] = store->value;
    return true;
}

static bool find_items(const Trace *trace, PathId tuple, const Event *made, TupleItems *items)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (call_fills_tuple(event) && event->doubtful_arguments & 1)
            return false; /* that tuple, or another */
        bool is_followed = event->kind == EVENT_CALL    ? follow_call(trace, i, tuple, items)
                           : event->kind == EVENT_STORE ? follow_store(trace, event, tuple, items)
                                                        : true;
        if (!is_followed)
            return false;
    }
    bool is_empty = made->argument_count == 1 && made->arguments[0].kind == VALUE_INTEGER && made->arguments[0].integer == 0;
    return items->count || is_empty;
}

/* --- Py_BuildValue() ---------------------------------------------------------------------------------------------------------------- */

/* Lists and dicts, to which anything can be added later, and what `O&` converts are not told. */
static bool read_format(const Event *call, const char *format, TupleItems *items)
{
    uint32_t argument = 1;
    for (const char *at = format; *at; at++) {
        if (strchr("() ,:\t", *at))
            continue;
        if (strchr("OSN", *at)) {
            if (at[1] == '&' || !add(items, call, argument++))
                return false;
        } else if (strchr("szyuU", *at)) {
            argument++;
            if (at[1] == '#') {
                argument++;
                at++;
            }
        } else if (strchr("bBhHiIlkLKncCpdfD", *at)) {
            argument++;
        } else {
            return false;
        }
    }
    return true;
}

/* A helper that was entered twice made it of other things each time. */
static const Event *only_call_of(const Trace *trace, PathId result)
{
    const Event *found = NULL;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        if (event->kind != EVENT_CALL || !event_is_call_of(event, trace_path(trace, result)))
            continue;
        if (found)
            return NULL;
        found = event;
    }
    return found;
}

bool tuple_items(const Trace *trace, PathId tuple, TupleItems *items)
{
    const Event *made = only_call_of(trace, tuple);
    items->count = 0;
    if (!made || !made->callee)
        return false;
    if (strcmp(made->callee, "PyTuple_New") == 0)
        return find_items(trace, tuple, made, items);
    if (strcmp(made->callee, "PyTuple_Pack") == 0) {
        bool is_known = made->argument_count > 0;
        for (uint32_t i = 1; i < made->argument_count && is_known; i++)
            is_known = add(items, made, i);
        return is_known;
    }
    bool builds = strcmp(made->callee, "Py_BuildValue") == 0 || strcmp(made->callee, "_Py_BuildValue_SizeT") == 0;
    const char *format = builds ? call_literal_argument(made, 0) : NULL;
    return format && read_format(made, format, items);
}
