/* What operators make of values, and what they store: =, +=, ++, &, *, &&, ||, ?: and arithmetic. */
#include "model/walk.h"

#include <string.h>

Values walk_address(Walker *walker, NodeId node)
{
    NodeId operand = walk_child(walker, node, 0);
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
        bool is_record_operand = walk_is_kind(walker, operand, CTYPE_RECORD);
        /* &*p and &p->ob_base are p again: the path of a pointer stands for the object it points to. */
        bool denotes_object = is_record_operand && (path->kind == PATH_SELF || (type && type->kind == CTYPE_POINTER));
        values = values_join(values, denotes_object ? values_content(walker, paths.items[i]) : values_address(paths.items[i]));
    }
    return values;
}

/* What lies beside a field that is no array is another field. */
void walk_count_on(Walker *walker, Value value)
{
    const Path *path = value.kind == VALUE_ADDRESS ? walk_path(walker, value.path) : NULL;
    const CType *type = path && path->kind == PATH_FIELD ? unit_type(path->unit, path->type) : NULL;
    if (type && type->kind == CTYPE_POINTER)
        walker->trace->counts_on_fields = true;
}

/* Arithmetic keeps a pointer's identity: elements are not told apart. */
Values walk_pointer_arithmetic(Walker *walker, Values left, Values right, bool masks)
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
        if (!masks)
            walk_count_on(walker, value);
        value.tag_masked = value.tag_masked || masks;
        result.items[result.count++] = value;
    }
    return result;
}

bool walk_constant_of(const Values *values, int64_t *integer)
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
        value = walk_pointer_arithmetic(walker, walk_read_local(walker, symbol), value, operator == OP_AND_ASSIGN);
    state_set_local(walker, &walker->state, walk_local(walker, symbol), &value);
    return value;
}

/* `((PyTupleObject *)tuple)->ob_item[i] = value`, as PyTuple_SET_ITEM() writes it up to Python 3.10: what is stored there is the
 * tuple's from then on. */
static const char *setter_of_item(const Walker *walker, NodeId node, PathId target)
{
    static const char *const setters[][2] = {{"PyTupleObject", "PyTuple_SET_ITEM"}, {"PyListObject", "PyList_SET_ITEM"}};
    const Path *element = walk_path(walker, target), *items = element->kind == PATH_INDEX ? walk_path(walker, element->parent) : NULL;
    if (!walk_node(walker, node)->macro || !items || items->kind != PATH_FIELD || !items->record.unit ||
        strcmp(items->name, "ob_item") != 0 || walk_path(walker, items->parent)->kind == PATH_SELF)
        return NULL;
    const Record *record = unit_record(items->record.unit, items->record.record);
    for (size_t i = 0; record && i < sizeof setters / sizeof *setters; i++)
        if (strcmp(unit_string(items->record.unit, record->name), setters[i][0]) == 0)
            return setters[i][1];
    return NULL;
}

