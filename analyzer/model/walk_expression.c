/* Expressions: what a value is (evaluate) and which place an lvalue names (locate). */
#include "model/walk.h"

#include <string.h>

/* --- reading places ----------------------------------------------------------------------------------------------------- */

Values walk_read(Walker *walker, PathId id)
{
    const Path *path = walk_path(walker, id);
    if (path->kind == PATH_LOCAL) {
        const Values *known = state_local(&walker->state, (uint32_t)path->index);
        if (known)
            return *known;
    }
    const Values *member = path->kind == PATH_FIELD && !path->is_arrow ? state_member(&walker->state, id) : NULL;
    if (member)
        return *member;
    const CType *type = unit_type(path->unit, path->type);
    if (type && type->kind == CTYPE_ARRAY)
        return values_address(walk_index(walker, id, -1));
    return values_content(walker, id);
}

Values walk_read_all(Walker *walker, const Paths *paths)
{
    if (!paths->count)
        return values_unknown;
    Values values = walk_read(walker, paths->items[0]);
    for (uint32_t i = 1; i < paths->count; i++)
        values = values_join(values, walk_read(walker, paths->items[i]));
    return values;
}

static bool is_reference_to(const Walker *walker, const Symbol *symbol)
{
    const CType *type = unit_type(walker->frame->unit, symbol->type);
    return type && type->is_reference;
}

static PathId symbol_path(Walker *walker, SymbolId id)
{
    const Symbol *symbol = unit_symbol(walker->frame->unit, id);
    return symbol_is_local(symbol) ? walk_local_path(walker, id) : walk_global(walker, id);
}

static Paths locate_reference(Walker *walker, NodeId node)
{
    Paths paths = {0};
    SymbolId id = walk_node(walker, node)->symbol;
    const Symbol *symbol = unit_symbol(walker->frame->unit, id);
    if (!symbol || symbol->kind == SYMBOL_FUNCTION)
        return paths;
    PathId path = symbol_path(walker, id);
    if (is_reference_to(walker, symbol) && walk_path(walker, path)->kind == PATH_LOCAL) {
        const Values *bound = state_local(&walker->state, walk_local(walker, id));
        for (uint32_t i = 0; bound && i < bound->count; i++)
            if (bound->items[i].kind == VALUE_ADDRESS)
                paths_add(&paths, bound->items[i].path);
        if (paths.count)
            return paths;
    }
    paths_add(&paths, path);
    return paths;
}

/* A parameter or local that is a place of its own. Nobody has to know its path but who takes its address. */
bool walk_is_plain_local(const Walker *walker, NodeId node)
{
    const Node *syntax = walk_node(walker, node);
    const Symbol *symbol = syntax->kind == N_REF ? unit_symbol(walker->frame->unit, syntax->symbol) : NULL;
    return symbol && symbol_is_local(symbol) && !symbol->variable && !is_reference_to(walker, symbol);
}

Values walk_read_local(Walker *walker, SymbolId symbol)
{
    const Values *known = state_local(&walker->state, walk_local(walker, symbol));
    return known ? *known : walk_read(walker, walk_local_path(walker, symbol));
}

static Values evaluate_reference(Walker *walker, NodeId node)
{
    const Node *syntax = walk_node(walker, node);
    const Unit *unit = walker->frame->unit;
    const Symbol *symbol = unit_symbol(unit, syntax->symbol);
    if (!symbol)
        return values_unknown;
    if (walk_is_plain_local(walker, node))
        return walk_read_local(walker, syntax->symbol);
    if (symbol->kind == SYMBOL_FUNCTION)
        return values_one((Value){.kind = VALUE_FUNCTION, .function = &walk_symbol(walker, syntax->symbol)->function});
    int64_t constant;
    const CType *type = unit_type(unit, symbol->type);
    if (type && type->kind == CTYPE_INTEGER && type->is_const && unit_constant(unit, node, &constant))
        return values_integer(constant);
    Paths paths = locate_reference(walker, node);
    return walk_read_all(walker, &paths);
}

