/* How bad a finding is, by its consequence. */
#ifndef GCLINT_SEVERITY_H
#define GCLINT_SEVERITY_H

typedef enum Severity {
    SEVERITY_NOTE,    /* style, robustness */
    SEVERITY_WARNING, /* leak, or very likely a bug */
    SEVERITY_ERROR,   /* crash, corruption, abort, or the import fails */
} Severity;

#endif
