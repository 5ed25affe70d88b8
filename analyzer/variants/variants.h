/* VARIANTS: what one configuration of the preprocessor leaves out. Where a macro of the project chooses between two
 * definitions of a type, or a test of Python's version does, units are parsed once more with the other choice. */
#ifndef GCLINT_VARIANTS_H
#define GCLINT_VARIANTS_H

#include "variants/python_choice.h"

typedef enum VariantPurpose {
    VARIANT_TYPES,   /* it defines types that no other unit has */
    VARIANT_NEWER,   /* the unit makes its types otherwise on a newer Python than that of the headers */
    VARIANT_VERSION, /* another part of the range that the user wants to be judged for */
} VariantPurpose;

typedef struct Variant {
    uint32_t unit; /* the index of the unit it is another parse of */
    uint32_t python;
    VariantPurpose purpose;
    bool is_guess;        /* it may well not compile: nothing in the tree ever defines its macro */
    ParseRequest request; /* .variant: "-DUSE_HEAP_TYPES=1", "Python 3.12" */
    Unit *parsed;         /* NULL before it is parsed, and if it is of no use */
} Variant;

/* A type that no unit has. */
typedef struct MissingType {
    const char *path; /* as in facts */
    uint32_t line;
    uint32_t unit;
    uint32_t variant;   /* that may have it; UINT32_MAX: none */
    const char *reason; /* why none has it; NULL: a variant has it */
} MissingType;

typedef struct VariantTask {
    Arena *arena;
    const char *root;
    const ParseRequest *requests; /* as they are for the version of the headers */
    Unit *const *units;           /* that came of them, or of them for python_base */
    uint32_t count;
    PythonChoice *python;
    uint32_t python_base;   /* the units were parsed for */
    VersionSet judged;      /* versions the user asked for; one of the headers if he did not */
    bool is_range_given;    /* nothing outside of `judged` is looked at */
    bool has_fixed_version; /* the tree is Python itself: it has one version */
} VariantTask;

typedef struct VariantPlan {
    VECTOR(Variant) variants;
    VECTOR(MissingType) missing;
    VersionSet *changes; /* by unit: at these versions its own conditions choose otherwise */
} VariantPlan;

/* Reads the files of the tree again; the requests and texts are the arena's. */
VariantPlan variants_plan(const VariantTask *task);
void variants_free(VariantPlan *plan);

/* Takes what became of the requests, one unit a variant: those of no use are ended, and the plan owns the others. */
void variants_accept(VariantPlan *plan, const VariantTask *task, Unit **parsed);

/* Why a region that stands in no unit was not analysed; NULL: not known. */
const char *variants_reason(const VariantPlan *plan, const char *path, uint32_t line, uint32_t end_line);

#endif
