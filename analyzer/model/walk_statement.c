/* Statements: branches are walked both and joined, loops once, gotos forward. */
#include "model/walk.h"

#include <string.h>

static uint32_t push_guard(Walker *walker, Guard guard)
{
    guard.outer = walker->guard;
    vector_push(&walker->guards, guard);
    return walker->guards.count - 1;
}

/* --- branches -------------------------------------------------------------------------------------------------------------- */

static void walk_branch(Walker *walker, NodeId statement, State *state, Truth truth, Guard guard, bool sense)
{
    uint32_t outer = walker->guard;
    walker->state = *state;
    if (truth == TRUTH_UNKNOWN) {
        guard.sense = sense;
        guard.null_branch = sense ? guard.null_branch : !guard.null_branch;
        walker->guard = push_guard(walker, guard);
    }
    walk_statement(walker, statement);
    walker->guard = outer;
    *state = walker->state;
}

/* `if (self->closed) return; ...`: the rest is under the condition's opposite, to the end of the block that the `if` is in, or to a
 * label that is jumped to from before it. A way out of an error is no condition for what is done otherwise, nor is a test of something that the instance does not hold. */
static void guard_rest(Walker *walker, Guard guard, bool sense)
{
    bool leaves_on_failure = sense ? guard.fails_if_false : guard.fails_if_true;
    if (leaves_on_failure || (guard.null_test && walk_path(walker, guard.null_test)->kind != PATH_FIELD))
        return;
    guard.sense = sense;
    guard.null_branch = sense ? guard.null_branch : !guard.null_branch;
    guard.is_rest = true;
    walker->guard = push_guard(walker, guard);
}

static void walk_if(Walker *walker, NodeId node)
{
    State if_true, if_false;
    Truth truth;
    Guard guard;
    walk_condition(walker, walk_child(walker, node, 0), &if_true, &if_false, &truth, &guard);
    walk_branch(walker, walk_child(walker, node, 1), &if_true, truth, guard, true);
    walk_branch(walker, walk_child(walker, node, 2), &if_false, truth, guard, false);
    if (truth == TRUTH_UNKNOWN && if_true.reachable != if_false.reachable)
        guard_rest(walker, guard, if_true.reachable);
    state_join(walker, &if_true, &if_false);
    walker->state = if_true;
}

static void leave_jump(Walker *walker, Jump *jump)
{
    walker->jump = jump->outer;
    state_join(walker, &walker->state, &jump->after_break);
}

static void walk_switch(Walker *walker, NodeId node)
{
    walk_evaluate(walker, walk_child(walker, node, 0));
    State entry = state_copy(walker, &walker->state);
    Jump jump = {.outer = walker->jump};
    walker->jump = &jump;
    Guard guard = {.unit = walker->frame->unit, .condition = walk_child(walker, node, 0), .sense = true};
    NodeId body = walk_child(walker, node, 1);
    bool has_default = false;
    uint32_t outer = walker->guard;
    walker->state.reachable = false;
    const Node *syntax = walk_node(walker, body);
    for (uint32_t i = 0; i < (syntax->kind == N_BLOCK ? syntax->child_count : 1); i++) {
        NodeId statement = syntax->kind == N_BLOCK ? unit_child(walker->frame->unit, syntax, i) : body;
        while (walk_node(walker, statement)->kind == N_CASE) {
            State from_entry = state_copy(walker, &entry);
            state_join(walker, &walker->state, &from_entry);
            NodeId value = walk_child(walker, statement, 0);
            has_default = has_default || !value;
            guard.condition = value ? value : walk_child(walker, node, 0);
            guard.outer = outer;
            vector_push(&walker->guards, guard);
            walker->guard = walker->guards.count - 1;
            statement = walk_child(walker, statement, 1);
        }
        walk_statement(walker, statement);
    }
    walker->guard = outer;
    if (!has_default)
        state_join(walker, &walker->state, &entry);
    leave_jump(walker, &jump);
}

/* --- loops ------------------------------------------------------------------------------------------------------------------ */

