/* Conditions: which branch is taken, what is known in each, and how a reader would call the test. */
#include "model/walk.h"

#include <string.h>

/* --- what the type being walked for decides ------------------------------------------------------------------------------- */

Truth walk_type_flag(const Walker *walker, TypeAnswer answer, uint64_t flag)
{
    (void)walker;
    if (answer.builtin) {
        if (flag != TYPE_HAVE_GC && flag != TYPE_HEAPTYPE)
            return TRUTH_UNKNOWN;
        bool set = flag == TYPE_HAVE_GC && answer.builtin->gc_since && answer.builtin->gc_since <= 0x0308;
        return set ? TRUTH_YES : answer.is_exact && !answer.builtin->gc_since ? TRUTH_NO : TRUTH_UNKNOWN;
    }
    const Type *type = answer.type;
    if (!type || !type->flags_known)
        return TRUTH_UNKNOWN;
    bool set = (type->flags & flag) != 0;
    if (flag == TYPE_HAVE_GC) {
        if (type->has_gc == TRUTH_UNKNOWN)
            return TRUTH_UNKNOWN;
        set = type->has_gc == TRUTH_YES;
    } else if (flag == TYPE_HEAPTYPE) {
        set = set || type->is_heap;
    } else if (flag != TYPE_BASETYPE) {
        return set ? TRUTH_YES : TRUTH_UNKNOWN;
    }
    /* A subclass written in Python is a GC heap type whatever its base is. */
    if (set)
        return TRUTH_YES;
    return answer.is_exact ? TRUTH_NO : TRUTH_UNKNOWN;
}

static bool is_named_field(const Walker *walker, const Values *values, const char *name, PathId *path)
{
    if (values->count != 1 || values->is_open || values->items[0].kind != VALUE_CONTENT)
        return false;
    *path = values->items[0].path;
    const Path *at = walk_path(walker, *path);
    return at->kind == PATH_FIELD && strcmp(at->name, name) == 0;
}

static bool constant_flag(const Values *values, uint64_t *flag)
{
    if (values->count != 1 || values->is_open || values->items[0].kind != VALUE_INTEGER)
        return false;
    *flag = (uint64_t)values->items[0].integer;
    return *flag && (*flag & (*flag - 1)) == 0;
}

/* `type->tp_flags & FLAG` */
static Truth decide_flags(const Walker *walker, const Values *left, const Values *right, int64_t *result)
{
    PathId path;
    uint64_t flag;
    if (!is_named_field(walker, left, "tp_flags", &path) || !constant_flag(right, &flag))
        return TRUTH_UNKNOWN;
    Truth set = walk_type_flag(walker, walk_type_at(walker, walk_path(walker, path)->parent), flag);
    *result = set == TRUTH_YES ? (int64_t)flag : 0;
    return set == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_YES;
}

/* `Py_TYPE(self) == &Foo_Type`, and the same for function pointers of slots. */
static Truth decide_identity(const Walker *walker, const Values *left, const Values *right, bool *same)
{
    if (left->count != 1 || left->is_open || right->count != 1 || right->is_open)
        return TRUTH_UNKNOWN;
    TypeAnswer a = walk_type_of_values(walker, left), b = walk_type_of_values(walker, right);
    if (!(a.type || a.builtin) || !(b.type || b.builtin))
        return TRUTH_UNKNOWN;
    bool equal = a.type == b.type && a.builtin == b.builtin;
    *same = equal;
    /* A subclass is neither the type itself nor another type of the program. */
    if (equal)
        return a.is_exact && b.is_exact ? TRUTH_YES : TRUTH_UNKNOWN;
    return TRUTH_YES;
}

/* `Py_TYPE(self)->tp_dealloc == base_dealloc`: a deallocator that the instance's own one, or that of a subclass, chains to. */
static Truth decide_slot(const Walker *walker, const Values *slot, const Values *function, bool *same)
{
    static const SlotId decided[] = {SLOT_tp_dealloc, SLOT_tp_traverse, SLOT_tp_clear};
    PathId path;
    if (function->count != 1 || function->is_open || function->items[0].kind != VALUE_FUNCTION)
        return TRUTH_UNKNOWN;
    for (size_t i = 0; i < sizeof decided / sizeof *decided; i++) {
        if (!is_named_field(walker, slot, slot_name(decided[i]), &path))
            continue;
        PathId type = walk_path(walker, path)->parent;
        if (!path_is_type_field(walk_path(walker, type))) /* `Py_TYPE(self)->tp_base` is another type for each subclass */
            return TRUTH_UNKNOWN;
        TypeAnswer answer = walk_type_at(walker, type);
        FunctionRef own = answer.type ? type_effective_function(answer.type, decided[i]) : (FunctionRef){0};
        if (!own.function || !function->items[0].function->function.function)
            return TRUTH_UNKNOWN;
        *same = function_equal(own, function->items[0].function->function);
        return *same && !answer.is_exact ? TRUTH_UNKNOWN : TRUTH_YES;
    }
    return TRUTH_UNKNOWN;
}

