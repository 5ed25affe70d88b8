/* REPORTS: a stored scan → people and machines. A renderer only reads the scan (and, for excerpts, files below scan->root). */
#ifndef GCLINT_RENDER_H
#define GCLINT_RENDER_H

#include "reports/scan.h"

#include <stdio.h>

typedef struct RenderOptions {
    bool color;
    unsigned width;          /* columns of the terminal; 0: not a terminal */
    Severity least_severity; /* below it nothing is shown */
    bool show_suppressed;
    bool quiet;              /* text: findings only, no summary */
    const char *path_prefix; /* sarif, github, gitlab: stands before each file, for a host whose root is higher; or NULL */
    const char *store_path;  /* text: named in the hint at what to do next; may be NULL */
} RenderOptions;

typedef struct Renderer {
    const char *name; /* text, json, sarif, markdown, github, gitlab, html */
    const char *summary;
    /* 0, or an errno of a failed write. */
    int (*render)(const Scan *scan, const RenderOptions *options, FILE *out);
} Renderer;

/* NULL if there is no format of that name. */
const Renderer *renderer_find(const char *name);
/* "text, json, sarif, ...", for messages. */
const char *renderer_names(void);

/* `facts --format json|text`: what was understood, without findings. */
int render_facts_json(const Scan *scan, FILE *out);
int render_facts_text(const Scan *scan, const RenderOptions *options, FILE *out);
/* `facts --graph`: the type graph as Graphviz. */
int render_facts_graph(const Scan *scan, FILE *out);

#endif