/* --- members and elements -------------------------------------------------------------------------------------------------- */

static PathId member_of(Walker *walker, PathId parent, NodeId node)
{
    const MemberNotes *member = member_notes(walker->frame->notes, node);
    if (member->is_type)
        return walk_type_field(walker, parent, member->name);
    if (member->is_head)
        return parent;
    return walk_field(walker, parent, member->name, walker->frame->unit, member->record, member->field, member->offset);
}

/* Places that a pointer's values lead to, as parents of a member or element. */
static Paths pointees(Walker *walker, const Values *values)
{
    Paths paths = {0};
    for (uint32_t i = 0; i < values->count; i++) {
        Value value = values->items[i];
        if (value.kind == VALUE_ADDRESS) {
            paths_add(&paths, value.path);
        } else if (value.kind == VALUE_CONTENT) {
            bool stale = walk_path(walker, value.path)->parent && state_version(&walker->state, value.path) != value.version;
            paths_add(&paths, stale ? walk_detached(walker, value.path) : value.path);
        }
    }
    return paths;
}

void walk_dereference(Walker *walker, NodeId node, const Values *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        Value value = values->items[i];
        if (value.kind == VALUE_CONTENT && walk_path(walker, value.path)->kind == PATH_FIELD)
            walk_emit(walker, EVENT_READ, node, value);
    }
}

static Paths locate_member(Walker *walker, NodeId node)
{
    Paths result = {0};
    NodeId base = walk_child(walker, node, 0);
    if (!base)
        return result;
    Paths parents;
    if (walk_node(walker, node)->flags & NODE_IS_ARROW || walk_is_kind(walker, base, CTYPE_POINTER)) {
        Values pointers = walk_evaluate(walker, base);
        walk_dereference(walker, node, &pointers);
        parents = pointees(walker, &pointers);
    } else {
        parents = walk_locate(walker, base);
    }
    for (uint32_t i = 0; i < parents.count; i++)
        paths_add(&result, member_of(walker, parents.items[i], node));
    return result;
}

static Paths locate_element(Walker *walker, NodeId node)
{
    Paths result = {0};
    NodeId base = walk_child(walker, node, 0);
    Values index = walk_evaluate(walker, walk_child(walker, node, 1));
    int64_t constant = index.count == 1 && !index.is_open && index.items[0].kind == VALUE_INTEGER ? index.items[0].integer : -1;
    Values pointers = walk_evaluate(walker, base);
    for (uint32_t i = 0; i < pointers.count; i++) {
        Value value = pointers.items[i];
        PathId path = value.path;
        if (value.kind == VALUE_ADDRESS) {
            /* An array decays to the address of [*]; the element is beside it. */
            bool decayed = walk_path(walker, path)->kind == PATH_INDEX;
            if (constant)
                walk_count_on(walker, value);
            paths_add(&result, decayed ? walk_index(walker, walk_path(walker, path)->parent, constant) : path);
        } else if (value.kind == VALUE_CONTENT) {
            bool stale = walk_path(walker, path)->parent && state_version(&walker->state, path) != value.version;
            /* The state of a module, taken for an array of pointers. */
            if (walk_path(walker, path)->kind == PATH_STATE && walk_is_kind(walker, node, CTYPE_POINTER))
                walker->trace->counts_on_fields = true;
            paths_add(&result, walk_index(walker, stale ? walk_detached(walker, path) : path, constant));
        }
    }
    return result;
}

Paths walk_locate_dereference(Walker *walker, NodeId node)
{
    Paths result = {0};
    Values pointers = walk_evaluate(walker, walk_child(walker, node, 0));
    bool is_record = walk_is_kind(walker, node, CTYPE_RECORD);
    for (uint32_t i = 0; i < pointers.count; i++) {
        Value value = pointers.items[i];
        if (value.kind == VALUE_ADDRESS)
            paths_add(&result, value.path);
        else if (value.kind == VALUE_CONTENT)
            /* *pointer-to-record is the object itself, which the pointer's path already stands for. */
            paths_add(&result, is_record ? value.path : walk_index(walker, value.path, 0));
    }
    return result;
}

