#include "variants/guards.h"
#include "variants/variants.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Of one unit: parses take time, and who has more switches than these has more combinations than anyone could look at.
 */
enum { TYPE_VARIANT_LIMIT = 3, NEWER_VARIANT_LIMIT = 2 };

typedef struct Planner {
    const VariantTask *task;
    VariantPlan *plan;
    Sources *sources;
    uint32_t unit; /* that is looked at */
    UnitSources files;
    VECTOR(Changes) changes; /* by variant */
} Planner;

/* Its macros may be those of a header that is not installed. */
static bool lacks_header(const Unit *unit)
{
    for (uint32_t i = 1; i < unit->diagnostics.count; i++)
        if (strstr(unit_string(unit, unit->diagnostics.items[i].message), "file not found"))
            return true;
    return false;
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

static void add_settings(const Planner *planner, ParseRequest *request, const Changes *changes)
{
    Arena *arena = planner->task->arena;
    OverlayList overlays = {0};
    overlay_settings(&overlays, arena, changes);
    OverlayFile *files = ARENA_ARRAY(arena, OverlayFile, overlays.count);
    if (overlays.count)
        memcpy(files, overlays.items, overlays.count * sizeof *files);
    request->overlays = files;
    request->overlay_count = overlays.count;
    vector_free(&overlays);

    const char **arguments = ARENA_ARRAY(arena, const char *, request->argument_count + changes->setting_count);
    if (request->argument_count)
        memcpy(arguments, request->arguments, request->argument_count * sizeof *arguments);
    for (unsigned i = 0; i < changes->setting_count; i++) {
        const Setting *setting = &changes->settings[i];
        if (!setting->source)
            arguments[request->argument_count++] = setting->value
                                                       ? arena_format(arena, "-D%s=%s", setting->name, setting->value)
                                                       : arena_format(arena, "-U%s", setting->name);
    }
    request->arguments = arguments;
}

static const char *variant_text(const Planner *planner, const Changes *changes, uint32_t python)
{
    Arena *arena = planner->task->arena;
    const char *text = changes_text(arena, changes);
    if (python == planner->task->python_base)
        return text;
    const char *version = arena_format(arena, "Python %u.%u", python >> 8, python & 0xff);
    return *text ? arena_format(arena, "%s, %s", version, text) : version;
}

static uint32_t find_variant(const Planner *planner, const char *text)
{
    for (uint32_t i = 0; i < planner->plan->variants.count; i++) {
        const Variant *variant = &planner->plan->variants.items[i];
        if (variant->unit == planner->unit && strcmp(variant->request.variant, text) == 0)
            return i;
    }
    return UINT32_MAX;
}

static unsigned count_variants(const Planner *planner, VariantPurpose purpose)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < planner->plan->variants.count; i++) {
        const Variant *variant = &planner->plan->variants.items[i];
        count += variant->unit == planner->unit && variant->purpose == purpose;
    }
    return count;
}

static Variant make_variant(const Planner *planner, VariantPurpose purpose, const Changes *changes, uint32_t python)
{
    const VariantTask *task = planner->task;
    Variant variant = {
        .unit = planner->unit,
        .python = python,
        .purpose = purpose,
        .is_guess = changes->is_guess,
        .request = task->requests[planner->unit],
    };
    variant.request.variant = variant_text(planner, changes, python);
    add_settings(planner, &variant.request, changes);
    python_choice_apply(task->python, &variant.request, python);
    return variant;
}

/* The variant with these changes, an old one if there is one. */
static uint32_t add_variant(Planner *planner, VariantPurpose purpose, const Changes *changes, uint32_t python)
{
    Variant variant = make_variant(planner, purpose, changes, python);
    uint32_t known = find_variant(planner, variant.request.variant);
    if (known != UINT32_MAX) {
        if (purpose == VARIANT_TYPES)
            planner->plan->variants.items[known].purpose = purpose;
        return known;
    }
    vector_push(&planner->plan->variants, variant);
    vector_push(&planner->changes, *changes);
    return planner->plan->variants.count - 1;
}

static const Setting *find_setting(const Changes *changes, const char *name)
{
    for (unsigned i = 0; i < changes->setting_count; i++)
        if (strcmp(changes->settings[i].name, name) == 0)
            return &changes->settings[i];
    return NULL;
}

static bool same_setting(const Setting *a, const Setting *b)
{
    bool same_value = a->value && b->value ? strcmp(a->value, b->value) == 0 : a->value == b->value;
    return same_value && a->source == b->source && a->line == b->line;
}

