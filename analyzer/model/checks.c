/* Tests in the code that say what a value is: `PyUnicode_Check(name)`, and formats of PyArg_ParseTuple(). */
#include "model/unit_notes.h"

#include <string.h>

const char *name_of_reference(const Unit *unit, const Node *reference)
{
    const Symbol *symbol = reference && reference->kind == N_REF ? unit_symbol(unit, reference->symbol) : NULL;
    return symbol ? unit_string(unit, symbol->name) : "";
}

static bool names_symbol(const Unit *unit, NodeId id, const char *name, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 12)
        return false;
    if (node->kind == N_REF && strcmp(name_of_reference(unit, node), name) == 0)
        return true;
    if (node->kind == N_MEMBER && strcmp(unit_string(unit, node->text), name) == 0)
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (names_symbol(unit, unit_child(unit, node, i), name, depth + 1))
            return true;
    return false;
}

/* `PyUnicode_Check` and the like, of types whose instances hold no other object. */
static bool is_check(const char *macro, bool *is_exact)
{
    static const char *const atomic[] = {"PyUnicode", "PyString", "PyBytes", "PyLong",     "PyInt",
                                         "PyFloat",   "PyBool",   "PyByteArray", "PyComplex"};
    for (size_t i = 0; *macro && i < sizeof atomic / sizeof *atomic; i++) {
        size_t length = strlen(atomic[i]);
        if (strncmp(macro, atomic[i], length) != 0)
            continue;
        *is_exact = strcmp(macro + length, "_CheckExact") == 0;
        if (*is_exact || strcmp(macro + length, "_Check") == 0)
            return true;
    }
    return false;
}

/* `x == Py_True || x == Py_False` */
static bool is_bool_check(const Unit *unit, const Node *node)
{
    static const char *const values[] = {"Py_True", "Py_False"};
    bool is_or = node->kind == N_BINARY && node->operator == OP_LOGICAL_OR;
    for (uint32_t i = 0; is_or && i < 2; i++) {
        const Node *equal = unit_node(unit, unit_child(unit, node, i));
        const Node *right = equal && equal->kind == N_BINARY && equal->operator == OP_EQUAL
                                ? unit_node(unit, unit_child(unit, equal, 1))
                                : NULL;
        is_or = right && strcmp(unit_string(unit, right->macro), values[i]) == 0;
    }
    return is_or;
}

/* The test that the node is, by a macro or a function. */
static bool node_is_check(const Unit *unit, const Node *node, bool *is_exact)
{
    const char *macro = unit_string(unit, node->macro);
    if (node->kind == N_CALL && !*macro) {
        const Node *callee = unit_node(unit, unit_child(unit, node, 0));
        if (callee && callee->kind == N_REF)
            macro = name_of_reference(unit, callee);
    }
    return is_check(macro, is_exact) || (is_bool_check(unit, node) && (*is_exact = true));
}

enum { DEPTH_MAX = 60 };

static NodeId first_reference(const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > 12)
        return 0;
    const Symbol *symbol = node->kind == N_REF ? unit_symbol(unit, node->symbol) : NULL;
    if (symbol && symbol->kind != SYMBOL_FUNCTION)
        return id;
    for (uint32_t i = node->kind == N_CALL ? 1 : 0; i < node->child_count; i++) {
        NodeId found = first_reference(unit, unit_child(unit, node, i), depth + 1);
        if (found)
            return found;
    }
    return 0;
}

/* `decision`: the innermost `if` whose condition the node is a part of; 0: none. */
static void find_checks(FunctionChecks *checks, const Unit *unit, NodeId id, NodeId decision, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_MAX)
        return;
    bool is_exact;
    if (node_is_check(unit, node, &is_exact)) {
        const Node *tested = unit_node(unit, first_reference(unit, id, 0));
        if (tested && check_only_chooses(unit, decision, name_of_reference(unit, tested)))
            vector_push(&checks->choices, ((TypeCheck){id, is_exact}));
        else
            vector_push(&checks->found, ((TypeCheck){id, is_exact}));
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        find_checks(checks, unit, unit_child(unit, node, i), node->kind != N_IF ? decision : i ? 0 : id, depth + 1);
}

static FunctionChecks *own_checks(Model *model, FunctionRef ref)
{
    FunctionChecks *checks = &unit_notes(model, ref.unit)->checks[ref.function];
    if (!checks->is_searched)
        find_checks(checks, ref.unit, function_of(ref)->body, 0, 0);
    checks->is_searched = true;
    return checks;
}

