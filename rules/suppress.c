/* Suppressions: `gclint: ignore[rule, rule] reason` in a comment.
 *
 * The comment works on the lines it stands on; one that has its lines for itself works on the line after it too. A
 * finding is suppressed there or at the definition of its type. */
#include "base/hash_table.h"
#include "rules/engine_private.h"
#include "rules/source_text.h"
#include "rules/suppression_texts.h"

#include <ctype.h>
#include <string.h>

typedef struct Suppression Suppression;
struct Suppression {
    Suppression *next; /* of the same file */
    Place place;
    uint32_t first_line, last_line;
    const char **names;
    bool *is_used; /* by name */
    uint32_t name_count;
    const char *reason; /* NULL: none given */
};

typedef struct FileSuppressions {
    const char *path;
    Suppression *first, **end;
    UT_hash_handle hh;
} FileSuppressions;

typedef struct Suppressor {
    RuleContext *context;
    FileSuppressions *files;
} Suppressor;

/* --- reading
 * ------------------------------------------------------------------------------------------------------------------ */

static const char *trimmed(Arena *arena, const char *from, const char *end)
{
    while (from < end && isspace((unsigned char)*from))
        from++;
    while (end > from && isspace((unsigned char)end[-1]))
        end--;
    return from < end ? arena_copy_text(arena, from, (size_t)(end - from)) : NULL;
}

static void read_names(Arena *arena, Suppression *suppression, const char *from, const char *end)
{
    uint32_t capacity = 1;
    for (const char *c = from; c < end; c++)
        capacity += *c == ',';
    suppression->names = ARENA_ARRAY(arena, const char *, capacity);
    suppression->is_used = ARENA_ARRAY(arena, bool, capacity);
    while (from < end) {
        const char *comma = memchr(from, ',', (size_t)(end - from));
        const char *stop = comma ? comma : end;
        const char *name = trimmed(arena, from, stop);
        if (name)
            suppression->names[suppression->name_count++] = name;
        from = stop + 1;
    }
}

/* `from` is behind the word `ignore`; the rest of the line, or of the comment, is names and reason. */
static void read_directive(Arena *arena, Suppression *suppression, const char *from, const char *end)
{
    const char *newline = memchr(from, '\n', (size_t)(end - from));
    if (newline)
        end = newline;
    const char *close = from < end && *from == '[' ? memchr(from, ']', (size_t)(end - from)) : NULL;
    if (close) {
        read_names(arena, suppression, from + 1, close);
        from = close + 1;
    }
    while (from < end && (isspace((unsigned char)*from) || *from == ':' || *from == '-'))
        from++;
    suppression->reason = trimmed(arena, from, end);
}

/* Where the words `gclint: ignore` end, from `text` on; NULL if they do not stand in it. */
static const char *find_directive(const char *text, const char *end, const char **start)
{
    static const char tool[] = "gclint:", verb[] = "ignore";
    for (; (text = memmem(text, (size_t)(end - text), tool, strlen(tool))); text += strlen(tool)) {
        const char *after = text + strlen(tool);
        while (after < end && (*after == ' ' || *after == '\t'))
            after++;
        if ((size_t)(end - after) < strlen(verb) || memcmp(after, verb, strlen(verb)) != 0)
            continue;
        after += strlen(verb);
        if (after < end && (isalnum((unsigned char)*after) || *after == '_'))
            continue;
        *start = text;
        return after;
    }
    return NULL;
}

static uint32_t lines_between(const char *from, const char *to)
{
    uint32_t count = 0;
    for (; from < to; from++)
        count += *from == '\n';
    return count;
}

/* Column of the byte, 1-based, when `line_start` is where its line begins. */
static uint32_t column_of(const char *byte, const char *line_start)
{
    return (uint32_t)(byte - line_start) + 1;
}

typedef struct FileReader {
    Suppressor *suppressor;
    FileSuppressions *file;
    Place place; /* unit and file */
} FileReader;

static const char *text_end(const SourceComment *comment)
{
    bool is_closed = comment->text[1] == '*' && comment->end - comment->text >= 4 && !memcmp(comment->end - 2, "*/", 2);
    return comment->end - (is_closed ? 2 : 0);
}

static void take_comment(void *data, const SourceComment *comment)
{
    FileReader *reader = data;
    Arena *arena = reader->suppressor->context->arena;
    const char *start, *after = comment->text;
    while ((after = find_directive(after, comment->end, &start))) {
        const char *line_start = start;
        while (line_start > comment->file_start && line_start[-1] != '\n')
            line_start--;
        Suppression *suppression = ARENA_NEW(arena, Suppression);
        uint32_t line = comment->line + lines_between(comment->text, start);
        suppression->place = reader->place;
        suppression->place.span.line = suppression->place.span.end_line = line;
        suppression->place.span.column = column_of(start, line_start);
        suppression->place.span.end_column = column_of(after, line_start);
        suppression->first_line = comment->line;
        suppression->last_line =
            comment->line + lines_between(comment->text, comment->end) + (comment->is_alone ? 1 : 0);
        read_directive(arena, suppression, after, text_end(comment));
        *reader->file->end = suppression;
        reader->file->end = &suppression->next;
    }
}

