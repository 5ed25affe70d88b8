#include "rules/common/references.h"

static bool base_has_gc(const Model *model, const Type *type)
{
    if (type->builtin_base)
        return builtin_has_gc(model, type->builtin_base, false);
    return type->base && type->base->has_gc == TRUTH_YES;
}

/* A deallocator that hands the instance to nobody and never untracks it does not read the missing header. */
static bool dealloc_is_harmless(const Type *type)
{
    const Trace *trace = type->dealloc;
    if (!trace || !trace->is_complete || trace_chains_dealloc(trace, type))
        return false;
    for (uint32_t i = 1; i < trace->event_count; i++) {
        EventKind kind = trace->events[i].kind;
        if (kind == EVENT_UNTRACK || kind == EVENT_TRACK)
            return false;
    }
    return true;
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    bool has_traverse = type_defines(type, SLOT_tp_traverse), has_clear = type_defines(type, SLOT_tp_clear);
    bool lacks_flag = type->flags_known && !(type->flags & TYPE_HAVE_GC);
    if (!lacks_flag || !(has_traverse || has_clear) || type->base_known != TRUTH_YES || !base_has_gc(model, type))
        return;
    if (dealloc_is_harmless(type))
        return;
    const char *slot = has_traverse ? "tp_traverse" : "tp_clear";
    Finding *finding =
        report_type(context, type, NULL, type->flags_place,
                    "`%s` sets %s without Py_TPFLAGS_HAVE_GC, so it does not inherit the flag from its base `%s`",
                    type_label(type), slot, type->base_name);
    finding_evidence(finding, type->slots[has_traverse ? SLOT_tp_traverse : SLOT_tp_clear].place, "%s is set here",
                     slot);
    finding_evidence(finding, type->base ? type->base->place : (Place){0},
                     "`%s` takes part in garbage collection: its functions expect a GC header before every instance",
                     type->base_name);
    if (type->builtin_base && !builtin_has_gc(model, type->builtin_base, true))
        finding_evidence(finding, (Place){0}, "the base takes part from Python %s on",
                         version_text(model, type->builtin_base->gc_since));
}

const Rule rule_gc_flag_lost_in_subclass = {
    .name = "gc-flag-lost-in-subclass",
    .family = "declare",
    .severity = SEVERITY_ERROR,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "subtype of a GC type sets tp_traverse or tp_clear but not Py_TPFLAGS_HAVE_GC",
    .what = "A type whose base takes part in garbage collection, that sets `tp_traverse` or `tp_clear`, and whose own "
            "flags lack `Py_TPFLAGS_HAVE_GC`.",
    .why = "`inherit_special()` hands the flag, `tp_traverse` and `tp_clear` down as one: a type that sets none of "
           "them gets all three, a type that sets one of them gets nothing. Such a type ends up without the flag, so "
           "`PyType_GenericAlloc()` puts no GC header before its instances. The functions of the base do not know "
           "that: `list_dealloc()` and its kin untrack the instance, and write to the two words before it.",
    .consequence = "Memory corruption, mostly a crash when the first instance dies; on all versions. Until then "
                   "instances are invisible to the collector.",
    .fix = "Add `Py_TPFLAGS_HAVE_GC` to the flags of the subtype, and chain its functions to those of the base.",
    .exceptions = "Silent if the base could not be found, and if the type has a `tp_dealloc` of its own that neither "
                  "tracks or untracks instances nor calls that of the base.",
    .references = "https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_HAVE_GC",
    .security_severity = "7.0",
    .check_type = check,
};
