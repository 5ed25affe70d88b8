#include "rules/common/module_state.h"
#include "rules/common/references.h"

typedef enum Shape { SHAPE_VOID, SHAPE_INT, SHAPE_POINTER, SHAPE_SIZE } Shape;

typedef struct Signature {
    Shape result;
    unsigned parameter_count;
    Shape parameters[3];
    const char *text;
} Signature;

static const Signature destructor = {SHAPE_VOID, 1, {SHAPE_POINTER}, "void (*)(PyObject *)"};
static const Signature inquiry = {SHAPE_INT, 1, {SHAPE_POINTER}, "int (*)(PyObject *)"};
static const Signature traverseproc = {
    SHAPE_INT, 3, {SHAPE_POINTER, SHAPE_POINTER, SHAPE_POINTER}, "int (*)(PyObject *, visitproc, void *)"};
static const Signature freefunc = {SHAPE_VOID, 1, {SHAPE_POINTER}, "void (*)(void *)"};
static const Signature allocfunc = {
    SHAPE_POINTER, 2, {SHAPE_POINTER, SHAPE_SIZE}, "PyObject *(*)(PyTypeObject *, Py_ssize_t)"};

static const struct {
    SlotId slot;
    const Signature *signature;
} checked_slots[] = {
    {SLOT_tp_traverse, &traverseproc}, {SLOT_tp_clear, &inquiry},  {SLOT_tp_dealloc, &destructor},
    {SLOT_tp_finalize, &destructor},   {SLOT_tp_del, &destructor}, {SLOT_tp_free, &freefunc},
    {SLOT_tp_alloc, &allocfunc},       {SLOT_tp_is_gc, &inquiry},
};

/* A type clang could not name fits everything. */
static bool fits(const CType *type, Shape shape)
{
    if (!type || type->kind == CTYPE_UNKNOWN)
        return true;
    switch (shape) {
    case SHAPE_VOID:
        return type->kind == CTYPE_VOID;
    case SHAPE_INT:
        return type->kind == CTYPE_INTEGER && (type->size < 0 || type->size == (int64_t)sizeof(int));
    case SHAPE_POINTER:
        return type->kind == CTYPE_POINTER || type->kind == CTYPE_FUNCTION || type->kind == CTYPE_ARRAY;
    case SHAPE_SIZE:
        return type->kind == CTYPE_INTEGER && (type->size < 0 || type->size == (int64_t)sizeof(void *));
    }
    return true;
}

/* What is wrong with the function for the slot; NULL if nothing. In the model's arena. */
static const char *mismatch(Model *model, FunctionRef ref, const Signature *signature)
{
    const Unit *unit = ref.unit;
    const Function *function = function_of(ref);
    const Symbol *symbol = unit_symbol(unit, function->symbol);
    const CType *type = symbol ? unit_type(unit, symbol->type) : NULL;
    if (!type || type->kind != CTYPE_FUNCTION || type->parameters == UINT32_MAX || symbol->method_of)
        return NULL;
    const CType *result = unit_type(unit, type->target);
    if (!fits(result, signature->result))
        return arena_format(model->arena, "it returns `%s`", unit_string(unit, result->spelling));
    if (type->parameters != signature->parameter_count)
        return arena_format(model->arena, "it has %u parameter%s", type->parameters, type->parameters == 1 ? "" : "s");
    for (uint32_t i = 0; i < function->parameter_count && i < signature->parameter_count; i++) {
        const Symbol *parameter = unit_symbol(unit, unit->lists.items[function->first_parameter + i]);
        const CType *parameter_type = parameter ? unit_type(unit, parameter->type) : NULL;
        if (!fits(parameter_type, signature->parameters[i]))
            return arena_format(model->arena, "its parameter %u is a `%s`", i + 1,
                                unit_string(unit, parameter_type->spelling));
    }
    return NULL;
}

static void report_mismatch(Finding *finding, FunctionRef function, Place slot, const char *slot_text)
{
    finding_function(finding, function_name(function));
    finding_evidence(finding, slot, "it is bound to %s here", slot_text);
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    for (unsigned i = 0; i < sizeof checked_slots / sizeof *checked_slots; i++) {
        const Slot *slot = &type->slots[checked_slots[i].slot];
        const char *wrong = slot->function.unit ? mismatch(model, slot->function, checked_slots[i].signature) : NULL;
        if (!wrong)
            continue;
        const char *name = slot_name(checked_slots[i].slot);
        Finding *finding = report_type(context, type, NULL, function_place(slot->function),
                                       "`%s` does not have the type of %s, `%s`: %s", function_name(slot->function),
                                       name, checked_slots[i].signature->text, wrong);
        report_mismatch(finding, slot->function, slot->place, name);
    }
}

static void check_module(RuleContext *context, const Module *module)
{
    const struct {
        const Slot *slot;
        const Signature *signature;
        const char *name;
    } hooks[] = {{&module->m_traverse, &traverseproc, "m_traverse"},
                 {&module->m_clear, &inquiry, "m_clear"},
                 {&module->m_free, &freefunc, "m_free"}};
    Model *model = rule_model(context);
    for (unsigned i = 0; i < sizeof hooks / sizeof *hooks; i++) {
        FunctionRef function = hooks[i].slot->function;
        const char *wrong = function.unit ? mismatch(model, function, hooks[i].signature) : NULL;
        if (!wrong)
            continue;
        const char *name = module_hook_name(module, hooks[i].name);
        Finding *finding = report_module(context, module, NULL, function_place(function),
                                         "`%s` does not have the type of %s, `%s`: %s", function_name(function),
                                         name, hooks[i].signature->text, wrong);
        report_mismatch(finding, function, hooks[i].slot->place, name);
    }
}

const Rule rule_slot_signature_mismatch = {
    .name = "slot-signature-mismatch",
    .family = "declare",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "function bound to a slot of the GC protocol has another signature",
    .what = "A function that is cast and bound to `tp_traverse`, `tp_clear`, `tp_dealloc`, `tp_finalize`, `tp_del`, "
            "`tp_free`, `tp_alloc` or `tp_is_gc`, or to `m_traverse`, `m_clear` or `m_free` of a module, and whose "
            "result or number of parameters is not what the slot has, or that has a number where the slot passes a "
            "pointer.",
    .why = "A cast silences the compiler, but calling a function through a pointer of another type is undefined "
           "behaviour in C. The usual case is a `tp_clear` or `tp_traverse` that returns nothing: its caller reads "
           "whatever is left in the result register. A `tp_traverse` whose result happens not to be zero stops the "
           "traversal in the middle.",
    .consequence = "- `tp_traverse` or `m_clear` that returns `void`: works by luck; otherwise references are "
                   "overlooked, or a module is cleared halfway.\n"
                   "- Too many parameters: the function reads garbage. Too few: what it was not given it cannot "
                   "pass on, such as the `arg` of `visit`; a visitor that needs it crashes.\n"
                   "- WebAssembly and builds with control-flow integrity stop the program at the call.",
    .fix = "Give the function the type of its slot, `return 0;` where an `int` is asked for, and drop the cast: then "
           "the compiler checks it.",
    .exceptions = "A first parameter of another pointer type, as in `foo_clear(Foo *self)`, is tolerated, although a "
                  "compiler with `-Wcast-function-type` complains; so are functions without a prototype.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#slot-type-typedefs\n"
                  "https://github.com/python/cpython/issues/156762 (operator.methodcaller)",
    .check_type = check,
    .check_module = check_module,
};