/* --- tests by a function that is called ----------------------------------------------------------------------------------------- */

/* The test is of what the symbol stands for, and not of a member of it: what expands from PyUnicode_Check() reads only these. */
static bool is_of_symbol_itself(const Unit *unit, NodeId id, SymbolId symbol, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_MAX || (!depth && node->flags & NODE_FROM_MACRO_ARGUMENT)) /* then it is but a part of the test */
        return false;
    if (node->kind == N_REF)
        return node->symbol == symbol;
    const char *member = node->kind == N_MEMBER ? unit_string(unit, node->text) : "";
    if (*member && strcmp(member, "ob_base") != 0 && strcmp(member, "ob_type") != 0 && strcmp(member, "tp_flags") != 0)
        return false;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (is_of_symbol_itself(unit, unit_child(unit, node, i), symbol, depth + 1))
            return true;
    return false;
}

static bool call_takes_reference(const Unit *unit, const Node *call)
{
    const Node *callee = unit_node(unit, unit_child(unit, call, 0));
    const Symbol *symbol = callee && callee->kind == N_REF ? unit_symbol(unit, callee->symbol) : NULL;
    const ApiFunction *api = symbol ? api_find(unit_string(unit, symbol->name)) : NULL;
    return api && api->effect == API_NEW_REFERENCE;
}

/* `return text;`, `return Py_NewRef(text);` */
static bool returns_symbol(const Unit *unit, NodeId id, SymbolId symbol, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_MAX)
        return false;
    const Node *given = node->kind == N_RETURN ? unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0))) : NULL;
    if (given && given->kind == N_CALL && given->child_count == 2 && call_takes_reference(unit, given))
        given = unit_node(unit, unit_strip_casts(unit, unit_child(unit, given, 1)));
    bool found = given && given->kind == N_REF && given->symbol == symbol;
    for (uint32_t i = 0; i < node->child_count && !found; i++)
        found = returns_symbol(unit, unit_child(unit, node, i), symbol, depth + 1);
    return found;
}

/* The function tests its parameter of that number, and returns it or something else. */
static bool function_returns_checked(Model *model, FunctionRef ref, uint32_t parameter)
{
    const Function *function = function_of(ref);
    if (!function || parameter >= function->parameter_count)
        return false;
    SymbolId symbol = ref.unit->lists.items[function->first_parameter + parameter];
    const FunctionChecks *tests = own_checks(model, ref);
    bool is_tested = false;
    for (uint32_t i = 0; i < tests->found.count && !is_tested; i++)
        is_tested = is_of_symbol_itself(ref.unit, tests->found.items[i].node, symbol, 0);
    return is_tested && returns_symbol(ref.unit, function->body, symbol, 0);
}

/* `if (!is_plain_text(x))`: what the program's own function tests its parameter for, itself and not by others in turn. */
static void find_checks_of_called(Model *model, FunctionChecks *checks, const Unit *unit, NodeId id)
{
    const Node *call = unit_node(unit, unit_strip_casts(unit, id));
    const Node *callee = call && call->kind == N_CALL ? unit_node(unit, unit_child(unit, call, 0)) : NULL;
    FunctionRef called = callee && callee->kind == N_REF ? program_function(model->program, unit, callee->symbol) : (FunctionRef){0};
    const Function *function = called.unit ? function_of(called) : NULL;
    const FunctionChecks *tests = function ? own_checks(model, called) : NULL;
    for (uint32_t i = 0; function && i < function->parameter_count && i + 1 < call->child_count; i++) {
        SymbolId parameter = called.unit->lists.items[function->first_parameter + i];
        for (uint32_t k = 0; k < tests->found.count; k++)
            if (is_of_symbol_itself(called.unit, tests->found.items[k].node, parameter, 0))
                vector_push(&checks->by_called, ((TypeCheck){unit_child(unit, call, i + 1), tests->found.items[k].is_exact}));
    }
}

static void find_truths(Model *model, FunctionChecks *checks, const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_MAX)
        return;
    bool is_not = node->kind == N_UNARY && node->operator == OP_NOT;
    bool is_both = node->kind == N_BINARY && (node->operator == OP_LOGICAL_AND || node->operator == OP_LOGICAL_OR);
    if (is_not || is_both || node->kind == N_IF)
        find_checks_of_called(model, checks, unit, unit_child(unit, node, 0));
    if (is_both)
        find_checks_of_called(model, checks, unit, unit_child(unit, node, 1));
    for (uint32_t i = 0; i < node->child_count; i++)
        find_truths(model, checks, unit, unit_child(unit, node, i), depth + 1);
}