static void read_text(void *data, const Unit *unit, FileId id, const char *text)
{
    Suppressor *suppressor = data;
    FileSuppressions *file = ARENA_NEW(suppressor->context->arena, FileSuppressions);
    file->path = unit_string(unit, unit_file(unit, id)->path);
    file->end = &file->first;
    HASH_ADD_KEYPTR(hh, suppressor->files, file->path, strlen(file->path), file);
    FileReader reader = {.suppressor = suppressor, .file = file, .place = {.unit = unit, .span = {.file = id}}};
    source_comments(text, take_comment, &reader);
}

static void read_programs(Suppressor *suppressor, const char *root)
{
    const RuleContext *context = suppressor->context;
    SuppressionTexts *texts = suppression_texts_new(root, read_text, suppressor);
    for (unsigned i = 0; i < context->round_count; i++) {
        const Program *program = context->rounds[i].model->program;
        for (uint32_t n = 0; n < program_unit_count(program); n++)
            suppression_texts_of_unit(texts, program_unit(program, n));
    }
    suppression_texts_free(texts);
}

/* --- applying
 * ----------------------------------------------------------------------------------------------------------------- */

static void apply_at(const Suppressor *suppressor, Finding *finding, Place place)
{
    FileSuppressions *file;
    const char *path = place_file(place);
    HASH_FIND_STR(suppressor->files, path, file);
    for (Suppression *suppression = file ? file->first : NULL; suppression; suppression = suppression->next) {
        if (place.span.line < suppression->first_line || place.span.line > suppression->last_line)
            continue;
        for (uint32_t i = 0; i < suppression->name_count; i++) {
            if (strcmp(suppression->names[i], finding->rule->name) != 0)
                continue;
            suppression->is_used[i] = true;
            if (!finding->suppressed)
                finding->suppression_reason = suppression->reason;
            finding->suppressed = true;
        }
    }
}

static void apply_all(const Suppressor *suppressor)
{
    const RuleContext *context = suppressor->context;
    for (uint32_t i = 0; i < context->count; i++) {
        Finding *finding = context->findings[i];
        apply_at(suppressor, finding, finding->place);
        if (finding->type)
            apply_at(suppressor, finding, finding->type->place);
        if (finding->module)
            apply_at(suppressor, finding, finding->module->place);
    }
}

/* --- comments that are themselves at fault
 * ------------------------------------------------------------------------------------- */

static void report_incomplete(RuleContext *context, const Suppression *suppression)
{
    if (!suppression->name_count)
        report_place(context, suppression->place,
                     "this suppression names no rule, so it suppresses nothing: write `ignore[rule-name]`");
    else if (!suppression->reason)
        report_place(context, suppression->place, "this suppression of `%s` gives no reason", suppression->names[0]);
    for (uint32_t i = 0; i < suppression->name_count; i++)
        if (!rule_find(suppression->names[i]))
            report_place(context, suppression->place, "this suppression names `%s`, which is not a rule",
                         suppression->names[i]);
}

static bool has_run(const RuleContext *context, const RuleSelection *selection, const Rule *rule)
{
    bool is_wanted = false;
    for (unsigned i = 0; i < context->round_count; i++)
        is_wanted = is_wanted || model_targets_any(context->rounds[i].model, rule->since, rule->until);
    return is_wanted && rule_selected(selection, rule);
}

static void report_unused(RuleContext *context, const RuleSelection *selection, const Suppression *suppression)
{
    for (uint32_t i = 0; i < suppression->name_count; i++) {
        const Rule *rule = rule_find(suppression->names[i]);
        if (rule && has_run(context, selection, rule) && !suppression->is_used[i])
            report_place(context, suppression->place,
                         "this suppression of `%s` suppresses nothing: the rule finds nothing here", rule->name);
    }
}

void findings_suppress(RuleContext *context, const RuleSelection *selection, const char *root)
{
    Suppressor suppressor = {.context = context};
    read_programs(&suppressor, root);
    apply_all(&suppressor);

    const Rule *incomplete = rule_find("suppression-incomplete"), *unused = rule_find("suppression-unused");
    for (FileSuppressions *file = suppressor.files; file; file = file->hh.next) {
        for (Suppression *suppression = file->first; suppression; suppression = suppression->next) {
            context->rule = incomplete;
            if (rule_selected(selection, incomplete))
                report_incomplete(context, suppression);
            context->rule = unused;
            if (rule_selected(selection, unused))
                report_unused(context, selection, suppression);
        }
    }
    HASH_CLEAR(hh, suppressor.files);
}
