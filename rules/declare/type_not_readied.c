#include "rules/common/creation.h"
#include "rules/common/type_uses.h"
#include "rules/common/words.h"

/* Only instances are handed out: it takes somebody who asks for their type, as type(x) does, to reach what would crash. */
static bool is_only_allocated(const TypeUse *use)
{
    const ApiFunction *api = api_find(use->api);
    return api && (api->effect == API_ALLOCATE_PLAIN || api->effect == API_ALLOCATE_GC || api->effect == API_INIT_OBJECT);
}

static void report(RuleContext *context, const Type *type, const TypeUse *use)
{
    Finding *finding = report_type(context, type, NULL, type->place,
                                   "`%s` is used, but nothing calls PyType_Ready() for it", type_label(type));
    if (!type_uses_are_known(rule_model(context), type))
        finding_severity(finding, SEVERITY_NOTE);
    else if (is_only_allocated(use))
        finding_severity(finding, SEVERITY_WARNING);
    finding_evidence(finding, use->exposed, "handed to %s() here", use->how);
}

static void check(RuleContext *context, const Model *model)
{
    const TypeUse *uses = find_type_uses(model);
    for (uint32_t i = 0; i < model->type_count; i++) {
        const Type *type = model->types[i];
        const TypeUse *use = &uses[type->index];
        bool is_static = !type->is_heap && type->style != STYLE_STRUCTSEQ && type->style != STYLE_RUNTIME;
        if (is_static && use->exposed.unit && !use->may_be_ready)
            report(context, type, use);
    }
}

const Rule rule_type_not_readied = {
    .name = "type-not-readied",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "static type is used without PyType_Ready()",
    .what = "A static type that is added to a module or used to allocate instances, and that no call of "
            "`PyType_Ready()` or `PyModule_AddType()` anywhere in the program can have made ready.",
    .why = "The initialiser of a static type leaves `ob_type` NULL (`PyVarObject_HEAD_INIT(NULL, 0)`), because the "
           "address of `PyType_Type` is not a constant on every platform. `PyType_Ready()` fills it in, inherits "
           "slots and the GC flag from the base, and builds `tp_dict` and the MRO. Allocation does not check any of "
           "it: an instance of such a type can be made and handed around.",
    .consequence = "A crash when the collector, or anything else, asks for the type of the type object. Nothing of "
                   "the garbage collection protocol is inherited.",
    .fix = "Call `if (PyType_Ready(&Foo_Type) < 0) return NULL;` in the module's init function, before the type is "
           "used. From Python 3.9 on `PyModule_AddType()` does both.",
    .exceptions = "Types that stand in a table, are the base of another type, or are passed to a function that "
                  "makes them ready or is not in the program. If units of the program could not be read, the "
                  "finding is a note for types that are visible outside their file. A type of which only "
                  "instances are handed out is a warning: it takes `type(x)` to reach what crashes.",
    .references = "https://docs.python.org/3/c-api/type.html#c.PyType_Ready",
    .check_program = check,
};
