#include "rules/common/lifecycle.h"
#include "rules/common/words.h"

static const Event *find_free(const Trace *trace, PathId self)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_FREE && event_is_on(trace, &trace->events[i], self))
            return &trace->events[i];
    return NULL;
}

static bool releases(const Type *type, const Trace *trace, PathId self, const Reference *reference)
{
    for (uint32_t i = 1; i < trace->event_count; i++) {
        if (!event_releases_field(trace, &trace->events[i], self))
            continue;
        const Reference *released = event_reference(type, trace, &trace->events[i]);
        if (!released || released == reference)
            return true;
    }
    return false;
}

/* The nearest base with a deallocator of its own, not the type's, whose functions release what stands there; NULL: none. */
static const Type *releasing_base(const Type *type, const Reference *reference)
{
    FunctionRef own = type_effective_function(type, SLOT_tp_dealloc);
    for (const Type *base = type->base; base; base = base->base)
        for (uint32_t i = 0; i < base->reference_count; i++) {
            const Reference *of_base = &base->references[i];
            bool is_other = type_defines(base, SLOT_tp_dealloc) && !function_equal(type_effective_function(base, SLOT_tp_dealloc), own);
            if (is_other && of_base->offset == reference->offset &&
                of_base->owned.truth == TRUTH_YES && of_base->released.truth == TRUTH_YES)
                return base;
        }
    return NULL;
}

/* A field of the base's struct that only the deallocator of the base releases. */
static const Reference *find_forgotten(const Type *type, const Trace *trace, PathId self)
{
    for (uint32_t i = 0; i < type->reference_count; i++) {
        const Reference *reference = &type->references[i];
        if (reference->in_base && !reference->is_weaklist && reference->offset >= 0 &&
            releasing_base(type, reference) && !releases(type, trace, self, reference))
            return reference;
    }
    return NULL;
}

/* The struct is the base's, of Python's headers. */
static bool is_struct_of_base(const Type *type)
{
    const Record *record = type->record.unit ? unit_record(type->record.unit, type->record.record) : NULL;
    const SourceFile *file = record ? unit_file(type->record.unit, record->span.file) : NULL;
    return file && !file->in_tree;
}

/* The struct begins with the base's struct, or the program's own copy of it, or is the same, and the deallocator releases fields
 * of it: it knows the base. */
static bool releases_first_part(const Type *type, const Trace *trace, PathId self)
{
    const Record *record = type->record.unit ? unit_record(type->record.unit, type->record.record) : NULL;
    const Field *first = record && record->field_count ? unit_field(type->record.unit, record->first_field) : NULL;
    const Record *part =
        first ? unit_record(type->record.unit, unit_type_record(type->record.unit, first->type, 0)) : NULL;
    bool is_all = is_struct_of_base(type);
    for (uint32_t i = 1; part && part->is_object && i < trace->event_count; i++) {
        const Reference *reference = event_releases_field(trace, &trace->events[i], self)
                                         ? event_reference(type, trace, &trace->events[i])
                                         : NULL;
        if (reference && reference->offset >= 0 && (is_all || reference->offset < part->size))
            return true;
    }
    return false;
}

static bool calls_slot_of_base(const Trace *trace, PathId self)
{
    for (uint32_t i = 1; i < trace->event_count; i++)
        if (trace->events[i].kind == EVENT_SLOT_CALL && event_passes(trace, &trace->events[i], self))
            return true;
    return false;
}

static void check(RuleContext *context, const Type *type)
{
    const Trace *trace = type->dealloc;
    PathId self = trace ? trace_self(trace) : 0;
    if (!self || type->base_known != TRUTH_YES || !(type->base || type->builtin_base) ||
        trace_chains_dealloc(trace, type) || trace_has_opaque_call(trace, self) || calls_slot_of_base(trace, self))
        return;
    const Event *free = find_free(trace, self);
    const Reference *forgotten = find_forgotten(type, trace, self);
    const ApiType *builtin = NULL;
    for (const Type *at = type; at && !builtin; at = at->base)
        builtin = at->builtin_base;
    bool base_holds = builtin && (builtin->visits_fields || api_type_holds_memory(builtin)) && !type_is_apart_from_builtin(type) && !releases_first_part(type, trace, self);
    if (!free || trace_is_cut_short(trace) || !(forgotten || base_holds))
        return;
    const char *name = function_name(trace->function);
    const char *base_name = forgotten ? type_label(releasing_base(type, forgotten)) : builtin->name;
    Finding *finding = report_type(context, type, NULL, event_place(free),
                                   "`%s` frees the %s itself, so the deallocator of its base %s never runs", name,
                                   type_label(type), base_name);
    finding_function(finding, name);
    if (forgotten)
        finding_evidence(finding, forgotten->declaration, "`%s` of the base is not released", forgotten->path);
    else
        finding_evidence(finding, type->place, "what %s %s holds is released only by its own deallocator",
                         indefinite_article(builtin->name), builtin->name);
}

const Rule rule_dealloc_base_not_chained = {
    .name = "dealloc-base-not-chained",
    .family = "dealloc",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "tp_dealloc of a derived type frees the instance without the deallocator of its base",
    .what = "A type with a base that owns references (a type of the program, or a builtin such as `list`, `dict` or an "
            "exception) or memory (`str`, `bytearray`) whose `tp_dealloc` frees the memory by itself: it neither calls the `tp_dealloc` of the base "
            "nor releases what the base owns.",
    .why = "Deallocators are not chained by the interpreter. `subtype_dealloc()` does it for Python classes, but a "
           "`tp_dealloc` written in C replaces the one of the base completely. Whatever the base keeps in its part of "
           "the struct, such as the items of a list, the traceback of an exception or the text of a str, is then "
           "released by nobody, and weak references the base supports are not cleared.",
    .consequence = "The references and the memory of the base part leak with every instance; with a weakly "
                   "referenceable base, weak references point to freed memory. On all versions.",
    .fix = "Call the deallocator of the base instead of `tp_free`: `PyList_Type.tp_dealloc((PyObject *)self);`. It "
           "frees the memory too. For a base that needs a tracked instance see dealloc-chain-untracked.",
    .exceptions = "Bases whose deallocator only frees the memory; deallocators that release the base's fields "
                  "themselves or call another slot of the base with the instance; unknown bases.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.PyTypeObject.tp_dealloc",
    .check_type = check,
};
