#include "discover/settings.h"

#include "base/file_bytes.h"
#include "base/vector.h"
#include "discover/compiler_flags.h"
#include "discover/warning_list.h"

#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SETTINGS_SIZE_LIMIT = 1 << 20, SETTINGS_LIMIT = 10000 };

typedef enum SettingKind {
    SETTING_TEXT,
    SETTING_LIST,
    SETTING_SWITCH,
    SETTING_PATH,      /* relative to the tree */
    SETTING_TREE_PATH, /* likewise, and must be in it */
    SETTING_OUTPUT,    /* names what is written: not for a tree to say */
} SettingKind;

/* clang-format off */
static const struct {
    const char *key;
    SettingKind kind;
} known_settings[] = {
    {"all-units", SETTING_SWITCH}, {"baseline", SETTING_TREE_PATH}, {"build", SETTING_TREE_PATH}, {"color", SETTING_TEXT},
    {"exclude", SETTING_LIST}, {"fail-on", SETTING_TEXT}, {"format", SETTING_TEXT}, {"ignore", SETTING_LIST},
    {"jobs", SETTING_TEXT}, {"no-cache", SETTING_SWITCH}, {"progress", SETTING_TEXT}, {"python", SETTING_TEXT},
    {"python-include", SETTING_PATH}, {"quiet", SETTING_SWITCH}, {"select", SETTING_LIST},
    {"severity", SETTING_TEXT}, {"strict", SETTING_SWITCH}, {"timeout", SETTING_TEXT}, {"verbose", SETTING_SWITCH},
    {"db", SETTING_OUTPUT}, {"html", SETTING_OUTPUT}, {"json", SETTING_OUTPUT}, {"markdown", SETTING_OUTPUT},
    {"output", SETTING_OUTPUT}, {"sarif", SETTING_OUTPUT},
};
/* clang-format on */

typedef struct SettingsReader {
    Arena *arena;
    const char *root;
    const char *file;
    const char *at;
    const char *end;
    bool whole;
    bool in_section; /* of a file that is not gclint's alone */
    unsigned line;
    const char *error;
    VECTOR(Setting) settings;
} SettingsReader;