/* An integer that the loop changes is not the constant it started with, nor has it the bits that were found before. */
static void forget_changed(Walker *walker, NodeId node)
{
    const LoopNotes *loop = loop_notes(walker->frame->notes, node);
    for (uint32_t i = 0; i < loop->counter_count; i++)
        state_set_local(walker, &walker->state, walk_local(walker, loop->counters[i]), &values_unknown);
    for (uint32_t i = 0; i < loop->member_count; i++)
        state_forget_bits(walker, unit_string(walker->frame->unit, loop->members[i]));
}

typedef struct Loop {
    NodeId whole, condition, increment, body;
    bool runs_at_least_once;
} Loop;

static void walk_loop(Walker *walker, Loop loop)
{
    if (!walker->state.reachable)
        return;
    forget_changed(walker, loop.whole);
    Jump jump = {.outer = walker->jump, .takes_continue = true};
    State skipped = {0};
    Truth truth = TRUTH_YES;
    Guard guard;
    uint32_t outer_guard = walker->guard;
    walker->loop_depth++;
    if (loop.condition && !loop.runs_at_least_once) {
        State enters;
        walk_condition(walker, loop.condition, &enters, &skipped, &truth, &guard);
        walker->state = enters;
    }
    walker->jump = &jump;
    walker->guard = push_guard(walker, (Guard){.unit = walker->frame->unit, .condition = loop.condition, .sense = true, .is_loop = true});
    walk_statement(walker, loop.body);
    state_join(walker, &walker->state, &jump.after_continue);
    walk_evaluate(walker, loop.increment);
    if (loop.condition && loop.runs_at_least_once)
        walk_evaluate(walker, loop.condition);
    walker->guard = outer_guard;
    walker->loop_depth--;
    bool endless = !loop.condition;
    if (endless)
        walker->state.reachable = false;
    state_join(walker, &walker->state, &skipped);
    leave_jump(walker, &jump);
}

/* do { ... } while (0) is how macros are written: no loop. */
static void walk_do(Walker *walker, NodeId node)
{
    int64_t constant;
    NodeId body = walk_child(walker, node, 0), condition = walk_child(walker, node, 1);
    if (walk_written_out_tracking(walker, node))
        return;
    if (!unit_constant(walker->frame->unit, condition, &constant) || constant) {
        walk_loop(walker, (Loop){.whole = node, .condition = condition, .body = body, .runs_at_least_once = true});
        return;
    }
    Jump jump = {.outer = walker->jump, .takes_continue = true};
    walker->jump = &jump;
    walk_statement(walker, body);
    state_join(walker, &walker->state, &jump.after_continue);
    leave_jump(walker, &jump);
}

static void walk_while(Walker *walker, NodeId node)
{
    int64_t constant;
    NodeId condition = walk_child(walker, node, 0);
    bool endless = unit_constant(walker->frame->unit, condition, &constant) && constant;
    walk_loop(walker, (Loop){.whole = node, .condition = endless ? 0 : condition, .body = walk_child(walker, node, 1)});
}

static void walk_for(Walker *walker, NodeId node)
{
    NodeId initial = walk_child(walker, node, 0);
    if (initial)
        walk_statement(walker, initial);
    walk_loop(walker, (Loop){.whole = node, .condition = walk_child(walker, node, 1), .increment = walk_child(walker, node, 2),
                             .body = walk_child(walker, node, 3)});
}

/* What the variable of `for (auto &item : range)` stands for; without the `&` it is a copy. */
static Values element_of_range(Walker *walker, const Values *range, const Symbol *variable)
{
    if (!variable || !range->count || (range->items[0].kind != VALUE_CONTENT && range->items[0].kind != VALUE_ADDRESS))
        return values_unknown;
    PathId place = walk_library_container(walker, range->items[0]);
    const Path *path = walk_path(walker, place);
    const CType *type = unit_type(walker->frame->unit, variable->type);
    if (path->kind == PATH_INDEX && range->items[0].kind == VALUE_ADDRESS) /* an array is the address of its elements */
        place = path->parent;
    PathId element = walk_library_element(walker, place, variable->type);
    return type && type->is_reference ? values_address(element) : values_content(walker, element);
}