Paths walk_locate(Walker *walker, NodeId node)
{
    Paths none = {0};
    if (!node || walker->nesting >= WALK_NESTING_MAX)
        return none;
    walker->nesting++;
    const Node *syntax = walk_node(walker, node);
    Paths paths = none;
    switch ((NodeKind)syntax->kind) {
    case N_REF:
        paths = locate_reference(walker, node);
        break;
    case N_MEMBER:
        paths = locate_member(walker, node);
        break;
    case N_INDEX:
        paths = locate_element(walker, node);
        break;
    case N_CAST:
        paths = walk_locate(walker, walk_child(walker, node, 0));
        break;
    case N_UNARY:
        if (syntax->operator == OP_DEREFERENCE) {
            paths = walk_locate_dereference(walker, node);
            break;
        }
        /* fall through */
    default: {
        /* A call or other expression of record type: its value's own path. */
        Values values = walk_evaluate(walker, node);
        for (uint32_t i = 0; i < values.count; i++)
            if (values.items[i].kind == VALUE_CONTENT)
                paths_add(&paths, values.items[i].path);
    }
    }
    walker->nesting--;
    return paths;
}

/* --- everything else --------------------------------------------------------------------------------------------------------- */

static Values evaluate_children(Walker *walker, NodeId node)
{
    for (uint32_t i = 0; i < walk_node(walker, node)->child_count; i++)
        walk_evaluate(walker, walk_child(walker, node, i));
    return values_unknown;
}

static Values evaluate_integer(const Walker *walker, const Node *syntax)
{
    const CType *type = unit_type(walker->frame->unit, syntax->type);
    if (syntax->flags & NODE_IS_NULL || (syntax->value == 0 && type && type->kind == CTYPE_POINTER))
        return values_one((Value){.kind = VALUE_NULL});
    return values_integer(syntax->value);
}

static Values evaluate_cast(Walker *walker, NodeId node)
{
    NodeId operand = walk_child(walker, node, 0), difference = walk_container_of(walker, node);
    if (difference) {
        Values pointers = walk_evaluate(walker, walk_child(walker, difference, 0)), less = walk_evaluate(walker, walk_child(walker, difference, 1));
        int64_t offset;
        bool is_constant = walk_constant_of(&less, &offset) && offset;
        return is_constant ? walk_container(walker, node, &pointers, offset) : walk_pointer_arithmetic(walker, pointers, less, false);
    }
    Values values = walk_evaluate(walker, operand);
    const CType *type = walk_node_type(walker, node);
    int64_t integer;
    if (type && type->kind == CTYPE_POINTER && walk_constant_of(&values, &integer) && integer == 0)
        return values_one((Value){.kind = VALUE_NULL});
    return values;
}

/* `new (memory) T`, but not `new (std::nothrow) T`. */
static bool is_in_place(const Walker *walker, const Node *syntax)
{
    NodeId place = syntax->value == 1 ? unit_child(walker->frame->unit, syntax, 0) : 0;
    const CType *type = place ? unit_type(walker->frame->unit, walk_node(walker, place)->type) : NULL;
    return type && type->kind == CTYPE_POINTER;
}

static Values evaluate_new(Walker *walker, NodeId node)
{
    if (is_in_place(walker, walk_node(walker, node)))
        return walk_construct(walker, node);
    evaluate_children(walker, node);
    PathId path = walk_result(walker, node, "new", walk_node(walker, node)->type);
    return values_content(walker, path);
}

static Values evaluate_delete(Walker *walker, NodeId node)
{
    Values pointers = walk_evaluate(walker, walk_child(walker, node, 0));
    uint32_t first = walker->events.count;
    for (uint32_t i = 0; i < pointers.count; i++)
        if (pointers.items[i].kind == VALUE_CONTENT)
            walk_event(walker, walk_emit(walker, EVENT_FREE, node, pointers.items[i]))->callee = "delete";
    uint32_t end = walker->events.count;
    RecordId record = unit_type_record(walker->frame->unit, walk_node(walker, walk_child(walker, node, 0))->type, 1);
    bool is_seen = walk_destroy(walker, node, &pointers, walker->frame->unit, record);
    for (uint32_t i = first; i < end; i++)
        walk_event(walker, i)->ends_unseen = !is_seen;
    return values_unknown;
}

