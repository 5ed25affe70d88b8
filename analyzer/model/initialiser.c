/* Initialisers of aggregates, as C assigns their parts to fields (C17 6.7.9): positional, designated, with braces left out. */
#include "model/internals.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 256, DEPTH_MAX = 8 };

typedef struct Filling {
    const Unit *unit;
    InitialiserVisitor *each;
    void *context;
} Filling;

static bool is_aggregate(const Unit *unit, TypeId id)
{
    const CType *type = unit_type(unit, id);
    return type && (type->kind == CTYPE_RECORD || type->kind == CTYPE_ARRAY);
}

/* Whether the value initialises the whole aggregate although it has no braces: another record, or a string for an array. */
static bool is_whole(const Unit *unit, NodeId value)
{
    const Node *node = unit_node(unit, value);
    const CType *type = node ? unit_type(unit, node->type) : NULL;
    return node && (node->kind == N_STRING || (type && type->kind == CTYPE_RECORD && node->kind != N_INIT_LIST));
}

static void join(char *path, const char *prefix, const char *name)
{
    snprintf(path, PATH_SIZE, "%s%s%s", prefix, *prefix && *name ? "." : "", name);
}

static uint32_t fill_record(const Filling *filling, RecordId record, const Node *list, uint32_t at, const char *prefix, bool braced,
                            unsigned depth);

static uint32_t fill_field(const Filling *filling, FieldId id, const Node *list, uint32_t at, const char *path, unsigned depth)
{
    const Unit *unit = filling->unit;
    NodeId value = unit_child(unit, list, at);
    const Node *node = unit_node(unit, value);
    TypeId type = unit_field(unit, id)->type;
    RecordId record = unit_type(unit, type)->kind == CTYPE_RECORD ? unit_type_record(unit, type, 0) : 0;
    bool has_braces = node && node->kind == N_INIT_LIST;
    if (has_braces || !is_aggregate(unit, type) || is_whole(unit, value)) {
        filling->each(filling->context, path, id, value);
        if (has_braces && record && depth < DEPTH_MAX)
            fill_record(filling, record, node, 0, path, true, depth + 1);
        return at + 1;
    }
    if (record && depth < DEPTH_MAX)
        return fill_record(filling, record, list, at, path, false, depth + 1);
    int64_t length = unit_type(unit, type)->count;
    return length > 0 && at + length < list->child_count ? at + (uint32_t)length : at + 1;
}

/* The field a designator "a.b" names, its index at the outermost level in *index. */
static FieldId designated_field(const Unit *unit, RecordId record, const char *text, uint32_t *index)
{
    char name[PATH_SIZE];
    FieldId field = 0;
    for (bool first = true; *text; first = false) {
        size_t length = strcspn(text, ".");
        snprintf(name, sizeof name, "%.*s", (int)length, text);
        text += length + (text[length] == '.');
        field = record ? unit_find_field(unit, record, name, NULL) : 0;
        if (!field)
            return 0;
        const Record *of = unit_record(unit, record);
        if (first && field >= of->first_field && field < of->first_field + of->field_count)
            *index = field - of->first_field;
        record = unit_type_record(unit, unit_field(unit, field)->type, 0);
    }
    return field;
}

/* `{ PyObject_HEAD_INIT(NULL) 0, "name", ...`: Python 2 had ob_size after the head. Python 3 makes both one member, and what follows
 * would be off by one: a name of 0 and a string for the size. Such code means what it said there. */
static bool has_separate_size(const Unit *unit, const Node *list)
{
    const Node *head = unit_node(unit, unit_child(unit, list, 0)), *name = unit_node(unit, unit_strip_casts(unit, unit_child(unit, list, 2)));
    int64_t size;
    return head && head->kind == N_INIT_LIST && name && name->kind == N_STRING &&
           unit_constant(unit, unit_child(unit, list, 1), &size) && size == 0;
}

static uint32_t fill_record(const Filling *filling, RecordId id, const Node *list, uint32_t at, const char *prefix, bool braced,
                            unsigned depth)
{
    const Unit *unit = filling->unit;
    const Record *record = unit_record(unit, id);
    uint32_t index = 0;
    char path[PATH_SIZE];
    bool is_type_object = record->field_count > 1 && strcmp(unit_string(unit, unit_field(unit, record->first_field + 1)->name), "tp_name") == 0;
    if (braced && at == 0 && is_type_object && has_separate_size(unit, list)) {
        index = 1;
        at = 2;
    }
    while (at < list->child_count) {
        const Node *node = unit_node(unit, unit_child(unit, list, at));
        if (node && node->kind == N_DESIGNATED) {
            if (!braced)
                return at;
            const char *text = unit_string(unit, node->text);
            FieldId field = designated_field(unit, id, text, &index);
            join(path, prefix, text);
            if (field)
                fill_field(filling, field, node, 0, path, depth);
            at++;
            index++;
            continue;
        }
        if (index >= record->field_count)
            return at;
        FieldId field = record->first_field + index++;
        if (unit_field(unit, field)->is_bit_field && !*unit_string(unit, unit_field(unit, field)->name))
            continue;
        join(path, prefix, unit_string(unit, unit_field(unit, field)->name));
        at = fill_field(filling, field, list, at, path, depth);
        if (record->is_union)
            return at;
    }
    return at;
}

void initialiser_fields(const Unit *unit, RecordId record, NodeId id, InitialiserVisitor *each, void *context)
{
    const Node *list = unit_node(unit, unit_strip_casts(unit, id));
    if (!list || list->kind != N_INIT_LIST || !unit_record(unit, record))
        return;
    Filling filling = {.unit = unit, .each = each, .context = context};
    fill_record(&filling, record, list, 0, "", true, 0);
}

void initialiser_elements(const Unit *unit, NodeId id, ElementVisitor *each, void *context)
{
    const Node *list = unit_node(unit, unit_strip_casts(unit, id));
    if (!list || list->kind != N_INIT_LIST)
        return;
    int64_t index = 0;
    for (uint32_t i = 0; i < list->child_count; i++) {
        NodeId value = unit_child(unit, list, i);
        const Node *node = unit_node(unit, value);
        if (node && node->kind == N_DESIGNATED) {
            index = node->value;
            value = unit_child(unit, node, 0);
        }
        each(context, index++, value);
    }
}
