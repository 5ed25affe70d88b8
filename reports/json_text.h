/* Small helpers around jansson for the JSON formats. They never fail: no memory is fatal, and text is made valid UTF-8.
 */
#ifndef GCLINT_JSON_TEXT_H
#define GCLINT_JSON_TEXT_H

#include "reports/scan.h"

#include <jansson.h>
#include <stdio.h>

/* null for NULL. */
json_t *json_text(const char *text);
/* null for 0. */
json_t *json_position(uint32_t number);
/* Adds a member; takes the value over. */
void json_put(json_t *object, const char *key, json_t *value);
/* The same for a key that comes from the scanned tree. */
void json_put_text_key(json_t *object, const char *key, json_t *value);
void json_add(json_t *array, json_t *value);
json_t *json_new_object(void);
json_t *json_new_array(void);

/* Adds "file", "line", "column", "end_line" and "end_column". */
void json_put_location(json_t *object, const ScanLocation *location);

enum { JSON_FORMAT_VERSION = 1 };
/* A finding and a coverage as every document has them; json.c. */
json_t *json_finding(const ScanFinding *finding);
json_t *json_coverage(const Scan *scan);

/* Writes the document, frees it, flushes; 0 or an errno. */
int json_finish(json_t *document, FILE *out);

#endif
