/* One scan as data: what the store keeps and every report is rendered from. Plain text and numbers; it knows neither clang
 * nor the model. All strings and arrays belong to one arena and live as long as it; an absent text is NULL. */
#ifndef GCLINT_SCAN_H
#define GCLINT_SCAN_H

#include "base/arena.h"
#include "rules/severity.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct ScanLocation {
    const char *file; /* relative to the target; NULL: no place in the source */
    uint32_t line, column, end_line, end_column; /* 1-based, end exclusive; end_line 0: unknown */
} ScanLocation;

typedef struct ScanEvidence {
    ScanLocation location;
    const char *text;  /* a sentence: "cf_type is released here, so an instance owns it" */
    bool is_step;      /* part of the path a reader follows in order (codeFlow); otherwise related information */
} ScanEvidence;

typedef struct ScanFix { /* a mechanical change: replace the region by the text */
    ScanLocation region;
    const char *text;
    const char *description;
} ScanFix;

typedef struct ScanFinding {
    const char *rule;
    Severity severity;
    const char *type;      /* C symbol of the type object, PyType_Spec or PyModuleDef */
    const char *type_name; /* tp_name */
    const char *field;     /* access path below the instance: "items[*].key" */
    const char *function;
    ScanLocation location;
    const char *message;
    const ScanEvidence *evidence;
    unsigned evidence_count;
    const ScanFix *fixes;
    unsigned fix_count;
    const char *fingerprint; /* 32 hexadecimal digits; independent of line numbers */
    bool suppressed;
    const char *suppression_reason;
    const char *baseline;    /* "new" or "unchanged" against the baseline in use */
} ScanFinding;

typedef struct ScanUnit {
    const char *path;
    const char *variant; /* "", or what this further parse of the file has otherwise: "-DUSE_HEAP_TYPES=1", "Python 3.12" */
    const char *status;  /* parsed, partial, skipped, failed */
    const char *reason;
    unsigned diagnostics;
    const char *const *arguments; /* of the compiler, without its name and the file's; only of a scan that was just made */
    unsigned argument_count;
} ScanUnit;

typedef struct ScanReference {
    const char *path, *declared;
    int64_t offset; /* bytes; -1 unknown */
    const char *owned, *cyclic, *visited, *cleared, *released; /* yes, no, unknown */
    const char *unknown_reason;
    ScanLocation declaration;
    const ScanEvidence *evidence;
    unsigned evidence_count;
} ScanReference;

typedef struct ScanSlot {
    const char *slot;     /* tp_dealloc */
    const char *function; /* cfield_dealloc; for a table its symbol */
} ScanSlot;

typedef struct ScanInheritedSlot {
    const char *slot, *function;
    const char *from; /* symbol of the type that defines it */
} ScanInheritedSlot;

#define SCAN_UNKNOWN INT64_MIN

/* What stands in the type object after PyType_Ready. Only of a scan that was just made, all 0 of a stored one. */
typedef struct ScanEffective {
    int64_t basicsize, itemsize, weaklistoffset, dictoffset; /* SCAN_UNKNOWN: not known */
    const char *traverse, *clear;                            /* yes, no, unknown; NULL: nothing is known */
    const ScanInheritedSlot *inherited;                      /* slots of bases in the program */
    unsigned inherited_count;
} ScanEffective;

typedef struct ScanType {
    const char *symbol, *name, *style, *record, *base;
    ScanLocation location;
    const char *const *flags; /* DEFAULT, HAVE_GC, ... */
    unsigned flag_count;
    bool gc;       /* effectively, after inheritance */
    bool complete;
    bool weakly_referenceable, has_finalizer;
    const char *const *unresolved;
    unsigned unresolved_count;
    const ScanSlot *slots;
    unsigned slot_count;
    const ScanReference *references;
    unsigned reference_count;
    const char *variant; /* of the parse that has it; NULL: it is there without any */
    ScanEffective effective;
} ScanType;

typedef struct ScanModule {
    const char *symbol, *name, *state, *m_traverse, *m_clear, *m_free;
    ScanLocation location;
} ScanModule;

/* type `from` can reach type `to`; by_collector: the hop is visible to the collector. */
typedef struct ScanEdge {
    unsigned from, to; /* indices into types; to == UINT32_MAX: any object */
    const char *field;
    bool owned;
    bool by_collector;
} ScanEdge;

typedef struct ScanSkippedRegion {
    const char *file, *condition, *symbols;
    uint32_t line, end_line;
    const char *reason; /* why no variant was analysed that has it */
    const char *types;  /* as in facts.h; only of a scan that was just made, of a stored one NULL: they are among its types */
} ScanSkippedRegion;

/* A rule as the reports need it; copied into the store, so that an old scan is rendered as it was. */
typedef struct ScanRule {
    const char *name, *family, *python, *summary, *markdown; /* markdown: the whole page */
    Severity severity;
    const char *security_severity; /* "0.1" to "10.0" (CVSS) for a rule whose findings mean memory corruption; else NULL */
} ScanRule;

/* A scan of the same package, in short. */
typedef struct ScanHistory {
    int64_t id;
    const char *started, *version;
    unsigned findings[SEVERITY_ERROR + 1]; /* by severity; those that are not suppressed */
} ScanHistory;

typedef struct Scan {
    int64_t id;               /* of its row; 0 before it is stored */
    const char *tool_version; /* "0.1.0" */
    const char *clang_version;
    const char *target;       /* name for people: "python-cffi-1.15.1" */
    const char *package;      /* what it is a version of: "python-cffi"; scans of one package are compared */
    const char *version;      /* "1.15.1-5+b1" */
    const char *root;         /* absolute folder that was scanned, or the archive: excerpts are read below it */
    const char *sources;      /* the folder to read excerpts from, if it is not the root; not stored */
    int64_t audit;            /* the audit that it is part of; 0: none */
    const char *python;       /* "3.11" or "3.8-3.14" */
    const char *started;      /* UTC, ISO 8601 */
    double seconds;
    const char *command;      /* options as given, for the record */
    const ScanRule *rules;
    unsigned rule_count;
    const ScanUnit *units;
    unsigned unit_count;
    const ScanType *types;
    unsigned type_count;
    const ScanModule *modules;
    unsigned module_count;
    const ScanEdge *edges;
    unsigned edge_count;
    const ScanSkippedRegion *skipped;
    unsigned skipped_count;
    const ScanHistory *history; /* of a loaded scan: the latest ones up to it, the oldest first; not stored */
    unsigned history_count;
    const ScanFinding *findings; /* most severe first, then file, line, rule */
    unsigned finding_count;
} Scan;

/* The figures of cli.md's "coverage", counted from the arrays. Variants of a unit are the same unit. */
typedef struct ScanCoverage {
    unsigned units, parsed, skipped, partial, failed, types, types_complete;
} ScanCoverage;
ScanCoverage scan_coverage(const Scan *scan);

/* A further parse of a unit that has a row of its own. */
bool unit_is_variant(const ScanUnit *unit);

const char *severity_name(Severity severity);

/* The folder below which source files are read. */
const char *scan_sources(const Scan *scan);

#endif
