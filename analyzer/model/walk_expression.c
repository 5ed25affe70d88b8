/* Expressions: what a value is (evaluate) and which place an lvalue names (locate). */
#include "model/walk.h"

#include <string.h>

enum { NESTING_MAX = 400 };

static const CType *node_type(const Walker *walker, NodeId node)
{
    return unit_type(walker->frame->unit, walk_node(walker, node)->type);
}

static bool is_kind(const Walker *walker, NodeId node, CTypeKind kind)
{
    const CType *type = node_type(walker, node);
    return type && type->kind == kind;
}

static NodeId child(const Walker *walker, NodeId node, uint32_t n)
{
    return unit_child(walker->frame->unit, walk_node(walker, node), n);
}

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

static Values read_all(Walker *walker, const Paths *paths)
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
static bool is_plain_local(const Walker *walker, NodeId node)
{
    const Node *syntax = walk_node(walker, node);
    const Symbol *symbol = syntax->kind == N_REF ? unit_symbol(walker->frame->unit, syntax->symbol) : NULL;
    return symbol && symbol_is_local(symbol) && !symbol->variable && !is_reference_to(walker, symbol);
}

static Values read_local(Walker *walker, SymbolId symbol)
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
    if (is_plain_local(walker, node))
        return read_local(walker, syntax->symbol);
    if (symbol->kind == SYMBOL_FUNCTION)
        return values_one((Value){.kind = VALUE_FUNCTION, .function = &walk_symbol(walker, syntax->symbol)->function});
    int64_t constant;
    const CType *type = unit_type(unit, symbol->type);
    if (type && type->kind == CTYPE_INTEGER && type->is_const && unit_constant(unit, node, &constant))
        return values_integer(constant);
    Paths paths = locate_reference(walker, node);
    return read_all(walker, &paths);
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
    NodeId base = child(walker, node, 0);
    if (!base)
        return result;
    Paths parents;
    if (walk_node(walker, node)->flags & NODE_IS_ARROW || is_kind(walker, base, CTYPE_POINTER)) {
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
    NodeId base = child(walker, node, 0);
    Values index = walk_evaluate(walker, child(walker, node, 1));
    int64_t constant = index.count == 1 && !index.is_open && index.items[0].kind == VALUE_INTEGER ? index.items[0].integer : -1;
    Values pointers = walk_evaluate(walker, base);
    for (uint32_t i = 0; i < pointers.count; i++) {
        Value value = pointers.items[i];
        PathId path = value.path;
        if (value.kind == VALUE_ADDRESS) {
            /* An array decays to the address of [*]; the element is beside it. */
            bool decayed = walk_path(walker, path)->kind == PATH_INDEX;
            paths_add(&result, decayed ? walk_index(walker, walk_path(walker, path)->parent, constant) : path);
        } else if (value.kind == VALUE_CONTENT) {
            bool stale = walk_path(walker, path)->parent && state_version(&walker->state, path) != value.version;
            paths_add(&result, walk_index(walker, stale ? walk_detached(walker, path) : path, constant));
        }
    }
    return result;
}