/* Adds what `more` changes to `changes`; false if both cannot be had at once. */
static bool unite_changes(Changes *changes, const Changes *more)
{
    for (unsigned i = 0; i < more->setting_count; i++) {
        const Setting *known = find_setting(changes, more->settings[i].name);
        if (known ? !same_setting(known, &more->settings[i]) : changes->setting_count == SETTING_LIMIT)
            return false;
        if (!known)
            changes->settings[changes->setting_count++] = more->settings[i];
    }
    changes->versions &= more->versions;
    return true;
}

/* What a header that is missing would define, it may well define together: `#ifdef CAIRO_HAS_PDF_SURFACE` and all others. The variant
 * that has these changes too, or UINT32_MAX. */
static uint32_t extend_variant(Planner *planner, const Changes *changes, uint32_t python)
{
    for (uint32_t i = 0; changes->is_guess && lacks_header(planner->files.unit) && i < planner->plan->variants.count; i++) {
        Variant *variant = &planner->plan->variants.items[i];
        Changes united = planner->changes.items[i];
        if (variant->unit != planner->unit || variant->purpose != VARIANT_TYPES || variant->python != python || !united.is_guess ||
            !unite_changes(&united, changes))
            continue;
        planner->changes.items[i] = united;
        *variant = make_variant(planner, VARIANT_TYPES, &united, python);
        return i;
    }
    return UINT32_MAX;
}

/* --- types that are left out -------------------------------------------------------------------------------------- */

static bool is_analysed_anywhere(const VariantTask *task, const char *path, uint32_t line, uint32_t end_line)
{
    for (uint32_t i = 0; i < task->count; i++) {
        FileId file = unit_file_of(task->units[i], path);
        if (file && unit_analysed(task->units[i], file, line, end_line))
            return true;
    }
    return false;
}

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

/* Where `name =` or `name[] =` stands among the lines; the first of them if nowhere. */
static uint32_t line_of_definition(const Source *source, const Span *span, const char *name)
{
    size_t length, name_length = strlen(name);
    for (uint32_t line = span->line; line < span->end_line; line++) {
        const char *text = source_lines(source, line, line + 1, &length), *end = text + length;
        for (const char *at = text; (at = memmem(at, (size_t)(end - at), name, name_length)); at += name_length) {
            const char *behind = at + name_length;
            bool is_word = (at == text || !is_word_byte(at[-1])) && (behind == end || !is_word_byte(*behind));
            while (behind < end && *behind == ' ')
                behind++;
            if (is_word && behind < end && strchr("=[\\\r\n", *behind))
                return line;
        }
    }
    return span->line;
}

/* The line the facts give for the type: that of the #include where it stands in another file. 0: none. */
static uint32_t line_in_facts(Arena *arena, const char *types, const char *name)
{
    char *words = arena_copy_string(arena, types), *rest = NULL;
    for (char *style = strtok_r(words, " ", &rest); style; style = strtok_r(NULL, " ", &rest)) {
        const char *type = strtok_r(NULL, " ", &rest), *line = strtok_r(NULL, " ", &rest);
        if (type && line && strcmp(type, name) == 0)
            return (uint32_t)strtoul(line, NULL, 10);
    }
    return 0;
}

static VersionSet allowed_versions(const VariantTask *task)
{
    if (task->has_fixed_version)
        return version_set(task->python_base);
    return task->is_range_given ? task->judged : ALL_VERSIONS;
}

/* Plans a variant that has the type; returns why there is none, or NULL. */
static const char *reach_type(Planner *planner, FileId file, MissingType *type)
{
    const VariantTask *task = planner->task;
    const ParseRequest *request = &task->requests[planner->unit];
    SwitchTask search = {
        .arena = task->arena,
        .unit = &planner->files,
        .arguments = request->arguments,
        .argument_count = request->argument_count,
        .allowed = allowed_versions(task),
    };
    Changes changes;
    const char *reason;
    if (!switches_reach(&search, file, type->line, &changes, &reason))
        return reason;
    VersionSet versions = changes.versions & search.allowed;
    uint32_t python =
        versions & version_set(task->python_base) ? task->python_base : python_choice_best(task->python, versions);
    if (python == task->python_base && !changes.setting_count)
        return "it is left out for a reason that is not understood";
    type->variant = extend_variant(planner, &changes, python);
    if (type->variant != UINT32_MAX)
        return NULL;
    const char *text = variant_text(planner, &changes, python);
    if (find_variant(planner, text) == UINT32_MAX && count_variants(planner, VARIANT_TYPES) == TYPE_VARIANT_LIMIT)
        return arena_format(task->arena, "the file has more variants than are looked at (%s)", text);
    type->variant = add_variant(planner, VARIANT_TYPES, &changes, python);
    return NULL;
}