/* One place, not one of many: elements of an array that are not told apart have flags of their own. */
static bool is_one_place(const Walker *walker, PathId path)
{
    PathKind kind = walk_path(walker, path)->kind;
    if (kind != PATH_FIELD && kind != PATH_GLOBAL)
        return false;
    for (PathId at = path; at; at = walk_path(walker, at)->parent)
        if (walk_path(walker, at)->kind == PATH_INDEX || walk_path(walker, at)->is_way)
            return false;
    return true;
}

/* The one place whose content is masked. */
static bool masked_place(const Walker *walker, const Values *values, Value *place)
{
    *place = values->items[0];
    return values->count == 1 && !values->is_open && place->kind == VALUE_CONTENT && is_one_place(walker, place->path);
}

/* `self->flags & OWNED` where a test before has decided it. */
static Truth decide_bits(const Walker *walker, const Values *left, const Values *right, int64_t *result)
{
    Value place;
    if (right->count != 1 || right->is_open || right->items[0].kind != VALUE_INTEGER || !masked_place(walker, left, &place) ||
        place.tag_masked)
        return TRUTH_UNKNOWN;
    uint64_t mask = (uint64_t)right->items[0].integer;
    KnownBits known = state_bits_of(&walker->state, place);
    if (!mask || ((known.set | known.clear) & mask) != mask)
        return TRUTH_UNKNOWN;
    *result = (int64_t)(known.set & mask);
    return TRUTH_YES;
}

Truth walk_decide(Walker *walker, Operator operator, const Values *left, const Values *right, int64_t *result)
{
    if (operator == OP_BIT_AND) {
        Truth decided = decide_flags(walker, left, right, result);
        if (decided == TRUTH_UNKNOWN)
            decided = decide_flags(walker, right, left, result);
        return decided != TRUTH_UNKNOWN ? decided : decide_bits(walker, left, right, result);
    }
    if (operator != OP_EQUAL && operator != OP_NOT_EQUAL)
        return TRUTH_UNKNOWN;
    bool same;
    if (decide_identity(walker, left, right, &same) != TRUTH_YES && decide_slot(walker, left, right, &same) != TRUTH_YES &&
        decide_slot(walker, right, left, &same) != TRUTH_YES)
        return TRUTH_UNKNOWN;
    *result = (operator == OP_EQUAL) == same;
    return TRUTH_YES;
}

/* --- refining what is known ------------------------------------------------------------------------------------------------- */

static void learn_path(Walker *walker, State *state, PathId path, uint32_t version, bool is_null)
{
    if (state_version(state, path) != version)
        return;
    PathState entry = state_path(state, path);
    entry.is_known_set = !is_null;
    if (is_null)
        entry.bits = PATH_IS_NULL;
    else if (entry.bits & (PATH_IS_INITIAL | PATH_IS_SET | PATH_DANGLES))
        entry.bits &= PATH_IS_INITIAL | PATH_IS_SET | PATH_DANGLES;
    state_set_path(walker, state, path, entry);
}

static bool is_place(const Path *path)
{
    return path->kind == PATH_FIELD || path->kind == PATH_INDEX || path->kind == PATH_GLOBAL;
}

/* A local that may be NULL among other values is not NULL where a test says so. */
static void learn_local(Walker *walker, State *state, SymbolId symbol, bool is_null)
{
    uint32_t local = walk_local(walker, symbol);
    const Values *known = state_local(state, local);
    if (!known)
        return;
    Values refined = {.is_open = known->is_open};
    for (uint32_t i = 0; i < known->count; i++)
        if (!is_null && known->items[i].kind != VALUE_NULL)
            refined.items[refined.count++] = known->items[i];
    if (is_null)
        refined = values_one((Value){.kind = VALUE_NULL});
    if (!refined.count && !refined.is_open)
        return;
    state_set_local(walker, state, local, &refined);
}