/* The first trouble is the one to tell. */
static void complain(SettingsReader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void complain(SettingsReader *reader, const char *format, ...)
{
    if (reader->error)
        return;
    va_list arguments;
    va_start(arguments, format);
    reader->error = arena_format(reader->arena, "%s:%u: %s", reader->file, reader->line,
                                 arena_format_list(reader->arena, format, arguments));
    va_end(arguments);
}

/* --- values ------------------------------------------------------------------------------------------------------- */

static void add(SettingsReader *reader, const char *key, const char *value)
{
    if (reader->settings.count == SETTINGS_LIMIT)
        complain(reader, "more than %d settings", SETTINGS_LIMIT);
    else
        vector_push(&reader->settings,
                    (Setting){arena_copy_string(reader->arena, key), value, reader->file, reader->line});
}

static void add_list(SettingsReader *reader, const char *key, const char *value)
{
    while (*value) {
        value += strspn(value, ", \t");
        size_t length = strcspn(value, ","), end = length;
        while (end && strchr(" \t", value[end - 1]))
            end--;
        if (end)
            add(reader, key, arena_copy_text(reader->arena, value, end));
        value += length;
    }
}

static void add_switch(SettingsReader *reader, const char *key, const char *value)
{
    static const char *const words[][2] = {{"true", "false"}, {"yes", "no"}, {"on", "off"}, {"1", "0"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int off = 0; off < 2; off++)
            if (strcasecmp(value, words[i][off]) == 0) {
                add(reader, key, off ? "false" : "true");
                return;
            }
    complain(reader, "%s is true or false, not \"%s\"", key, printable_text(reader->arena, value));
}

static void add_path(SettingsReader *reader, const char *key, const char *value, bool in_tree)
{
    const char *path = absolute_path(reader->arena, reader->root, value);
    char real[PATH_MAX];
    bool inside = path_is_inside(path, reader->root) && (!realpath(path, real) || path_is_inside(real, reader->root));
    if (in_tree && !inside)
        complain(reader, "%s: \"%s\" is outside the tree; say this on the command line", key,
                 printable_text(reader->arena, value));
    else
        add(reader, key, path);
}

static void add_setting(SettingsReader *reader, const char *key, const char *value, SettingKind kind)
{
    if (!*value && kind != SETTING_LIST) {
        complain(reader, "%s has no value", key);
        return;
    }
    switch (kind) {
    case SETTING_TEXT:
        add(reader, key, arena_copy_string(reader->arena, value));
        break;
    case SETTING_LIST:
        add_list(reader, key, value);
        break;
    case SETTING_SWITCH:
        add_switch(reader, key, value);
        break;
    case SETTING_PATH:
    case SETTING_TREE_PATH:
        add_path(reader, key, value, kind == SETTING_TREE_PATH);
        break;
    case SETTING_OUTPUT:
        complain(reader,
                 "%s may only be given on the command line: a scanned tree must not say where files are written", key);
        break;
    }
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

/* inih's callback for each value. */
static int take(void *user, const char *section, const char *name, const char *value)
{
    SettingsReader *reader = user;
    if (reader->error)
        return 1;
    if (*section && strcmp(section, "gclint") != 0) {
        complain(reader, "unknown section [%s]: settings stand in [gclint]", printable_text(reader->arena, section));
        return 1;
    }
    for (size_t i = 0; i < sizeof known_settings / sizeof *known_settings; i++)
        if (strcmp(known_settings[i].key, name) == 0) {
            add_setting(reader, name, value ? value : "", known_settings[i].kind);
            return 1;
        }
    complain(reader, "unknown setting \"%s\": a setting is a long option of gclint scan, such as exclude or fail-on",
             printable_text(reader->arena, name));
    return 1;
}

/* Of a file that others use too, only [gclint] is shown to inih; other lines are empty to it, so that their numbers
 * stay. */
static bool is_shown(SettingsReader *reader, const char *line, size_t length)
{
    if (reader->whole)
        return true;
    if (length && *line == '[')
        reader->in_section = length >= 8 && memcmp(line, "[gclint]", 8) == 0;
    return reader->in_section;
}

/* inih's way to get a line, like fgets. */
static char *give_line(char *line, int size, void *user)
{
    SettingsReader *reader = user;
    if (reader->at >= reader->end || reader->error)
        return NULL;
    const char *stop = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    size_t length = (size_t)((stop ? stop : reader->end) - reader->at), kept = length;
    const char *start = reader->at;
    reader->at += length + (stop != NULL);
    reader->line++;
    if (!is_shown(reader, start, length))
        kept = 0;
    if (kept + 2 > (size_t)size) {
        complain(reader, "this line is longer than %d bytes: put each value of a list on a line of its own, indented",
                 size - 2);
        return NULL;
    }
    if (memchr(start, '\0', kept)) {
        complain(reader, "this line has a NUL byte");
        return NULL;
    }
    memcpy(line, start, kept);
    line[kept] = '\n';
    line[kept + 1] = '\0';
    return line;
}

Settings *settings_parse(Arena *arena, const char *root, const char *file, const char *text, size_t length, bool whole,
                         const char **error)
{
    SettingsReader reader = {.arena = arena,
                             .root = root,
                             .file = arena_copy_string(arena, file),
                             .at = text,
                             .end = text + length,
                             .whole = whole};
    int problem = ini_parse_stream(give_line, &reader, take, &reader);
    if (problem > 0) {
        reader.line = (unsigned)problem;
        complain(&reader, "neither a [section], a key = value, nor a comment");
    } else if (problem < 0) {
        complain(&reader, "cannot be parsed");
    }
    Settings *settings = ARENA_NEW(arena, Settings);
    Setting *items = ARENA_ARRAY(arena, Setting, reader.settings.count);
    if (reader.settings.count)
        memcpy(items, reader.settings.items, reader.settings.count * sizeof *items);
    *settings = (Settings){.items = items, .count = reader.settings.count, .file = reader.file};
    vector_free(&reader.settings);
    *error = reader.error;
    return reader.error ? NULL : settings;
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static bool has_section(const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *at = text; at && at < end;) {
        if (end - at >= 8 && memcmp(at, "[gclint]", 8) == 0)
            return true;
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    return false;
}

/* NULL without an error if the file is not there, or says nothing to gclint. Trouble with a file that is not gclint's
 * own is none. */
static Settings *read_file(Arena *arena, const char *root, const char *name, bool whole, const char **error)
{
    char real[PATH_MAX];
    const char *path = arena_format(arena, "%s/%s", strcmp(root, "/") ? root : "", name);
    if (!realpath(path, real))
        return NULL;
    if (!path_is_inside(real, root)) {
        *error = whole ? arena_format(arena, "%s: is a link out of the tree: it is not read", name) : NULL;
        return NULL;
    }
    FileBytes text = {0};
    Settings *settings = NULL;
    int problem = file_bytes_read(&text, real, SETTINGS_SIZE_LIMIT, true);
    if (problem && whole)
        *error = arena_format(arena, "%s: cannot be read: %s", name,
                              problem == EINVAL ? "not a regular file" : strerror(problem));
    else if (!problem && (whole || has_section(text.bytes, text.length)))
        settings = settings_parse(arena, root, name, text.bytes, text.length, whole, error);
    file_bytes_free(&text);
    return settings;
}

Settings *settings_read(Arena *arena, const char *root, const char **error)
{
    *error = NULL;
    Settings *settings = read_file(arena, root, ".gclint.ini", true, error);
    if (!settings && !*error)
        settings = read_file(arena, root, "setup.cfg", false, error);
    if (!settings && !*error)
        settings = ARENA_NEW(arena, Settings);
    return settings;
}