static void look_for_type(Planner *planner, const SkippedRegion *region, const char *symbol)
{
    const Unit *unit = planner->files.unit;
    const Source *source = planner->files.files[region->span.file];
    MissingType type = {
        .path = unit_string(unit, unit->files.items[region->span.file].path),
        .line = line_in_facts(planner->task->arena, unit_string(unit, region->types), symbol),
        .unit = planner->unit,
        .variant = UINT32_MAX,
    };
    if (!type.line)
        type.line = source ? line_of_definition(source, &region->span, symbol) : region->span.line;
    type.reason = reach_type(planner, region->span.file, &type);
    vector_push(&planner->plan->missing, type);
}

static bool is_type_record(const Unit *unit, const Symbol *symbol)
{
    static const char *const records[] = {"_typeobject", "PyType_Spec", "PyType_Slot"};
    const Record *record = symbol ? unit_record(unit, unit_type_record(unit, symbol->type, 0)) : NULL;
    for (size_t n = 0; record && n < sizeof records / sizeof *records; n++)
        if (strcmp(unit_string(unit, record->name), records[n]) == 0)
            return true;
    return false;
}

/* The file that the region includes, and that defines the type, is a unit of its own or included elsewhere. */
static bool is_defined_elsewhere(const Planner *planner, const SkippedRegion *region, const char *name)
{
    const Source *source = planner->files.files[region->span.file];
    size_t length = 0;
    const char *text = source ? source_lines(source, region->span.line, region->span.end_line, &length) : NULL;
    if (!text || memmem(text, length, name, strlen(name)))
        return false;
    for (uint32_t i = 0; i < planner->task->count; i++) {
        const Unit *unit = planner->task->units[i];
        for (uint32_t k = 1; k < unit->variables.count; k++) {
            const Symbol *symbol = unit_symbol(unit, unit->variables.items[k].symbol);
            if (symbol && is_type_record(unit, symbol) && strcmp(unit_string(unit, symbol->name), name) == 0)
                return true;
        }
    }
    return false;
}

static void look_at_region(Planner *planner, const SkippedRegion *region)
{
    const Unit *unit = planner->files.unit;
    const char *symbols = unit_string(unit, region->symbols);
    const char *path = unit_string(unit, unit->files.items[region->span.file].path);
    if (!*symbols || is_analysed_anywhere(planner->task, path, region->span.line, region->span.end_line))
        return;
    char *names = arena_copy_string(planner->task->arena, symbols), *rest = NULL;
    for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        if (!is_defined_elsewhere(planner, region, name))
            look_for_type(planner, region, name);
}

/* --- versions ----------------------------------------------------------------------------------------------------- */

static bool defines_types(const Unit *unit)
{
    for (uint32_t i = 1; i < unit->variables.count; i++)
        if (is_type_record(unit, unit_symbol(unit, unit->variables.items[i].symbol)))
            return true;
    return false;
}

/* A generator asks for many versions, and what it writes is of one piece. */
static bool is_generated(const Planner *planner)
{
    FileId id = unit_file_of(planner->files.unit, unit_string(planner->files.unit, planner->files.unit->path));
    const Source *source = planner->files.files[id];
    return source && source_top_says(source, "Generated by");
}

/* The versions from one at which something changes up to the next such. */
static VersionSet interval_from(VersionSet changes, unsigned bit)
{
    VersionSet interval = (VersionSet)(1u << bit);
    while (++bit < PYTHON_VERSION_COUNT && !(changes >> bit & 1))
        interval = (VersionSet)(interval | 1u << bit);
    return interval;
}

static void plan_newer_versions(Planner *planner, const VersionGuards *guards)
{
    const VariantTask *task = planner->task;
    VersionSet newer = guards->relevant & version_set_range(task->python_base + 1, NEWEST_KNOWN_PYTHON);
    if (!newer || !defines_types(planner->files.unit) || is_generated(planner))
        return;
    Changes none = {.versions = ALL_VERSIONS};
    for (unsigned bit = 0; bit < PYTHON_VERSION_COUNT; bit++) {
        if (!(newer >> bit & 1) || count_variants(planner, VARIANT_NEWER) == NEWER_VARIANT_LIMIT)
            continue;
        add_variant(planner, VARIANT_NEWER, &none, python_choice_best(task->python, interval_from(newer, bit)));
    }
}

/* One for every part of the range in which the unit's conditions are all the same, but for that of the base. */
static void plan_range(Planner *planner, VersionSet changes)
{
    const VariantTask *task = planner->task;
    Changes none = {.versions = ALL_VERSIONS};
    VersionSet left = task->judged;
    for (unsigned bit = 0; bit < PYTHON_VERSION_COUNT; bit++) {
        if (!(left >> bit & 1))
            continue;
        VersionSet interval = interval_from(changes, bit) & left;
        left = (VersionSet)(left & ~interval);
        if (!(interval & version_set(task->python_base)))
            add_variant(planner, VARIANT_VERSION, &none, python_choice_best(task->python, interval));
    }
}