static bool one_names(const Unit *unit, const TypeCheck *checks, uint32_t count, const char *name, bool exact)
{
    for (uint32_t i = 0; i < count; i++)
        if (checks[i].is_exact == exact && names_symbol(unit, checks[i].node, name, 0))
            return true;
    return false;
}

bool function_checks_name(Model *model, FunctionRef ref, const char *name, bool exact)
{
    FunctionChecks *checks = own_checks(model, ref);
    if (!checks->is_followed)
        find_truths(model, checks, ref.unit, function_of(ref)->body, 0);
    checks->is_followed = true;
    return one_names(ref.unit, checks->found.items, checks->found.count, name, exact) ||
           one_names(ref.unit, checks->by_called.items, checks->by_called.count, name, exact);
}

static bool any_names(const Unit *unit, const TypeCheck *checks, uint32_t count, const char *name)
{
    return one_names(unit, checks, count, name, true) || one_names(unit, checks, count, name, false);
}

bool function_tests_name(Model *model, FunctionRef ref, const char *name)
{
    const FunctionChecks *checks = own_checks(model, ref);
    return function_checks_name(model, ref, name, true) || function_checks_name(model, ref, name, false) ||
           any_names(ref.unit, checks->choices.items, checks->choices.count, name);
}

bool value_is_checked(Model *model, const Trace *trace, const Path *path, bool exact)
{
    if (!path->name || (path->kind != PATH_PARAMETER && path->kind != PATH_LOCAL))
        return false;
    return function_checks_name(model, trace->function, path->name, exact);
}

/* The text of a function up to a store of a local: was the local tested since it got what it holds? A test that is
 * no condition, as what a flag is set to, decides nothing. */
typedef struct LocalSearch {
    const char *name;
    SymbolId local;
    NodeId store;
    bool exact, is_condition, is_tested, is_over;
} LocalSearch;

static bool gives_local(const LocalSearch *search, const Unit *unit, const Node *node)
{
    bool gives = (node->kind == N_BINARY && node->operator == OP_ASSIGN) || (node->kind == N_UNARY && node->operator == OP_ADDRESS);
    const Node *place = gives ? unit_node(unit, unit_strip_casts(unit, unit_child(unit, node, 0))) : NULL;
    return place && place->kind == N_REF && place->symbol == search->local;
}

static void search_local(LocalSearch *search, const Unit *unit, NodeId id, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_MAX || search->is_over)
        return;
    search->is_over = id == search->store;
    for (uint32_t i = 0; i < node->child_count && !search->is_over; i++) {
        bool was_tested = search->is_tested, was_condition = search->is_condition;
        search->is_condition = was_condition || (node->kind == N_IF && i == 0);
        search_local(search, unit, unit_child(unit, node, i), depth + 1);
        search->is_condition = was_condition;
        if (node->kind == N_IF && i > 0 && !search->is_over) /* a branch that was over before the store */
            search->is_tested = search->is_tested && was_tested;
    }
    bool is_exact;
    if (search->is_over)
        return;
    if (gives_local(search, unit, node))
        search->is_tested = false;
    else if (search->is_condition && node_is_check(unit, node, &is_exact) && is_exact == search->exact && names_symbol(unit, id, search->name, 0))
        search->is_tested = true;
}

/* Such locals are used again and again: a test of something of that name elsewhere says nothing. */
static bool is_tested_since_given(const Event *store, NodeId right, bool exact)
{
    const Node *local = unit_node(store->unit, unit_strip_casts(store->unit, right));
    if (!local || local->kind != N_REF)
        return false;
    LocalSearch search = {.name = name_of_reference(store->unit, local), .local = local->symbol, .store = store->node, .exact = exact};
    search_local(&search, store->unit, function_of(store->in)->body, 0);
    return search.is_over && search.is_tested;
}