/* PyObject_Init() returns what it is given: a test of its result is one of its argument. */
static const Node *named_operand(const Walker *walker, NodeId tested)
{
    const Unit *unit = walker->frame->unit;
    const Node *syntax = walk_node(walker, unit_strip_casts(unit, tested));
    const Node *callee = syntax->kind == N_CALL ? unit_node(unit, unit_child(unit, syntax, 0)) : NULL;
    const ApiFunction *api = callee && callee->kind == N_REF ? walk_symbol(walker, callee->symbol)->function.api : NULL;
    if (!api || api->effect != API_INIT_OBJECT || syntax->child_count < 2)
        return syntax;
    return walk_node(walker, unit_strip_casts(unit, unit_child(unit, syntax, 1)));
}

static void learn(Walker *walker, State *if_set, State *if_null, NodeId tested, const Values *values)
{
    for (uint32_t i = 0; i < values->count; i++) {
        Value value = values->items[i];
        if (value.kind != VALUE_CONTENT || !is_place(walk_path(walker, value.path)))
            continue;
        if (if_null->reachable)
            learn_path(walker, if_null, value.path, value.version, true);
        if (if_set->reachable)
            learn_path(walker, if_set, value.path, value.version, false);
    }
    const Node *syntax = named_operand(walker, tested);
    const Symbol *symbol = syntax->kind == N_REF ? unit_symbol(walker->frame->unit, syntax->symbol) : NULL;
    if (!symbol || !symbol_is_local(symbol))
        return;
    if (if_set->reachable)
        learn_local(walker, if_set, syntax->symbol, false);
    /* Where the value is a place's content the local keeps it: an alias that is NULL is still that field's alias. */
    bool is_alias = values->count && values->items[0].kind == VALUE_CONTENT && is_place(walk_path(walker, values->items[0].path));
    if (if_null->reachable && !is_alias)
        learn_local(walker, if_null, syntax->symbol, true);
}

/* --- conditions ---------------------------------------------------------------------------------------------------------------- */

static void describe(Walker *walker, NodeId condition, const Values *values, Guard *guard)
{
    *guard = (Guard){.outer = walker->guard, .unit = walker->frame->unit, .condition = condition, .sense = true};
    for (uint32_t i = 0; i < values->count; i++) {
        Value value = values->items[i];
        if (value.kind != VALUE_CONTENT)
            continue;
        PathKind kind = walk_path(walker, value.path)->kind;
        if (kind == PATH_RESULT) {
            guard->is_error_path = guard->fails_if_true = guard->fails_if_false = true;
            guard->result = value.path;
        } else if (!guard->null_test && (is_place(walk_path(walker, value.path)) || kind == PATH_PARAMETER))
            guard->null_test = value.path;
    }
}

/* Copies the state for both outcomes and removes the impossible one. `truth` is that of "the value is set". */
static void split(Walker *walker, Truth truth, State *if_set, State *if_null)
{
    *if_set = state_copy(walker, &walker->state);
    *if_null = state_copy(walker, &walker->state);
    if (truth == TRUTH_NO)
        if_set->reachable = false;
    if (truth == TRUTH_YES)
        if_null->reachable = false;
}

/* The operand that `x == NULL`, `x != 0`, `x < 0` test, and whether the test is true for a set value. */
static NodeId tested_operand(const Walker *walker, NodeId condition, bool *true_if_set, bool *is_sign_test)
{
    const Unit *unit = walker->frame->unit;
    const Node *syntax = walk_node(walker, condition);
    *is_sign_test = false;
    *true_if_set = true;
    if (syntax->kind != N_BINARY)
        return condition;
    NodeId left = unit_child(unit, syntax, 0), right = unit_child(unit, syntax, 1);
    int64_t zero;
    bool right_is_zero = unit_constant(unit, right, &zero) && zero == 0;
    bool left_is_zero = !right_is_zero && unit_constant(unit, left, &zero) && zero == 0;
    if (syntax->operator == OP_EQUAL || syntax->operator == OP_NOT_EQUAL) {
        *true_if_set = syntax->operator == OP_NOT_EQUAL;
        return right_is_zero ? left : left_is_zero ? right : condition;
    }
    if (right_is_zero && (syntax->operator == OP_LESS || syntax->operator == OP_GREATER || syntax->operator == OP_GREATER_EQUAL ||
                          syntax->operator == OP_LESS_EQUAL)) {
        *is_sign_test = true;
        return left;
    }
    return condition;
}

