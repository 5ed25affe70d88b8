/* One target of an audit, in a process of its own: what goes wrong there costs that target only. */
#ifndef GCLINT_AUDIT_ITEM_H
#define GCLINT_AUDIT_ITEM_H

#include "options.h"
#include "reports/scan.h"
#include "rules/engine.h"

#include <stdint.h>

typedef struct AuditItem {
    const Options *options;
    const RuleSelection *selection;
    const char *target;
    const char *label; /* "[2/5] " */
    int64_t audit;
} AuditItem;

typedef struct AuditOutcome {
    const char *problem; /* NULL: it was scanned and stored */
    int signal;          /* not 0: the audit was interrupted, by this */
} AuditOutcome;

/* Says in one line what came of it. */
AuditOutcome audit_item_run(Arena *arena, const AuditItem *item);

/* Of a stored scan the name of its page, beside the index. In the arena. */
const char *audit_page_name(Arena *arena, const char *package, int64_t scan);
/* Writes the page of a scan to the folder of --html. False after a message. */
bool audit_page_write(const Options *options, Arena *arena, const Scan *scan);

#endif