/* Its body runs elsewhere, or later, and with what it refers to of the function around it. */
static Values evaluate_lambda(Walker *walker, NodeId node)
{
    const Unit *unit = walker->frame->unit;
    NodeId body = walk_child(walker, node, 0), first = body;
    for (NodeId child = first; child; child = unit_child(unit, unit_node(unit, first), 0))
        first = child;
    for (NodeId id = first; id && id < body; id++) { /* nodes are kept in the order in which they end */
        const Node *inside = unit_node(unit, id);
        bool is_visit = inside->kind == N_REF && notes_visitproc(walker->frame->notes, inside->type);
        if (is_visit)
            walker->trace->visit_escapes = true;
        if (is_visit || inside->kind == N_THIS || (inside->kind == N_REF && unit_type_is_object_pointer(unit, inside->type)))
            walk_obstacle(walker, node, "what a lambda in `%s` does is not followed", function_name(walker->frame->function));
    }
    return values_unknown;
}

static Values evaluate_known(Walker *walker, NodeId node)
{
    const Node *syntax = walk_node(walker, node);
    switch ((NodeKind)syntax->kind) {
    case N_STRING: return values_content(walker, walk_root(walker, PATH_STRING, 0, NULL, walker->frame->unit, syntax->type));
    case N_THIS: return walker->frame->this_values;
    case N_MEMBER:
    case N_INDEX: {
        Paths paths = walk_locate(walker, node);
        return walk_read_all(walker, &paths);
    }
    case N_UNARY: return walk_unary(walker, node);
    case N_BINARY: return walk_binary(walker, node);
    case N_CONDITIONAL: return walk_conditional(walker, node);
    case N_CALL: return walk_call(walker, node);
    case N_CAST: return evaluate_cast(walker, node);
    case N_SIZEOF:
    case N_OFFSETOF: return values_integer(syntax->value);
    case N_STATEMENT_EXPRESSION: return walk_block_value(walker, walk_child(walker, node, 0));
    case N_NEW: return evaluate_new(walker, node);
    case N_DELETE: return evaluate_delete(walker, node);
    case N_CONSTRUCT:
        if (syntax->child_count == 1)
            return walk_evaluate(walker, walk_child(walker, node, 0));
        return evaluate_children(walker, node);
    case N_LAMBDA: return evaluate_lambda(walker, node);
    default: return evaluate_children(walker, node);
    }
}

static Values evaluate_nested(Walker *walker, NodeId node)
{
    walker->nesting++;
    bool discard = walker->discard && (walk_node(walker, node)->kind == N_CALL || walk_node(walker, node)->kind == N_CAST);
    walker->discard = discard;
    Values values = evaluate_known(walker, node);
    walker->discard = false;
    walker->nesting--;
    return values;
}

static Values stop_walk(Walker *walker, NodeId node)
{
    if (!walker->budget_told)
        walk_obstacle(walker, node, "the walk stopped in `%s`, which is too long", function_name(walker->frame->function));
    walker->budget_told = true;
    return values_unknown;
}

Values walk_evaluate(Walker *walker, NodeId node)
{
    if (!node || !walker->state.reachable)
        return values_unknown;
    if (!walker->budget || walker->nesting >= WALK_NESTING_MAX)
        return stop_walk(walker, node);
    const Node *syntax = walk_node(walker, node);
    if (!walker->is_asserting && walk_is_assertion(walker, node)) {
        walk_assertion(walker, node);
        return values_unknown;
    }
    walker->budget--;
    /* Every other node is one of these two. */
    if (syntax->kind != N_REF && syntax->kind != N_INTEGER)
        return evaluate_nested(walker, node);
    walker->discard = false;
    return syntax->kind == N_REF ? evaluate_reference(walker, node) : evaluate_integer(walker, syntax);
}