static void walk_range_for(Walker *walker, NodeId node)
{
    Values range = walk_evaluate(walker, walk_child(walker, node, 1));
    NodeId declaration = walk_child(walker, node, 0);
    walker->loop_depth++;
    if (declaration) {
        Values element = element_of_range(walker, &range, unit_symbol(walker->frame->unit, walk_node(walker, declaration)->symbol));
        state_set_local(walker, &walker->state, walk_local(walker, walk_node(walker, declaration)->symbol), &element);
    }
    walker->loop_depth--;
    walk_loop(walker, (Loop){.whole = node, .condition = walk_child(walker, node, 1), .body = walk_child(walker, node, 2),
                             .runs_at_least_once = true});
}

/* --- jumps ------------------------------------------------------------------------------------------------------------------ */

static void walk_return(Walker *walker, NodeId node)
{
    NodeId expression = walk_child(walker, node, 0);
    Values values = expression ? walk_returned(walker, expression) : (Values){0};
    if (!walker->state.reachable)
        return;
    Frame *frame = walker->frame;
    frame->returned = values_join(frame->returned, values);
    if (!frame->caller) {
        uint32_t count = values.count ? values.count : 1;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t event = walk_emit(walker, EVENT_RETURN, node, values.count ? values.items[i] : (Value){.kind = VALUE_UNKNOWN});
            walk_event(walker, event)->returns_more = values.is_cut;
        }
    }
    state_join(walker, &frame->exit, &walker->state);
    memset(&walker->state, 0, sizeof walker->state);
}

static void walk_jump(Walker *walker, bool is_break)
{
    Jump *jump = walker->jump;
    while (jump && !is_break && !jump->takes_continue)
        jump = jump->outer;
    if (!jump || !walker->state.reachable)
        return;
    state_join(walker, is_break ? &jump->after_break : &jump->after_continue, &walker->state);
    memset(&walker->state, 0, sizeof walker->state);
}

static LabelState *find_label(Frame *frame, const char *name)
{
    for (uint32_t i = 0; i < frame->labels.count; i++)
        if (strcmp(frame->labels.items[i].name, name) == 0)
            return &frame->labels.items[i];
    vector_push(&frame->labels, ((LabelState){.name = name}));
    return &frame->labels.items[frame->labels.count - 1];
}

/* The innermost that both are or stand in; 0: none. */
static uint32_t common_guard(const Walker *walker, uint32_t a, uint32_t b)
{
    for (uint32_t x = a; x; x = walker->guards.items[x].outer)
        for (uint32_t y = b; y; y = walker->guards.items[y].outer)
            if (x == y)
                return x;
    return 0;
}

static void walk_goto(Walker *walker, NodeId node)
{
    if (!walker->state.reachable)
        return;
    LabelState *label = find_label(walker->frame, unit_string(walker->frame->unit, walk_node(walker, node)->text));
    /* Backwards is a loop that has been walked already. */
    if (!label->seen) {
        label->guard = label->state.reachable ? common_guard(walker, label->guard, walker->guard) : walker->guard;
        state_join(walker, &label->state, &walker->state);
    }
    memset(&walker->state, 0, sizeof walker->state);
}

static void walk_label(Walker *walker, NodeId node)
{
    LabelState *label = find_label(walker->frame, unit_string(walker->frame->unit, walk_node(walker, node)->text));
    label->seen = true;
    State waiting = label->state;
    memset(&label->state, 0, sizeof label->state);
    if (waiting.reachable)
        walker->guard = common_guard(walker, walker->guard, label->guard);
    state_join(walker, &walker->state, &waiting);
    walk_statement(walker, walk_child(walker, node, 0));
}

static void walk_try(Walker *walker, NodeId node)
{
    State before = state_copy(walker, &walker->state);
    walk_statement(walker, walk_child(walker, node, 0));
    State after = walker->state;
    for (uint32_t i = 1; i < walk_node(walker, node)->child_count; i++) {
        walker->state = state_copy(walker, &before);
        uint32_t outer = walker->guard;
        walker->guard = push_guard(walker, (Guard){.unit = walker->frame->unit, .condition = node, .sense = true, .is_error_path = true});
        walk_statement(walker, walk_child(walker, node, i));
        walker->guard = outer;
        state_join(walker, &after, &walker->state);
    }
    walker->state = after;
}

