/* Conditions on Python's version, and at which versions they change. */
#ifndef GCLINT_PYTHON_VERSIONS_H
#define GCLINT_PYTHON_VERSIONS_H

#include "variants/directives.h"

enum { OLDEST_KNOWN_PYTHON = 0x0308, NEWEST_KNOWN_PYTHON = 0x030f, PYTHON_VERSION_COUNT = 8 };

/* A bit a version, the lowest for OLDEST_KNOWN_PYTHON. */
typedef uint8_t VersionSet;

#define ALL_VERSIONS ((VersionSet)0xff)

/* Empty for a version that is not known. */
VersionSet version_set(uint32_t version);
VersionSet version_set_range(uint32_t low, uint32_t high);
uint32_t version_of_bit(unsigned bit);

/* "3.11" or "3.8-3.11". */
const char *version_range_text(Arena *arena, uint32_t low, uint32_t high);

/* PY_VERSION_HEX and its like at a version, which is taken to be its latest release. */
ExpressionValue version_macro_value(const char *name, uint32_t version, bool is_defined);
bool is_version_macro(const char *name);

/* If nothing but the version decides: true, and for which versions it holds. */
bool expression_versions(const Expression *expression, VersionSet *versions);

/* The versions at which a comparison anywhere in the expression has another outcome than at the version before. */
VersionSet expression_version_changes(const Expression *expression);

#endif