static void plan_versions(Planner *planner)
{
    const VariantTask *task = planner->task;
    VersionGuards guards = guards_find(&planner->files);
    planner->plan->changes[planner->unit] = guards.changes;
    if (task->is_range_given)
        plan_range(planner, guards.changes);
    else
        plan_newer_versions(planner, &guards);
}

/* --- the plan ----------------------------------------------------------------------------------------------------- */

static bool leaves_out_types(const Unit *unit)
{
    for (uint32_t i = 1; i < unit->skipped.count; i++)
        if (*unit_string(unit, unit->skipped.items[i].symbols))
            return true;
    return false;
}

static void plan_unit(Planner *planner)
{
    const Unit *unit = planner->task->units[planner->unit];
    if (unit->status != UNIT_PARSED && unit->status != UNIT_PARTIAL)
        return;
    bool depends_on_version = !planner->task->has_fixed_version && unit->python_version;
    if (!depends_on_version && !leaves_out_types(unit))
        return;
    planner->files = unit_sources(planner->sources, planner->task->arena, unit);
    if (depends_on_version)
        plan_versions(planner);
    for (uint32_t i = 1; i < unit->skipped.count; i++)
        look_at_region(planner, &unit->skipped.items[i]);
}

VariantPlan variants_plan(const VariantTask *task)
{
    VariantPlan plan = {.changes = ARENA_ARRAY(task->arena, VersionSet, task->count + 1)};
    Planner planner = {.task = task, .plan = &plan, .sources = sources_new(task->arena, task->root)};
    for (; planner.unit < task->count; planner.unit++)
        plan_unit(&planner);
    sources_free(planner.sources);
    vector_free(&planner.changes);
    return plan;
}

void variants_free(VariantPlan *plan)
{
    for (uint32_t i = 0; i < plan->variants.count; i++)
        unit_free(plan->variants.items[i].parsed);
    vector_free(&plan->variants);
    vector_free(&plan->missing);
}

/* --- what became of it -------------------------------------------------------------------------------------------- */

/* Why it's of no use as a whole; NULL: it is of use. */
static const char *fault_of(const Variant *variant, const VariantTask *task, const Unit *parsed)
{
    const Unit *base = task->units[variant->unit];
    if (parsed->status == UNIT_FAILED)
        return arena_format(task->arena, "with %s: %s", variant->request.variant, unit_string(parsed, parsed->reason));
    if (variant->python != task->python_base && parsed->python_version != variant->python)
        return arena_format(task->arena, "the headers of %s could not be put in", variant->request.variant);
    bool misfits = lacks_header(base) || base->error_count; /* errors tell nothing where there are some without it */
    bool may_fail = variant->purpose == VARIANT_TYPES ? !variant->is_guess || misfits : variant->purpose == VARIANT_VERSION;
    if (!may_fail && parsed->error_count > base->error_count)
        return arena_format(task->arena, "with %s it does not compile here", variant->request.variant);
    return NULL;
}

static bool has_type(const Unit *unit, const MissingType *type)
{
    FileId file = unit_file_of(unit, type->path);
    return file && unit_analysed(unit, file, type->line, type->line + 1);
}

static void judge_types(VariantPlan *plan, const VariantTask *task, uint32_t index, const char *fault)
{
    const Variant *variant = &plan->variants.items[index];
    for (uint32_t i = 0; i < plan->missing.count; i++) {
        MissingType *type = &plan->missing.items[i];
        if (type->variant != index)
            continue;
        type->reason = fault;
        if (!fault && !has_type(variant->parsed, type))
            type->reason = arena_format(task->arena, "it is left out with %s too", variant->request.variant);
    }
}

static bool brings_type(const VariantPlan *plan, uint32_t index)
{
    for (uint32_t i = 0; i < plan->missing.count; i++)
        if (plan->missing.items[i].variant == index && !plan->missing.items[i].reason)
            return true;
    return false;
}

void variants_accept(VariantPlan *plan, const VariantTask *task, Unit **parsed)
{
    for (uint32_t i = 0; i < plan->variants.count; i++) {
        Variant *variant = &plan->variants.items[i];
        const char *fault = fault_of(variant, task, parsed[i]);
        variant->parsed = parsed[i];
        judge_types(plan, task, i, fault);
        if (!fault && (variant->purpose != VARIANT_TYPES || brings_type(plan, i)))
            continue;
        variant->parsed = NULL;
        unit_free(parsed[i]);
    }
}

const char *variants_reason(const VariantPlan *plan, const char *path, uint32_t line, uint32_t end_line)
{
    for (uint32_t i = 0; i < plan->missing.count; i++) {
        const MissingType *type = &plan->missing.items[i];
        if (type->reason && type->line >= line && type->line < end_line && strcmp(type->path, path) == 0)
            return type->reason;
    }
    return NULL;
}