/* `flags & MASK` was tested: its values are those of the flags. */
static void learn_bits(Walker *walker, State *if_set, State *if_clear, NodeId tested, const Values *values)
{
    const Unit *unit = walker->frame->unit;
    const Node *syntax = walk_node(walker, unit_strip_casts(unit, tested));
    int64_t mask;
    Value place;
    if (syntax->kind != N_BINARY || syntax->operator != OP_BIT_AND || !unit_constant(unit, unit_child(unit, syntax, 1), &mask) ||
        !mask || !masked_place(walker, values, &place))
        return;
    if (if_set->reachable)
        state_learn_bits(walker, if_set, place, (uint64_t)mask, true);
    if (if_clear->reachable)
        state_learn_bits(walker, if_clear, place, (uint64_t)mask, false);
}

static bool is_truth_value(const Node *node)
{
    static const Operator comparisons[] = {OP_EQUAL, OP_NOT_EQUAL, OP_LESS, OP_GREATER, OP_LESS_EQUAL, OP_GREATER_EQUAL, OP_LOGICAL_AND, OP_LOGICAL_OR};
    for (size_t i = 0; node->kind == N_BINARY && i < sizeof comparisons / sizeof *comparisons; i++)
        if (node->operator == comparisons[i])
            return true;
    return node->kind == N_UNARY && node->operator == OP_NOT;
}

/* `static_cast<bool>(self->name != NULL)`, as assert() of C++ has it, `(int)(a && b)`. */
static NodeId strip_truth_casts(const Walker *walker, NodeId condition)
{
    const Unit *unit = walker->frame->unit;
    for (NodeId id = condition;; id = walk_child(walker, id, 0)) {
        const Node *syntax = walk_node(walker, id); /* a damaged unit may have a condition without a node */
        const CType *type = unit_type(unit, syntax->type);
        if (is_truth_value(syntax))
            return id;
        if (syntax->kind != N_CAST || !syntax->child_count || !type || type->kind != CTYPE_INTEGER)
            return condition;
    }
}

/* `if (self->name.is_set())`: the method says what it tests. */
static bool test_by_call(const Walker *walker, NodeId tested, Values *values, bool *true_if_set)
{
    const Predicate *predicate = &walker->predicate;
    if (!predicate->call || predicate->call != tested || predicate->unit != walker->frame->unit)
        return false;
    *values = predicate->tested;
    *true_if_set = *true_if_set == predicate->true_if_set;
    return true;
}

/* `!!x` is x. */
static NodeId strip_negations(const Walker *walker, NodeId condition, bool *is_negated)
{
    for (condition = strip_truth_casts(walker, condition);; condition = strip_truth_casts(walker, walk_child(walker, condition, 0))) {
        const Node *syntax = walk_node(walker, condition);
        if (syntax->kind != N_UNARY || syntax->operator != OP_NOT || !syntax->child_count)
            return condition;
        *is_negated = !*is_negated;
    }
}

Values walk_returned(Walker *walker, NodeId expression)
{
    Frame *frame = walker->frame;
    bool true_if_set, is_sign_test, is_negated = false, is_first = !frame->returned.count && !frame->returned.is_open;
    NodeId condition = strip_negations(walker, expression, &is_negated);
    NodeId tested = unit_strip_casts(frame->unit, tested_operand(walker, condition, &true_if_set, &is_sign_test));
    bool is_truth = condition != expression || is_truth_value(walk_node(walker, condition));
    bool is_known_test = !is_sign_test && !is_truth_value(walk_node(walker, tested));
    bool is_comparison = is_truth && is_known_test;
    walker->predicate.call = 0;
    Values values = walk_evaluate(walker, is_comparison ? tested : expression);
    Values subject = values;
    const CType *type = walk_node_type(walker, tested);
    bool is_test = is_known_test && (test_by_call(walker, tested, &subject, &true_if_set) || (type && type->kind == CTYPE_POINTER));
    true_if_set = true_if_set != is_negated;
    frame->predicate = (Predicate){.is_test = is_test && is_first, .true_if_set = true_if_set, .tested = subject};
    if (!is_comparison)
        return values;
    Truth set = values_truth(walker, &subject);
    return set == TRUTH_UNKNOWN ? values_unknown : values_integer((set == TRUTH_YES) == true_if_set);
}