bool store_is_of_checked_local(Model *model, const Event *store, const Path *path, bool exact)
{
    const Node *assignment = unit_node(store->unit, store->node);
    bool is_passed_on = path->kind == PATH_PARAMETER || path->kind == PATH_LOCAL || (path->kind == PATH_RESULT && path->is_out_parameter);
    if (!assignment || assignment->kind != N_BINARY || !function_of(store->in) || store->in.unit != store->unit)
        return false;
    NodeId right = unit_child(store->unit, assignment, 1);
    if (!is_passed_on)
        return is_tested_since_given(store, right, exact);
    const Node *local = unit_node(store->unit, first_reference(store->unit, right, 0));
    return local && function_checks_name(model, store->in, name_of_reference(store->unit, local), exact);
}

/* A condition tests what is called so. What an assertion claims is no question, and a test for an exact str is but a shorter way. */
static bool asks_name(UnitNotes *notes, NodeId id, const char *name, unsigned depth)
{
    const Unit *unit = notes->unit;
    const Node *node = unit_node(unit, id);
    bool is_exact;
    if (!node || depth > DEPTH_MAX || node_expands_assertion(notes, node))
        return false;
    if (node_is_check(unit, node, &is_exact))
        return !is_exact && names_symbol(unit, id, name, 0);
    for (uint32_t i = 0; i < node->child_count; i++)
        if (asks_name(notes, unit_child(unit, node, i), name, depth + 1))
            return true;
    return false;
}

/* The function that makes the call tests what it passes there, or one that it was called by does. */
static bool argument_is_asked_for(Model *model, const Trace *trace, const Event *call, uint32_t argument)
{
    for (const Event *event = call;; event = &trace->events[event->caller]) {
        const Node *syntax = unit_node(event->unit, event->node);
        if (!syntax || argument + 1 >= syntax->child_count || event->in.unit != event->unit || !function_of(event->in))
            return false;
        const Node *passed = unit_node(event->unit, unit_strip_casts(event->unit, unit_child(event->unit, syntax, argument + 1)));
        if (!passed || passed->kind != N_REF)
            return false;
        const Function *function = function_of(event->in);
        if (asks_name(unit_notes(model, event->unit), function->body, name_of_reference(event->unit, passed), 0))
            return true;
        const Symbol *parameter = unit_symbol(event->unit, passed->symbol);
        if (!event->caller || !parameter || parameter->kind != SYMBOL_PARAMETER || parameter->owner != function->symbol)
            return false;
        argument = parameter->parameter_index;
    }
}

static bool is_content_of(const Trace *trace, const Value *value, const char *field)
{
    const Path *path = value->kind == VALUE_CONTENT ? trace_path(trace, value->path) : NULL;
    return path && path->name && strcmp(path->name, field) == 0;
}

/* `text = text_of(self->source)`, which gives the source itself where it is a str: a function that was entered has asked. */
static bool is_asked_by_called(Model *model, const Trace *trace, const char *field)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        const Event *event = &trace->events[i];
        for (uint32_t k = 0; event->kind == EVENT_ENTER && k < event->argument_count; k++)
            if (is_content_of(trace, &event->arguments[k], field) && function_returns_checked(model, event->function, k))
                return true;
    }
    return false;
}

bool call_takes_as_string(Model *model, const Trace *trace, const Event *call, const char *field)
{
    for (uint32_t i = 0; i < call->argument_count; i++) {
        bool is_doubtful = i < 32 && call->doubtful_arguments >> i & 1;
        if (is_content_of(trace, &call->arguments[i], field) && string_argument(call, i) &&
            !(is_doubtful && is_asked_by_called(model, trace, field)) && !(call->caller && argument_is_asked_for(model, trace, call, i)))
            return true;
    }
    return false;
}

static bool has_within(const Unit *unit, NodeId id, NodeId searched, unsigned depth)
{
    const Node *node = unit_node(unit, id);
    if (!node || depth > DEPTH_MAX)
        return false;
    bool found = id == searched;
    for (uint32_t i = 0; i < node->child_count && !found; i++)
        found = has_within(unit, unit_child(unit, node, i), searched, depth + 1);
    return found;
}

/* The condition came out so that the test in it was not met: `if (PyLong_Check(x) || PyUnicode_Check(x)) return ...;` */
static bool tells_failure(const Unit *unit, NodeId condition, bool sense, NodeId check, unsigned depth)
{
    const Node *node = unit_node(unit, unit_strip_casts(unit, condition));
    bool is_exact;
    if (!node || depth > DEPTH_MAX)
        return false;
    if (node->kind == N_UNARY && node->operator == OP_NOT)
        return tells_failure(unit, unit_child(unit, node, 0), !sense, check, depth + 1);
    if (node->kind == N_BINARY && node->operator == (sense ? OP_LOGICAL_AND : OP_LOGICAL_OR) && !is_bool_check(unit, node))
        return tells_failure(unit, unit_child(unit, node, 0), sense, check, depth + 1) ||
               tells_failure(unit, unit_child(unit, node, 1), sense, check, depth + 1);
    return !sense && node_is_check(unit, node, &is_exact) && has_within(unit, condition, check, 0);
}

