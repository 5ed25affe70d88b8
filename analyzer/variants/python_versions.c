#include "variants/python_versions.h"

#include <string.h>

/* Of the last release of a version: far enough for tests of a bug fix release, `PY_VERSION_HEX >= 0x030C0400`. */
enum { MICRO_VERSION = 20, FINAL_RELEASE = 0xf };

VersionSet version_set(uint32_t version)
{
    return version_set_range(version, version);
}

VersionSet version_set_range(uint32_t low, uint32_t high)
{
    VersionSet set = 0;
    for (unsigned bit = 0; bit < PYTHON_VERSION_COUNT; bit++)
        if (version_of_bit(bit) >= low && version_of_bit(bit) <= high)
            set = (VersionSet)(set | 1u << bit);
    return set;
}

uint32_t version_of_bit(unsigned bit)
{
    return OLDEST_KNOWN_PYTHON + bit;
}

const char *version_range_text(Arena *arena, uint32_t low, uint32_t high)
{
    const char *text = arena_format(arena, "%u.%u", low >> 8, low & 0xff);
    return low == high ? text : arena_format(arena, "%s-%u.%u", text, high >> 8, high & 0xff);
}

typedef struct VersionMacro {
    const char *name;
    int64_t (*value)(uint32_t version);
} VersionMacro;

static int64_t hex_value(uint32_t version)
{
    return (int64_t)version << 16 | MICRO_VERSION << 8 | FINAL_RELEASE << 4;
}

static int64_t major_value(uint32_t version)
{
    return version >> 8;
}

static int64_t minor_value(uint32_t version)
{
    return version & 0xff;
}

static int64_t micro_value(uint32_t version)
{
    (void)version;
    return MICRO_VERSION;
}

static const VersionMacro version_macros[] = {
    {"PY_VERSION_HEX", hex_value},
    {"PY_MAJOR_VERSION", major_value},
    {"PY_MINOR_VERSION", minor_value},
    {"PY_MICRO_VERSION", micro_value},
};
enum { VERSION_MACRO_COUNT = sizeof version_macros / sizeof *version_macros };

bool is_version_macro(const char *name)
{
    return version_macro_value(name, OLDEST_KNOWN_PYTHON, true).is_known;
}

ExpressionValue version_macro_value(const char *name, uint32_t version, bool is_defined)
{
    for (unsigned i = 0; i < VERSION_MACRO_COUNT; i++)
        if (strcmp(version_macros[i].name, name) == 0)
            return (ExpressionValue){true, is_defined ? 1 : version_macros[i].value(version)};
    return (ExpressionValue){0};
}

static ExpressionValue value_at_version(void *data, const char *name, bool is_defined)
{
    const uint32_t *version = data;
    return version_macro_value(name, *version, is_defined);
}

bool expression_versions(const Expression *expression, VersionSet *versions)
{
    *versions = 0;
    for (unsigned bit = 0; bit < PYTHON_VERSION_COUNT; bit++) {
        uint32_t version = version_of_bit(bit);
        ExpressionValue value = expression_value(expression, value_at_version, &version);
        if (!value.is_known)
            return false;
        if (value.number)
            *versions = (VersionSet)(*versions | 1u << bit);
    }
    return true;
}

VersionSet expression_version_changes(const Expression *expression)
{
    VersionSet versions, changes = 0;
    if (!expression)
        return 0;
    if (expression_is_comparison(expression) && expression_versions(expression, &versions))
        changes = (VersionSet)((versions ^ versions << 1) & 0xfe);
    return changes | expression_version_changes(expression->left) | expression_version_changes(expression->right) |
           expression_version_changes(expression->third);
}
