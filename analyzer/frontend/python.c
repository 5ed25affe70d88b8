/* Which Python the headers of a unit belong to. Nothing is compiled for it: the version stands in patchlevel.h, and the
 * limited API shows in what the headers leave out. */
#include "frontend/lowering.h"

#include <string.h>

/* The number behind `#define NAME`; false if there is none. */
static bool find_number(const FileText *file, const char *name, uint32_t *value)
{
    size_t length = strlen(name);
    const char *at = file->text, *end = file->text + file->size;
    while (at < end && (at = memmem(at, (size_t)(end - at), name, length))) {
        uint32_t offset = (uint32_t)(at - file->text);
        at += length;
        if (text_identifier(file, offset) != length || (offset && text_identifier(file, offset - 1)))
            continue;
        offset = text_skip_space(file, offset + (uint32_t)length);
        uint32_t number = 0, start = offset;
        for (; text_at(file, offset) >= '0' && text_at(file, offset) <= '9' && number < 1000; offset++)
            number = number * 10 + (uint32_t)(text_at(file, offset) - '0');
        if (offset > start) {
            *value = number;
            return true;
        }
    }
    return false;
}

static uint32_t read_version(const FileText *patchlevel)
{
    uint32_t major, minor;
    if (!find_number(patchlevel, "PY_MAJOR_VERSION", &major) || !find_number(patchlevel, "PY_MINOR_VERSION", &minor) ||
        major > 255 || minor > 255)
        return 0;
    return major << 8 | minor;
}

static bool is_named(const Lowering *lowering, FileId id, const char *name)
{
    const char *path = unit_string(lowering->unit, lowering->unit->files.items[id].path);
    const char *slash = strrchr(path, '/');
    return lowering->unit->files.items[id].is_python_header && strcmp(slash ? slash + 1 : path, name) == 0;
}

/* The limited API leaves PyTypeObject without a body. */
static bool hides_type_object(const Unit *unit)
{
    for (RecordId id = 1; id < unit->records.count; id++)
        if (strcmp(unit_string(unit, unit->records.items[id].name), "_typeobject") == 0)
            return !unit->records.items[id].is_complete;
    return false;
}

void find_python(Lowering *lowering)
{
    uint32_t version = 0;
    bool is_included = false;
    for (FileId id = 1; id < lowering->unit->files.count; id++) {
        is_included |= is_named(lowering, id, "Python.h");
        if (!version && is_named(lowering, id, "patchlevel.h"))
            version = read_version(file_text(lowering, id));
    }
    if (!is_included)
        return;
    lowering->unit->python_version = version;
    lowering->unit->is_limited_api = hides_type_object(lowering->unit);
}
