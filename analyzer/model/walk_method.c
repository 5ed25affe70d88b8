/* Calls of C++ methods: by their name, and by the operators that they are. */
#include "model/walk.h"

#include <string.h>

/* `~Foo`, `space::Foo::~Foo`; not `operator~`. */
static bool is_destructor(const char *name)
{
    const char *tilde = strrchr(name, '~');
    return tilde && (tilde == name || tilde[-1] == ':');
}

static Values address_of_object(Walker *walker, NodeId object)
{
    Paths paths = walk_locate(walker, object);
    Values values = {0};
    for (uint32_t i = 0; i < paths.count; i++)
        values = values_join(values, values_address(paths.items[i]));
    return values;
}

/* `self->name = NULL` by an operator= that is a method: the left side is `this`, and no argument. Where the declaration does not
 * tell, those are methods that always are, or that take one operand less than there are; `x++` has one that nobody writes. */
bool walk_is_operator_method(const Walker *walker, NodeId callee, const Node *call, FunctionRef function)
{
    static const char *const always[] = {"=", "()", "[]", "->"};
    const Symbol *symbol = unit_symbol(walker->frame->unit, walk_node(walker, callee)->symbol);
    const char *name = symbol && symbol->kind == SYMBOL_FUNCTION ? unit_string(walker->frame->unit, symbol->name) : "";
    const char *sign = strstr(name, "::operator");
    if (!sign || call->child_count < 2 || !function.function)
        return false;
    if (symbol->method_of)
        return true;
    sign += strlen("::operator");
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (strcmp(sign, always[i]) == 0)
            return true;
    return function_of(function)->parameter_count + 2 == call->child_count;
}

Values walk_operator_method(Walker *walker, Call *call, NodeId callee, FunctionRef function)
{
    Values this_values = address_of_object(walker, walk_child(walker, call->node, 1));
    walk_arguments(walker, call, function, 2);
    call->name = unit_string(walker->frame->unit, unit_symbol(walker->frame->unit, walk_node(walker, callee)->symbol)->name);
    return walk_enter(walker, call, function, &this_values);
}

/* A C++ method named in a call: `this` is its base. */
Values walk_method_call(Walker *walker, Call *call, NodeId callee)
{
    const Node *member = walk_node(walker, callee);
    const Unit *unit = walker->frame->unit;
    FunctionRef function = program_function(walker->model->program, unit, member->symbol);
    NodeId base = unit_child(unit, member, 0);
    Values this_values = values_unknown;
    if (member->flags & NODE_IS_ARROW) {
        this_values = walk_evaluate(walker, base);
    } else if (base) {
        this_values = address_of_object(walker, base);
    }
    walk_arguments(walker, call, function, 1);
    call->name = unit_string(unit, unit_symbol(unit, member->symbol)->name);
    RecordId destroyed = is_destructor(call->name) ? unit_type_record(unit, walk_node(walker, base)->type, member->flags & NODE_IS_ARROW ? 1 : 0) : 0;
    if (destroyed) {
        bool is_seen = walk_destroy(walker, call->node, &this_values, unit, destroyed);
        return is_seen ? values_unknown : walk_unknown_call(walker, call);
    }
    Values result;
    if (!function.function && walk_library_call(walker, call, &this_values, &result))
        return result;
    call->api = api_find(call->name);
    return walk_call_function(walker, call, function, &this_values);
}