static bool has_failed(const Trace *trace, const Event *event, NodeId check)
{
    for (uint32_t id = event->guard; id; id = trace->guards[id].outer) {
        const Guard *guard = &trace->guards[id];
        if (!guard->is_loop && guard->unit == event->unit && tells_failure(guard->unit, guard->condition, guard->sense, check, 0))
            return true;
    }
    return false;
}

bool store_is_of_other_than_checked(Model *model, const Trace *trace, const Event *store)
{
    const Node *assignment = unit_node(store->unit, store->node);
    if (!assignment || assignment->kind != N_BINARY || !function_of(store->in) || store->in.unit != store->unit)
        return false;
    const Node *local = unit_node(store->unit, first_reference(store->unit, unit_child(store->unit, assignment, 1), 0));
    const char *name = local ? name_of_reference(store->unit, local) : "";
    bool any = false;
    if (!local || (!function_checks_name(model, store->in, name, true) && !function_checks_name(model, store->in, name, false)))
        return false;
    const FunctionChecks *checks = own_checks(model, store->in);
    if (any_names(store->unit, checks->by_called.items, checks->by_called.count, name))
        return false;
    for (uint32_t i = 0; i < checks->found.count; i++) {
        if (!names_symbol(store->unit, checks->found.items[i].node, name, 0))
            continue;
        if (!has_failed(trace, store, checks->found.items[i].node))
            return false;
        any = true;
    }
    return any;
}

/* --- formats -------------------------------------------------------------------------------------------------------------------- */

/* "O!" and "O&" take a type or a converter before the place, "es" an encoding, and "s#" a length after it. */
static uint32_t next_format_unit(const char **format, FormatUnit *unit)
{
    const char *at = *format;
    *unit = (FormatUnit){.letter = *at++};
    uint32_t arguments = strchr("()|$ ,", unit->letter) ? 0 : 1;
    if (unit->letter == 'e') { /* "es", "et" */
        at += *at != 0;
        arguments++;
    }
    if (arguments && *at && strchr("#*!&", *at))
        unit->modifier = *at++;
    arguments += unit->modifier && unit->modifier != '*';
    *format = at;
    return arguments;
}

bool parsed_format_unit(const Path *path, FormatUnit *found)
{
    if (path->kind != PATH_RESULT || !path->is_out_parameter || !path->api || path->api->effect != API_PARSE_ARGUMENTS)
        return false;
    const Unit *unit = path->call_unit;
    const Node *call = unit_node(unit, path->call);
    const char *format = NULL;
    uint32_t at = 0;
    *found = (FormatUnit){.letter = 'O'};
    if (path->name && strstr(path->name, "Unpack")) /* PyArg_UnpackTuple(): all are as they were passed */
        return true;
    for (uint32_t i = 1; call && i < call->child_count && !format; i++) {
        const Node *argument = unit_node(unit, unit_strip_casts(unit, unit_child(unit, call, i)));
        if (argument && argument->kind == N_STRING) {
            format = unit_string(unit, argument->text);
            at = i + (path->name && strstr(path->name, "Keywords") ? 2 : 1);
        }
    }
    while (format && *format && *format != ':' && *format != ';') {
        uint32_t count = next_format_unit(&format, found);
        if (path->argument >= at && path->argument < at + count) {
            found->type = found->modifier == '!' ? unit_child(unit, call, at) : 0;
            return true;
        }
        at += count;
    }
    return false;
}

bool value_is_parsed_as_string(const Path *path)
{
    FormatUnit unit;
    if (!parsed_format_unit(path, &unit))
        return false;
    const Node *type = unit.type ? unit_node(path->call_unit, first_reference(path->call_unit, unit.type, 0)) : NULL;
    const ApiType *asked = type ? api_find_type(name_of_reference(path->call_unit, type)) : NULL;
    if (asked && asked->is_atomic && strcmp(asked->symbol, "PyBaseObject_Type") != 0) /* which all objects are instances of */
        return true;
    return unit.letter == 'U' || unit.letter == 'S' || unit.letter == 'Y';
}
