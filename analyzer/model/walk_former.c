/* Headers of Python up to 3.7, as old trees of CPython bring them along, have macros where today's have functions: what those
 * write out is understood by its form. */
#include "model/walk.h"

#include <string.h>

static bool is_subtraction(const Node *node)
{
    return node && node->kind == N_BINARY && node->operator == OP_SUBTRACT;
}

/* The object in `PyGC_Head *g = ((PyGC_Head *)(object) - 1);`, the first thing in the block of the macro; 0 if it is not that. */
static NodeId object_of_head(const Unit *unit, NodeId id)
{
    for (unsigned depth = 0; id && depth < 8; depth++) {
        const Node *node = unit_node(unit, id);
        if (is_subtraction(node))
            return unit_child(unit, node, 0);
        if (node->kind == N_CALL || node->kind == N_MEMBER || !node->child_count)
            return 0;
        id = unit_child(unit, node, 0);
    }
    return 0;
}

bool walk_written_out_tracking(Walker *walker, NodeId statement)
{
    const Unit *unit = walker->frame->unit;
    const Node *node = unit_node(unit, statement);
    const char *macro = node->macro ? unit_string(unit, node->macro) : "";
    bool tracks = strcmp(macro, "_PyObject_GC_TRACK") == 0;
    if (!tracks && strcmp(macro, "_PyObject_GC_UNTRACK") != 0)
        return false;
    NodeId object = object_of_head(unit, unit_child(unit, node, 0));
    if (!object)
        return false;
    Values values = walk_evaluate(walker, object);
    for (uint32_t i = 0; i < values.count; i++) {
        if (values.items[i].kind != VALUE_CONTENT)
            continue;
        uint32_t event = walk_emit(walker, tracks ? EVENT_TRACK : EVENT_UNTRACK, statement, values.items[i]);
        walk_event(walker, event)->callee = macro;
        walk_event(walker, event)->api = api_find(macro);
        if (!walk_path(walker, values.items[i].path)->parent)
            walk_milestone(walker, values.items[i], tracks ? MILESTONE_TRACKED : MILESTONE_UNTRACKED);
    }
    return true;
}

bool walk_written_out_count(Walker *walker, NodeId step)
{
    const Unit *unit = walker->frame->unit;
    const Node *node = unit_node(unit, step);
    const Node *member = unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0)));
    bool is_count = member && member->kind == N_MEMBER && (member->flags & NODE_IS_ARROW) &&
                    strcmp(unit_string(unit, member->text), "ob_refcnt") == 0;
    if (!is_count)
        return false;
    Values objects = walk_evaluate(walker, unit_child(unit, member, 0));
    if (node->operator == OP_PRE_DECREMENT || node->operator == OP_POST_DECREMENT) {
        walk_release(walker, step, &objects, "Py_DECREF", api_find("Py_DECREF"));
        return true;
    }
    for (uint32_t i = 0; i < objects.count; i++) {
        uint32_t event = walk_emit(walker, EVENT_INCREF, step, objects.items[i]);
        walk_event(walker, event)->callee = "Py_INCREF";
        walk_event(walker, event)->api = api_find("Py_INCREF");
    }
    return true;
}

bool walk_is_written_out_dealloc(const Walker *walker, const Call *call, PathId type_path)
{
    if (call->count != 1 || call->arguments[0].count != 1)
        return false;
    PathId object = call->arguments[0].items[0].path;
    const Path *type = walk_path(walker, type_path);
    bool is_of_object = path_is_type_field(type) && type->parent == object;
    bool is_macro = walk_node(walker, call->node)->macro != 0;
    return object && walk_path(walker, object)->kind != PATH_SELF && (is_of_object || is_macro);
}