static void test_value(Walker *walker, NodeId condition, State *if_true, State *if_false, Truth *truth, Guard *guard)
{
    bool true_if_set, is_sign_test;
    NodeId tested = tested_operand(walker, condition, &true_if_set, &is_sign_test);
    walker->predicate.call = 0;
    Values values = walk_evaluate(walker, tested);
    bool is_predicate =
        !is_sign_test && test_by_call(walker, unit_strip_casts(walker->frame->unit, tested), &values, &true_if_set);
    if ((tested == condition && !is_predicate) || is_sign_test) {
        /* A truth value, or a comparison that says nothing about NULL. */
        *truth = is_sign_test ? TRUTH_UNKNOWN : values_truth(walker, &values);
        describe(walker, condition, &values, guard);
        const CType *type = unit_type(walker->frame->unit, walk_node(walker, condition)->type);
        bool is_pointer = type && type->kind == CTYPE_POINTER;
        split(walker, *truth, if_true, if_false);
        if (!is_sign_test && is_pointer)
            learn(walker, if_true, if_false, tested, &values);
        else
            guard->null_test = 0;
        if (!is_sign_test && !is_pointer)
            learn_bits(walker, if_true, if_false, tested, &values);
        return;
    }
    Truth set = values_truth(walker, &values);
    *truth = set == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : (set == TRUTH_YES) == true_if_set ? TRUTH_YES : TRUTH_NO;
    describe(walker, condition, &values, guard);
    guard->null_branch = !true_if_set;
    State *if_set = true_if_set ? if_true : if_false, *if_null = true_if_set ? if_false : if_true;
    split(walker, set, if_set, if_null);
    learn(walker, if_set, if_null, tested, &values);
    learn_bits(walker, if_set, if_null, tested, &values);
}

/* a && b (is_and) or a || b */
static void test_both(Walker *walker, NodeId condition, bool is_and, State *if_true, State *if_false, Truth *truth, Guard *guard)
{
    const Node *syntax = walk_node(walker, condition);
    State first_true, first_false, second_true, second_false;
    Truth first, second;
    Guard first_guard, second_guard;
    NodeId left = unit_child(walker->frame->unit, syntax, 0), right = unit_child(walker->frame->unit, syntax, 1);
    walk_condition(walker, left, &first_true, &first_false, &first, &first_guard);
    State original = walker->state;
    walker->state = is_and ? first_true : first_false;
    walk_condition(walker, right, &second_true, &second_false, &second, &second_guard);
    walker->state = original;
    Truth short_cut = is_and ? TRUTH_NO : TRUTH_YES;
    if (first == short_cut)
        *truth = short_cut;
    else
        *truth = second == short_cut ? short_cut : first == second ? first : TRUTH_UNKNOWN;
    *if_true = second_true;
    *if_false = second_false;
    state_join(walker, is_and ? if_false : if_true, is_and ? &first_false : &first_true);
    *guard = first != TRUTH_UNKNOWN ? second_guard : first_guard;
    if (first == TRUTH_UNKNOWN && second == TRUTH_UNKNOWN) {
        /* Two null tests are one for the deeper path: `self->a && self->a->b`. Anything else is a condition of its own. */
        bool both = first_guard.null_test && second_guard.null_test && first_guard.null_branch == second_guard.null_branch;
        *guard = second_guard;
        guard->null_test = both ? second_guard.null_test : 0;
        guard->is_error_path = first_guard.is_error_path && second_guard.is_error_path;
        guard->result = 0;
    }
    guard->fails_if_true = is_and ? first_guard.fails_if_true || second_guard.fails_if_true
                                  : first_guard.fails_if_true && second_guard.fails_if_true;
    guard->fails_if_false = is_and ? first_guard.fails_if_false && second_guard.fails_if_false
                                   : first_guard.fails_if_false || second_guard.fails_if_false;
    guard->condition = condition;
    guard->outer = walker->guard;
}

void walk_condition(Walker *walker, NodeId condition, State *if_true, State *if_false, Truth *truth, Guard *guard)
{
    condition = strip_truth_casts(walker, condition);
    const Node *syntax = walk_node(walker, condition);
    if (syntax->kind == N_UNARY && syntax->operator == OP_NOT) {
        walk_condition(walker, unit_child(walker->frame->unit, syntax, 0), if_false, if_true, truth, guard);
        *truth = *truth == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : *truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
        bool fails_if_true = guard->fails_if_false;
        guard->fails_if_false = guard->fails_if_true;
        guard->fails_if_true = fails_if_true;
        guard->null_branch = !guard->null_branch;
        guard->condition = condition;
        return;
    }
    bool is_and = syntax->kind == N_BINARY && syntax->operator == OP_LOGICAL_AND;
    bool is_or = syntax->kind == N_BINARY && syntax->operator == OP_LOGICAL_OR;
    if (is_and || is_or)
        test_both(walker, condition, is_and, if_true, if_false, truth, guard);
    else
        test_value(walker, condition, if_true, if_false, truth, guard);
}