static Paths locate_dereference(Walker *walker, NodeId node)
{
    Paths result = {0};
    Values pointers = walk_evaluate(walker, child(walker, node, 0));
    bool is_record = is_kind(walker, node, CTYPE_RECORD);
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
    if (!node || walker->nesting >= NESTING_MAX)
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
        paths = walk_locate(walker, child(walker, node, 0));
        break;
    case N_UNARY:
        if (syntax->operator == OP_DEREFERENCE) {
            paths = locate_dereference(walker, node);
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

/* --- operators ------------------------------------------------------------------------------------------------------------ */

static Values evaluate_address(Walker *walker, NodeId node)
{
    NodeId operand = child(walker, node, 0);
    const Node *syntax = walk_node(walker, operand);
    if (syntax->kind == N_REF && unit_symbol(walker->frame->unit, syntax->symbol) &&
        unit_symbol(walker->frame->unit, syntax->symbol)->kind == SYMBOL_FUNCTION)
        return walk_evaluate(walker, operand);
    Paths paths = walk_locate(walker, operand);
    if (!paths.count)
        return values_unknown;
    Values values = {0};
    for (uint32_t i = 0; i < paths.count; i++) {
        const Path *path = walk_path(walker, paths.items[i]);
        const CType *type = unit_type(path->unit, path->type);
        bool is_record_operand = is_kind(walker, operand, CTYPE_RECORD);
        /* &*p and &p->ob_base are p again: the path of a pointer stands for the object it points to. */
        bool denotes_object = is_record_operand && (path->kind == PATH_SELF || (type && type->kind == CTYPE_POINTER));
        values = values_join(values, denotes_object ? values_content(walker, paths.items[i]) : values_address(paths.items[i]));
    }
    return values;
}

/* Arithmetic keeps a pointer's identity: elements are not told apart. */
static Values pointer_arithmetic(Walker *walker, Values left, Values right, bool masks)
{
    Values *side = left.count && left.items[0].kind != VALUE_INTEGER ? &left : &right;
    Values result = {.is_open = side->is_open || !side->count};
    for (uint32_t i = 0; i < side->count; i++) {
        Value value = side->items[i];
        if (value.kind == VALUE_INTEGER || value.kind == VALUE_NULL) {
            result.is_open = true;
            continue;
        }
        if (value.kind == VALUE_ADDRESS && walk_path(walker, value.path)->kind == PATH_INDEX)
            value.path = walk_index(walker, walk_path(walker, value.path)->parent, -1);
        value.tag_masked = value.tag_masked || masks;
        result.items[result.count++] = value;
    }
    return result;
}

static bool constant_of(const Values *values, int64_t *integer)
{
    if (values->count != 1 || values->is_open || (values->items[0].kind != VALUE_INTEGER && values->items[0].kind != VALUE_NULL))
        return false;
    *integer = values->items[0].integer;
    return true;
}

static bool fold(Operator operator, int64_t a, int64_t b, int64_t *result)
{
    uint64_t ua = (uint64_t)a, ub = (uint64_t)b;
    switch (operator) {
    case OP_ADD: *result = (int64_t)(ua + ub); return true;
    case OP_SUBTRACT: *result = (int64_t)(ua - ub); return true;
    case OP_MULTIPLY: *result = (int64_t)(ua * ub); return true;
    case OP_BIT_AND: *result = a & b; return true;
    case OP_BIT_OR: *result = a | b; return true;
    case OP_BIT_XOR: *result = a ^ b; return true;
    case OP_SHIFT_LEFT: *result = b >= 0 && b < 64 ? (int64_t)(ua << ub) : 0; return b >= 0 && b < 64;
    case OP_SHIFT_RIGHT: *result = b >= 0 && b < 64 ? a >> b : 0; return b >= 0 && b < 64;
    case OP_EQUAL: *result = a == b; return true;
    case OP_NOT_EQUAL: *result = a != b; return true;
    case OP_LESS: *result = a < b; return true;
    case OP_GREATER: *result = a > b; return true;
    case OP_LESS_EQUAL: *result = a <= b; return true;
    case OP_GREATER_EQUAL: *result = a >= b; return true;
    default: return false;
    }
}

/* `--object->ob_refcnt`, as Py_DECREF() writes it: a reference that is taken or dropped. The instance's own count is a matter of
 * resurrection, which the store tells. */
static void count_reference(Walker *walker, NodeId node, PathId place, bool is_taken)
{
    const Path *count = walk_path(walker, place);
    if (count->kind != PATH_FIELD || strcmp(count->name, "ob_refcnt") != 0 || walk_path(walker, count->parent)->kind == PATH_SELF)
        return;
    Values object = values_content(walker, count->parent);
    if (is_taken)
        walk_emit(walker, EVENT_INCREF, node, object.items[0]);
    else
        walk_release(walker, node, &object, NULL, NULL);
}

static Values assign_local(Walker *walker, SymbolId symbol, Operator operator, Values value)
{
    if (operator != OP_ASSIGN)
        value = pointer_arithmetic(walker, read_local(walker, symbol), value, operator == OP_AND_ASSIGN);
    state_set_local(walker, &walker->state, walk_local(walker, symbol), &value);
    return value;
}

static Values assign(Walker *walker, NodeId node, Operator operator)
{
    NodeId left = child(walker, node, 0), right = child(walker, node, 1);
    Values value = walk_evaluate(walker, right);
    if (is_plain_local(walker, left) && walker->nesting < NESTING_MAX)
        return assign_local(walker, walk_node(walker, left)->symbol, operator, value);
    Paths targets = walk_locate(walker, left);
    if (operator != OP_ASSIGN) {
        Values old = read_all(walker, &targets);
        value = pointer_arithmetic(walker, old, value, operator == OP_AND_ASSIGN);
    }
    for (uint32_t i = 0; i < targets.count; i++) {
        walk_store(walker, node, targets.items[i], &value);
        if (operator == OP_ADD_ASSIGN || operator == OP_SUBTRACT_ASSIGN)
            count_reference(walker, node, targets.items[i], operator == OP_ADD_ASSIGN);
    }
    return value;
}

static Values logical(Walker *walker, NodeId node)
{
    State if_true, if_false;
    Truth truth;
    Guard guard;
    walk_condition(walker, node, &if_true, &if_false, &truth, &guard);
    walker->state = if_true;
    state_join(walker, &walker->state, &if_false);
    return truth == TRUTH_UNKNOWN ? values_unknown : values_integer(truth == TRUTH_YES);
}

static Values evaluate_binary(Walker *walker, NodeId node)
{
    Operator operator = walk_node(walker, node)->operator;
    if (operator == OP_ASSIGN || operator_is_compound_assignment(operator))
        return assign(walker, node, operator);
    if (operator == OP_LOGICAL_AND || operator == OP_LOGICAL_OR)
        return logical(walker, node);
    Values left = walk_evaluate(walker, child(walker, node, 0));
    Values right = walk_evaluate(walker, child(walker, node, 1));
    if (operator == OP_COMMA)
        return right;
    int64_t a, b, result;
    Truth decided = walk_decide(walker, operator, &left, &right, &result);
    if (decided == TRUTH_YES)
        return values_integer(result);
    if (constant_of(&left, &a) && constant_of(&right, &b) && fold(operator, a, b, &result))
        return values_integer(result);
    /* `(char *)link - offsetof(Object, link)` is the object around a place, not the place. */
    if (operator == OP_SUBTRACT && constant_of(&right, &b) && b)
        return values_unknown;
    if (operator == OP_ADD || operator == OP_SUBTRACT || operator == OP_BIT_AND || operator == OP_BIT_OR)
        return pointer_arithmetic(walker, left, right, operator == OP_BIT_AND);
    return values_unknown;
}

/* Locals are tracked; a count or index of an object that changes is worth an event. */
static bool is_stepped(const Walker *walker, PathId id)
{
    const Path *path = walk_path(walker, id);
    const CType *type = path->unit ? unit_type(path->unit, path->type) : NULL;
    return path->kind == PATH_LOCAL || (path->kind == PATH_FIELD && type && type->kind == CTYPE_INTEGER);
}

static Values step_variable(Walker *walker, NodeId node)
{
    NodeId operand = child(walker, node, 0);
    if (is_plain_local(walker, operand) && walker->nesting < NESTING_MAX)
        return assign_local(walker, walk_node(walker, operand)->symbol, OP_ADD_ASSIGN, values_unknown);
    Paths targets = walk_locate(walker, operand);
    Values old = read_all(walker, &targets);
    Values moved = pointer_arithmetic(walker, old, values_unknown, false);
    Operator operator = walk_node(walker, node)->operator;
    for (uint32_t i = 0; i < targets.count; i++) {
        if (is_stepped(walker, targets.items[i]))
            walk_store(walker, node, targets.items[i], &moved);
        count_reference(walker, node, targets.items[i], operator == OP_PRE_INCREMENT || operator == OP_POST_INCREMENT);
    }
    return moved;
}

static Values evaluate_unary(Walker *walker, NodeId node)
{
    switch ((Operator)walk_node(walker, node)->operator) {
    case OP_ADDRESS:
        return evaluate_address(walker, node);
    case OP_DEREFERENCE: {
        Paths paths = locate_dereference(walker, node);
        return read_all(walker, &paths);
    }
    case OP_PRE_INCREMENT:
    case OP_PRE_DECREMENT:
    case OP_POST_INCREMENT:
    case OP_POST_DECREMENT:
        return walk_written_out_count(walker, node) ? values_unknown : step_variable(walker, node);
    case OP_NOT: {
        Values operand = walk_evaluate(walker, child(walker, node, 0));
        Truth truth = values_truth(walker, &operand);
        return truth == TRUTH_UNKNOWN ? values_unknown : values_integer(truth == TRUTH_NO);
    }
    default: {
        Values operand = walk_evaluate(walker, child(walker, node, 0));
        int64_t integer;
        if (!constant_of(&operand, &integer))
            return values_unknown;
        Operator operator = walk_node(walker, node)->operator;
        return values_integer(operator == OP_NEGATE ? (int64_t)(0 - (uint64_t)integer) : operator == OP_BIT_NOT ? ~integer : integer);
    }
    }
}

static Values evaluate_conditional(Walker *walker, NodeId node)
{
    State if_true, if_false;
    Truth truth;
    Guard guard;
    NodeId condition = child(walker, node, 0), then = child(walker, node, 1), other = child(walker, node, 2);
    Values tested = values_unknown;
    if (!then)
        tested = walk_evaluate(walker, condition);
    walk_condition(walker, condition, &if_true, &if_false, &truth, &guard);
    uint32_t outer = walker->guard;
    Values result = {0};
    walker->state = if_true;
    if (truth != TRUTH_NO)
        result = then ? walk_evaluate(walker, then) : tested;
    State after_true = walker->state;
    walker->state = if_false;
    if (truth != TRUTH_YES)
        result = truth == TRUTH_NO ? walk_evaluate(walker, other) : values_join(result, walk_evaluate(walker, other));
    state_join(walker, &walker->state, &after_true);
    walker->guard = outer;
    return result;
}

/* --- everything else --------------------------------------------------------------------------------------------------------- */

static Values evaluate_children(Walker *walker, NodeId node)
{
    for (uint32_t i = 0; i < walk_node(walker, node)->child_count; i++)
        walk_evaluate(walker, child(walker, node, i));
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
    NodeId operand = child(walker, node, 0), difference = walk_container_of(walker, node);
    if (difference) {
        Values pointers = walk_evaluate(walker, child(walker, difference, 0)), less = walk_evaluate(walker, child(walker, difference, 1));
        int64_t offset;
        bool is_constant = constant_of(&less, &offset) && offset;
        return is_constant ? walk_container(walker, node, &pointers, offset) : pointer_arithmetic(walker, pointers, less, false);
    }
    Values values = walk_evaluate(walker, operand);
    const CType *type = node_type(walker, node);
    int64_t integer;
    if (type && type->kind == CTYPE_POINTER && constant_of(&values, &integer) && integer == 0)
        return values_one((Value){.kind = VALUE_NULL});
    return values;
}

static Values evaluate_new(Walker *walker, NodeId node)
{
    evaluate_children(walker, node);
    PathId path = walk_result(walker, node, "new", walk_node(walker, node)->type);
    return values_content(walker, path);
}

static Values evaluate_delete(Walker *walker, NodeId node)
{
    Values pointers = walk_evaluate(walker, child(walker, node, 0));
    for (uint32_t i = 0; i < pointers.count; i++)
        if (pointers.items[i].kind == VALUE_CONTENT)
            walk_event(walker, walk_emit(walker, EVENT_FREE, node, pointers.items[i]))->callee = "delete";
    RecordId record = unit_type_record(walker->frame->unit, walk_node(walker, child(walker, node, 0))->type, 1);
    walk_destroy(walker, node, &pointers, walker->frame->unit, record);
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
        return read_all(walker, &paths);
    }
    case N_UNARY: return evaluate_unary(walker, node);
    case N_BINARY: return evaluate_binary(walker, node);
    case N_CONDITIONAL: return evaluate_conditional(walker, node);
    case N_CALL: return walk_call(walker, node);
    case N_CAST: return evaluate_cast(walker, node);
    case N_SIZEOF:
    case N_OFFSETOF: return values_integer(syntax->value);
    case N_STATEMENT_EXPRESSION: return walk_block_value(walker, child(walker, node, 0));
    case N_NEW: return evaluate_new(walker, node);
    case N_DELETE: return evaluate_delete(walker, node);
    case N_CONSTRUCT:
        if (syntax->child_count == 1)
            return walk_evaluate(walker, child(walker, node, 0));
        return evaluate_children(walker, node);
    case N_LAMBDA: return values_unknown;
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
    if (!walker->budget || walker->nesting >= NESTING_MAX)
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
