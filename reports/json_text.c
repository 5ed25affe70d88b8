#include "reports/json_text.h"

#include "base/memory.h"
#include "reports/render_internal.h"
#include "reports/safe_text.h"

static json_t *made(json_t *value)
{
    if (!value)
        fatal("out of memory (JSON)");
    return value;
}

json_t *json_text(const char *text)
{
    if (!text)
        return json_null();
    json_t *value = json_string(text);
    if (value)
        return value;
    Arena *arena = arena_new();
    value = made(json_string(valid_utf8(arena, text)));
    arena_free(arena);
    return value;
}

json_t *json_position(uint32_t number)
{
    return number ? made(json_integer(number)) : json_null();
}

void json_put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new_nocheck(object, key, made(value)) != 0)
        fatal("out of memory (JSON)");
}

void json_put_text_key(json_t *object, const char *key, json_t *value)
{
    Arena *arena = arena_new();
    json_put(object, valid_utf8(arena, key), value);
    arena_free(arena);
}

void json_add(json_t *array, json_t *value)
{
    if (json_array_append_new(array, made(value)) != 0)
        fatal("out of memory (JSON)");
}

json_t *json_new_object(void)
{
    return made(json_object());
}

json_t *json_new_array(void)
{
    return made(json_array());
}

void json_put_location(json_t *object, const ScanLocation *location)
{
    json_put(object, "file", json_text(location->file));
    json_put(object, "line", json_position(location->line));
    json_put(object, "column", json_position(location->column));
    json_put(object, "end_line", json_position(location->end_line));
    json_put(object, "end_column", json_position(location->end_column));
}

int json_finish(json_t *document, FILE *out)
{
    /* Plain ASCII: nothing in a name can disturb a terminal that the document is shown on. */
    json_dumpf(document, out, JSON_INDENT(1) | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(6));
    json_decref(document);
    fputc('\n', out);
    return output_result(out);
}
