/* What the files of the SARIF renderer share. */
#ifndef GCLINT_SARIF_INTERNAL_H
#define GCLINT_SARIF_INTERNAL_H

#include "reports/json_text.h"
#include "reports/render.h"
#include "reports/source.h"

#define SARIF_ROOT_ID "SRCROOT"

/* GitHub's limits; https://docs.github.com/code-security/code-scanning: "SARIF support for code scanning". */
enum {
    SARIF_RESULT_LIMIT = 25000,
    SARIF_LOCATION_LIMIT = 1000,     /* of a result, the related ones included */
    SARIF_FLOW_LIMIT = 10000,        /* steps of a result */
    SARIF_DESCRIPTION_LIMIT = 1024,  /* characters */
    SARIF_NOTIFICATION_LIMIT = 1000, /* of a kind; our own */
};

typedef struct SarifReport {
    const Scan *scan;
    const RenderOptions *options;
    SourceTree *sources;
    Arena *arena;
    unsigned results_cut;   /* left out for a limit */
    unsigned locations_cut; /* likewise, of evidence */
} SarifReport;

/* {"text": ...}, for text of one line that may come from the tree. */
json_t *sarif_message(const SarifReport *report, const char *text);
/* An artifactLocation; NULL for a location without a file. */
json_t *sarif_artifact(const SarifReport *report, const char *file);
/* A region with its columns in UTF-16 units, as far as the source can be read. An unknown end of a `point` is its
 * start. */
json_t *sarif_region(const SarifReport *report, const ScanLocation *location, bool point);
/* A location with its physicalLocation alone, empty if there is no file. */
json_t *sarif_location(const SarifReport *report, const ScanLocation *location);

json_t *sarif_rules(const SarifReport *report);
/* Also counts what is cut. */
json_t *sarif_results(SarifReport *report);
/* The descriptors of the notifications. */
json_t *sarif_notification_descriptors(void);
json_t *sarif_invocations(const SarifReport *report);

#endif
