#include "rules/common/hazards.h"

/* The collector cannot see the reference: its holder takes no part, or does not visit it. */
static bool is_unseen(const Type *holder, const Reference *reference)
{
    if (!reference_is_own_matter(reference))
        return false;
    return holder->has_gc == TRUTH_NO || (holder->has_gc == TRUTH_YES && reference->visited.truth == TRUTH_NO);
}

static const char *danger_words(Model *model, const HazardPath *path)
{
    if (path->use.reference)
        return arena_format(model->arena, "its destructor uses `%s`, which it does not own", path->use.reference->path);
    bool has_finalizer = path->target ? path->target->has_finalizer == TRUTH_YES : path->builtin->has_finalizer;
    bool is_weakly_referenceable =
        path->target ? path->target->weakly_referenceable == TRUTH_YES : path->builtin->weakly_referenceable;
    if (has_finalizer && is_weakly_referenceable)
        return "it has a finalizer and can be weakly referenced";
    return has_finalizer ? "it has a finalizer" : "it can be weakly referenced, with callbacks";
}

static void tell_path(Model *model, Finding *finding, const Type *holder, const HazardPath *path)
{
    const char *target = path->target ? type_label(path->target) : path->builtin->name;
    if (holder->has_gc == TRUTH_NO)
        finding_step(finding, holder->place, "`%s` has no Py_TPFLAGS_HAVE_GC: the collector sees nothing that it owns",
                     type_label(holder));
    else
        finding_step(finding, slot_function_place(holder, SLOT_tp_traverse),
                     "the tp_traverse of `%s` does not visit `%s`", type_label(holder), path->hops[0]->reference->path);
    for (uint32_t i = 0; i < path->hop_count; i++) {
        const GraphEdge *hop = path->hops[i];
        finding_step(finding, hop->reference->declaration, "`%s` owns `%s`, which leads to `%s`", type_label(hop->from),
                     hop->reference->path, hop->to ? type_label(hop->to) : target);
    }
    finding_step(finding, path->target ? path->target->place : (Place){0}, "`%s`: %s", target,
                 danger_words(model, path));
    if (path->use.reference)
        finding_step(finding, event_place(path->use.event),
                     "`%s` is used here; a collection may have cleared that object before", path->use.reference->path);
}

static void report(RuleContext *context, const Type *holder, const Reference *reference, const HazardPath *path)
{
    Model *model = rule_model(context);
    const char *target = path->target ? type_label(path->target) : path->builtin->name;
    bool has_gc = holder->has_gc == TRUTH_YES;
    Finding *finding = report_type(
        context, holder, reference->path, has_gc ? slot_function_place(holder, SLOT_tp_traverse) : holder->place,
        "a collection that clears the owner of a `%s` destroys the `%s` behind `%s` before it is finalized: %s",
        type_label(holder), target, reference->path, danger_words(model, path));
    if (path->use.reference)
        finding_severity(finding, SEVERITY_ERROR);
    tell_path(model, finding, holder, path);
    finding_judgement(finding, &reference->owned);
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    if (type->has_gc == TRUTH_NO && type_is_visited_by_owner(model, type))
        return;
    const Reference *best = NULL;
    HazardPath best_path = {0};
    for (uint32_t i = 0; i < type->reference_count; i++) {
        if (!is_unseen(type, &type->references[i]))
            continue;
        HazardPath path = hazard_path(model, type, &type->references[i]);
        bool is_better = path.hop_count && (!best || (path.use.reference && !best_path.use.reference));
        if (!is_better)
            continue;
        best = &type->references[i];
        best_path = path;
    }
    if (best)
        report(context, type, best, &best_path);
}

const Rule rule_surprise_finalizer_through_untraversed = {
    .name = "surprise-finalizer-through-untraversed",
    .family = "declare",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "objects with finalizers or weak references hide behind a reference the collector cannot see",
    .what = "A reference that the collector cannot see, because its holder lacks `Py_TPFLAGS_HAVE_GC` or does not "
            "visit it, and behind which an object can stand whose destruction runs code: an instance of a type that "
            "can be weakly referenced or that has a finalizer, directly or through further objects. It is an error if "
            "that code uses an object through a pointer that it does not own.",
    .why = "A collection destroys garbage in a fixed order, so that no code of the program ever sees a half-destroyed "
           "object: callbacks of weak references first (`handle_weakrefs()`), then every finalizer "
           "(`finalize_garbage()`), and only then `tp_clear` on one object after the other (`delete_garbage()`).\n\n"
           "Take a garbage object A that owns H, which owns D, and let the collector be blind for the reference from "
           "H to D. The count of D never drops to zero in its arithmetic, so D is not among the garbage, and the "
           "first two steps leave it alone. Then `tp_clear` of A drops H, H drops D, and D dies in the third step. "
           "Now its finalizer and its weak reference callbacks do run, while some of the other garbage is already "
           "cleared. This is how bpo-38006 crashed.\n\n"
           "Strong references cannot lead that code to a cleared object. Borrowed pointers can, a child's pointer to "
           "its parent above all; so can weak references to garbage that were made by other finalizers.",
    .consequence = "- All versions: a destructor that follows a borrowed pointer finds fields that are NULL or freed, "
                   "and crashes. With a holder that visits its fields the same program is safe.\n"
                   "- Python 3.8 to 3.13.12 and 3.14.0 to 3.14.3: code can reach cleared objects through weak "
                   "references that another finalizer made (gh-91636).\n"
                   "- Otherwise: a leak of every cycle through the reference, as for container-without-gc and "
                   "traverse-missing-field.",
    .fix = "Let the collector see the reference: give the holder `Py_TPFLAGS_HAVE_GC`, `tp_traverse` and `tp_clear`, "
           "or add the missing `Py_VISIT()`. Where a child keeps a borrowed pointer to its owner, the owner should "
           "set it to NULL in its own `tp_clear` and `tp_dealloc`.",
    .exceptions = "The rule speaks up only if the program shows what the reference can hold: a type of the program, "
                  "or a builtin type, that is dangerous to destroy. For a plain `PyObject *` that may hold anything "
                  "the leak itself is reported by the other two rules. Borrowed pointers that the owner resets are "
                  "not counted, nor are those to objects of a type without `tp_clear`.",
    .references = "https://github.com/python/cpython/issues/82187 (bpo-38006)\n"
                  "https://github.com/python/cpython/issues/91636\n"
                  "https://github.com/python/cpython/issues/136189",
    .check_type = check,
};
