/* The standard headers of C++ that a unit includes besides Python.h: <string> alone costs more to parse than Python.h.
 * Those that most of the units with one prefix include become a part of it. */
#ifndef GCLINT_PREFIX_STANDARD_H
#define GCLINT_PREFIX_STANDARD_H

#include "frontend/prefix.h"

/* What the files of a scan say about that, each read once. */
typedef struct StandardSearch StandardSearch;

/* The prefixes that it makes are in the given arena. */
StandardSearch *standard_search_new(Arena *lasting);
void standard_search_free(StandardSearch *search);

/* For a request with a prefix: a set of headers, of a numbering of its own, that the unit includes under no condition.
 * 0: none, or it is not of C++, or that cannot be told. */
uint32_t standard_search_unit(StandardSearch *search, const ParseRequest *request);

/* The request's prefix with these headers behind Python.h. */
const Prefix *standard_search_widen(StandardSearch *search, const ParseRequest *request, uint32_t headers);

#endif