/* --- the rest --------------------------------------------------------------------------------------------------------------- */

static void walk_declaration(Walker *walker, NodeId node)
{
    const Node *syntax = walk_node(walker, node);
    const Symbol *symbol = unit_symbol(walker->frame->unit, syntax->symbol);
    if (!walker->state.reachable || !symbol || symbol->is_static_local)
        return;
    NodeId initial = walk_child(walker, node, 0);
    if (!initial)
        return;
    const CType *type = unit_type(walker->frame->unit, symbol->type);
    Values values = {0};
    if (type && type->is_reference) {
        Paths paths = walk_locate(walker, initial);
        for (uint32_t i = 0; i < paths.count; i++)
            values = values_join(values, values_address(paths.items[i]));
    } else {
        values = walk_evaluate(walker, initial);
    }
    if (!type || (type->kind != CTYPE_ARRAY && (type->kind != CTYPE_RECORD || values.count)))
        state_set_local(walker, &walker->state, walk_local(walker, syntax->symbol), values.count ? &values : &values_unknown);
}

static void walk_block(Walker *walker, NodeId node)
{
    for (uint32_t i = 0; i < walk_node(walker, node)->child_count; i++)
        walk_statement(walker, walk_child(walker, node, i));
}

Values walk_block_value(Walker *walker, NodeId block)
{
    const Node *syntax = walk_node(walker, block);
    for (uint32_t i = 0; i + 1 < syntax->child_count; i++)
        walk_statement(walker, unit_child(walker->frame->unit, syntax, i));
    if (!syntax->child_count)
        return values_unknown;
    NodeId last = unit_child(walker->frame->unit, syntax, syntax->child_count - 1);
    if (walk_node(walker, last)->kind >= N_BLOCK) {
        walk_statement(walker, last);
        return values_unknown;
    }
    return walk_evaluate(walker, last);
}

void walk_statement(Walker *walker, NodeId node)
{
    if (!node || walker->nesting >= 400)
        return;
    if (!walker->is_asserting && walker->state.reachable && walk_is_assertion(walker, node)) {
        walk_assertion(walker, node);
        return;
    }
    walker->nesting++;
    switch ((NodeKind)walk_node(walker, node)->kind) {
    case N_BLOCK: walk_block(walker, node); break;
    case N_DECLARATION: walk_declaration(walker, node); break;
    case N_IF: walk_if(walker, node); break;
    case N_WHILE: walk_while(walker, node); break;
    case N_DO: walk_do(walker, node); break;
    case N_FOR: walk_for(walker, node); break;
    case N_RANGE_FOR: walk_range_for(walker, node); break;
    case N_SWITCH: walk_switch(walker, node); break;
    case N_CASE: walk_statement(walker, walk_child(walker, node, 1)); break;
    case N_RETURN: walk_return(walker, node); break;
    case N_BREAK: walk_jump(walker, true); break;
    case N_CONTINUE: walk_jump(walker, false); break;
    case N_GOTO: walk_goto(walker, node); break;
    case N_LABEL: walk_label(walker, node); break;
    case N_TRY: walk_try(walker, node); break;
    case N_THROW: walker->state.reachable = false; break;
    default:
        walker->discard = true;
        walk_evaluate(walker, node);
        walker->discard = false;
    }
    walker->nesting--;
}

void walk_function_body(Walker *walker, const Function *function)
{
    Jump *outer = walker->jump;
    uint32_t outer_guard = walker->guard;
    walker->jump = NULL;
    if (function->initialisers)
        walk_statement(walker, function->initialisers);
    walk_statement(walker, function->body);
    walker->jump = outer;
    walker->guard = outer_guard;
    Frame *frame = walker->frame;
    state_join(walker, &frame->exit, &walker->state);
    walker->state = frame->exit;
    memset(&frame->exit, 0, sizeof frame->exit);
    vector_free(&frame->labels);
}
