/* The end of the text report: what was found, what was analysed and what not, and what to do next. */
#ifndef GCLINT_SUMMARY_H
#define GCLINT_SUMMARY_H

#include "reports/render.h"

void print_summary(const Scan *scan, const RenderOptions *options, FILE *out);
/* Only what was analysed and what not. */
void print_coverage(const Scan *scan, const RenderOptions *options, FILE *out);

#endif
