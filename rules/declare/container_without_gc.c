#include "rules/common/references.h"

static bool is_only_buffer(const Reference *reference)
{
    return reference_is_own_matter(reference) && reference->kind == REFERENCE_BUFFER;
}

static bool is_object(const Reference *reference)
{
    return reference_is_own_matter(reference) && reference->kind != REFERENCE_BUFFER;
}

static void check(RuleContext *context, const Type *type)
{
    Model *model = rule_model(context);
    /* A type with GC slots but without the flag is another rule's finding. */
    if (type->has_gc != TRUTH_NO || type_defines(type, SLOT_tp_traverse) || type_defines(type, SLOT_tp_clear))
        return;
    const Reference *first;
    uint32_t count;
    bool (*selects)(const Reference *) = is_object;
    const char *names = reference_names(model, type, selects, &first, &count);
    if (!first) {
        selects = is_only_buffer;
        names = reference_names(model, type, selects, &first, &count);
    }
    if (!first || type_is_visited_by_owner(model, type))
        return;
    Finding *finding =
        report_type(context, type, first->path, type->place,
                    "`%s` owns %s but has no Py_TPFLAGS_HAVE_GC, so the collector cannot see a cycle through %s",
                    type_label(type), names, count > 1 ? "them" : "it");
    if (first->kind == REFERENCE_BUFFER)
        finding_severity(finding, SEVERITY_NOTE);
    finding_ownership(finding, first);
    if (first->kind != REFERENCE_BUFFER)
        finding_judgement(finding, &first->cyclic);
    for (uint32_t i = 0; i < type->reference_count; i++)
        if (&type->references[i] != first && selects(&type->references[i]))
            finding_ownership(finding, &type->references[i]);
}

const Rule rule_container_without_gc = {
    .name = "container-without-gc",
    .family = "declare",
    .severity = SEVERITY_WARNING,
    .since = 0x0308,
    .until = 0x030f,
    .summary = "type owns references that can form cycles but does not take part in garbage collection",
    .what = "A type without `Py_TPFLAGS_HAVE_GC` whose instances own at least one reference that can be part of a "
            "cycle. \"Own\" means that the code releases the reference when the instance dies, or takes a new "
            "reference when it stores it. All such fields are named in one finding. A type that owns nothing but "
            "the object behind a `Py_buffer` is a note.",
    .why = "Reference counting never frees a cycle: every object in it is still referenced by its neighbour. To "
           "find such groups is the task of the collector, and it knows only what types tell it. It takes the "
           "objects that it tracks, those whose type has the flag, and subtracts from a copy of each one's "
           "reference count the references that other tracked objects report in their `tp_traverse` "
           "(`subtract_refs()`). What is left above zero are references from outside: that object is in use.\n\n"
           "An instance of a type without the flag is not tracked and reports nothing. The references that it "
           "owns are never subtracted, so what it refers to looks as if somebody outside were using it, for ever, "
           "and so does everything that can be reached from there. One such type in a cycle makes the whole cycle "
           "immortal, however well the other participants behave.\n\n"
           "Cycles come about without anybody planning them. A callback is mostly a bound method or a closure, "
           "and leads back to the object that it was registered with. An exception leads to its traceback, and by "
           "it to the local variables of every function on the way. Into the `__dict__` of an instance of a "
           "Python class anybody can put anything.",
    .consequence = "- Memory leaks, on all versions: instances that end up in a cycle are never freed, nor is "
                   "what they lead to, which is often whole modules and their types. `gc.collect()` finds "
                   "nothing, and `gc.get_referrers()` does not name the culprit, because it asks `tp_traverse` "
                   "too.\n"
                   "- If the cycle is broken from another side, the objects behind the unseen reference die in "
                   "the middle of a collection, which can crash: see surprise-finalizer-through-untraversed.",
    .fix = "1. Add `Py_TPFLAGS_HAVE_GC` to the flags.\n"
           "2. Write `tp_traverse` with one `Py_VISIT()` for each owned field (and `Py_VISIT(Py_TYPE(self))` for "
           "types made from a spec).\n"
           "3. Write `tp_clear` with one `Py_CLEAR()` for each of them.\n"
           "4. Start `tp_dealloc` with `PyObject_GC_UnTrack(self)`.\n"
           "5. Allocate with `tp_alloc` or `PyObject_GC_New()` and free with `tp_free` or `PyObject_GC_Del()`.\n\n"
           "This costs two words for each instance. If the field is only ever meant to hold a `str` or the like, "
           "insist on it where it is stored instead, with `PyUnicode_CheckExact()`: then there is no cycle to be "
           "found, and nothing is reported.",
    .exceptions = "- Fields that only ever hold objects without references of their own (exactly `str`, `bytes`, "
                  "`int`, ...), tuples that the code makes of nothing else, or instances of types of the program that are "
                  "proved free of cycles.\n"
                  "- Fields that are checked to be `str` when they are stored, although a subclass of `str` could "
                  "close a cycle, and fields that lead to nothing but these and the objects behind a `Py_buffer`.\n"
                  "- Borrowed pointers, and lists of weak references.\n"
                  "- Private helper objects whose owner visits through them.\n\n"
                  "If it is not known whether the instance owns the object, or whether the base takes part in "
                  "garbage collection, the rule is silent.",
    .references =
        "https://docs.python.org/3/c-api/gcsupport.html\n"
        "https://docs.python.org/3/howto/isolating-extensions.html#garbage-collection-protocol\n"
        "https://github.com/python/cpython/issues/87138 (bpo-42972: adding the protocol to CPython's own types)",
    .check_type = check,
};