static Values assign(Walker *walker, NodeId node, Operator operator)
{
    NodeId left = walk_child(walker, node, 0), right = walk_child(walker, node, 1);
    Values value = walk_evaluate(walker, right);
    if (walk_is_plain_local(walker, left) && walker->nesting < WALK_NESTING_MAX)
        return assign_local(walker, walk_node(walker, left)->symbol, operator, value);
    Paths targets = walk_locate(walker, left);
    if (operator != OP_ASSIGN) {
        Values old = walk_read_all(walker, &targets);
        value = walk_pointer_arithmetic(walker, old, value, operator == OP_AND_ASSIGN);
    }
    for (uint32_t i = 0; i < targets.count; i++) {
        const char *setter = operator == OP_ASSIGN ? setter_of_item(walker, node, targets.items[i]) : NULL;
        walk_store(walker, node, targets.items[i], &value);
        if (setter)
            walk_release(walker, node, &value, setter, api_find(setter));
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

/* `(Data *)((char *)self + basicsize)`, where the type has its data behind its base's struct: it is those that are reached. */
static Values behind_instance(Walker *walker, Values pointers)
{
    for (uint32_t i = 0; i < pointers.count && walker->type && walker->type->has_type_data; i++) {
        Value *value = &pointers.items[i];
        const Path *path = value->kind == VALUE_CONTENT ? walk_path(walker, value->path) : NULL;
        if (!path || path->kind != PATH_SELF)
            continue;
        PathId data = walk_way(walker, value->path, model_intern(walker->model, TYPE_DATA_WAY), path->unit, path->type);
        *value = (Value){.kind = VALUE_CONTENT, .path = data, .version = state_version(&walker->state, data)};
    }
    return pointers;
}

Values walk_binary(Walker *walker, NodeId node)
{
    Operator operator = walk_node(walker, node)->operator;
    if (operator == OP_ASSIGN || operator_is_compound_assignment(operator))
        return assign(walker, node, operator);
    if (operator == OP_LOGICAL_AND || operator == OP_LOGICAL_OR)
        return logical(walker, node);
    Values left = walk_evaluate(walker, walk_child(walker, node, 0));
    Values right = walk_evaluate(walker, walk_child(walker, node, 1));
    if (operator == OP_COMMA)
        return right;
    int64_t a, b, result;
    Truth decided = walk_decide(walker, operator, &left, &right, &result);
    if (decided == TRUTH_YES)
        return values_integer(result);
    if (walk_constant_of(&left, &a) && walk_constant_of(&right, &b) && fold(operator, a, b, &result))
        return values_integer(result);
    /* `(char *)link - offsetof(Object, link)` is the object around a place, not the place. */
    if (operator == OP_SUBTRACT && walk_constant_of(&right, &b) && b)
        return values_unknown;
    if (operator == OP_ADD)
        return behind_instance(walker, walk_pointer_arithmetic(walker, left, right, false));
    if (operator == OP_SUBTRACT || operator == OP_BIT_AND || operator == OP_BIT_OR)
        return walk_pointer_arithmetic(walker, left, right, operator == OP_BIT_AND);
    return values_unknown;
}

/* Locals are tracked; a count or index of an object that changes is worth an event. */
static bool is_stepped(const Walker *walker, PathId id)
{
    const Path *path = walk_path(walker, id);
    const CType *type = path->unit ? unit_type(path->unit, path->type) : NULL;
    bool is_pointed_to = path->kind == PATH_INDEX && path->is_arrow && walk_path(walker, path->parent)->kind == PATH_FIELD;
    return path->kind == PATH_LOCAL || ((path->kind == PATH_FIELD || is_pointed_to) && type && type->kind == CTYPE_INTEGER);
}

static Values step_variable(Walker *walker, NodeId node)
{
    NodeId operand = walk_child(walker, node, 0);
    if (walk_is_plain_local(walker, operand) && walker->nesting < WALK_NESTING_MAX)
        return assign_local(walker, walk_node(walker, operand)->symbol, OP_ADD_ASSIGN, values_unknown);
    Paths targets = walk_locate(walker, operand);
    Values old = walk_read_all(walker, &targets);
    Values moved = walk_pointer_arithmetic(walker, old, values_unknown, false);
    Operator operator = walk_node(walker, node)->operator;
    for (uint32_t i = 0; i < targets.count; i++) {
        if (is_stepped(walker, targets.items[i]))
            walk_store(walker, node, targets.items[i], &moved);
        count_reference(walker, node, targets.items[i], operator == OP_PRE_INCREMENT || operator == OP_POST_INCREMENT);
    }
    return moved;
}

Values walk_unary(Walker *walker, NodeId node)
{
    switch ((Operator)walk_node(walker, node)->operator) {
    case OP_ADDRESS:
        return walk_address(walker, node);
    case OP_DEREFERENCE: {
        Paths paths = walk_locate_dereference(walker, node);
        return walk_read_all(walker, &paths);
    }
    case OP_PRE_INCREMENT:
    case OP_PRE_DECREMENT:
    case OP_POST_INCREMENT:
    case OP_POST_DECREMENT:
        return walk_written_out_count(walker, node) ? values_unknown : step_variable(walker, node);
    case OP_NOT: {
        Values operand = walk_evaluate(walker, walk_child(walker, node, 0));
        Truth truth = values_truth(walker, &operand);
        return truth == TRUTH_UNKNOWN ? values_unknown : values_integer(truth == TRUTH_NO);
    }
    default: {
        Values operand = walk_evaluate(walker, walk_child(walker, node, 0));
        int64_t integer;
        if (!walk_constant_of(&operand, &integer))
            return values_unknown;
        Operator operator = walk_node(walker, node)->operator;
        return values_integer(operator == OP_NEGATE ? (int64_t)(0 - (uint64_t)integer) : operator == OP_BIT_NOT ? ~integer : integer);
    }
    }
}

Values walk_conditional(Walker *walker, NodeId node)
{
    State if_true, if_false;
    Truth truth;
    Guard guard;
    NodeId condition = walk_child(walker, node, 0), then = walk_child(walker, node, 1), other = walk_child(walker, node, 2);
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
