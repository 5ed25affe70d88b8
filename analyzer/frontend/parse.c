#include "frontend/parse.h"

#include "base/system_folders.h"
#include "frontend/special_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* Nobody writes larger sources; what is larger is data, or an attack. */
#define SOURCE_SIZE_LIMIT (64 << 20)
#define DIAGNOSTIC_LIMIT  20
#define MESSAGE_LIMIT     500
#define STACK_BYTES       (8 << 20) /* of libclang's threads */

struct Frontend {
    CXIndex index;
    PrecompiledHeaders *precompiled;
    Inputs inputs;
    SpecialFiles *special_files;
    FileMemory *file_memory;
};

/* libclang parses in a thread that it starts for it (CIndex.cpp, RunSafely), unless this is set. For each page that a process of several
 * threads gives back, the other core has to be stopped. */
static void parse_in_this_thread(void)
{
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur >= STACK_BYTES)
        setenv("LIBCLANG_NOTHREADS", "1", 0);
}

Frontend *frontend_new(void)
{
    parse_in_this_thread();
    const char *problem = frontend_load();
    if (problem)
        fatal("%s", problem);
    Frontend *frontend = memory_allocate(sizeof *frontend);
    *frontend = (Frontend){0};
    /* Declarations of a precompiled header are not visited: they are known by what refers to them. */
    frontend->index = clang.createIndex(1, 0);
    if (!frontend->index)
        fatal("libclang could not be started");
    frontend->special_files = special_files_new();
    frontend->file_memory = file_memory_new();
    frontend->precompiled = precompiled_new(frontend->index, frontend_clang_version());
    return frontend;
}

void frontend_free(Frontend *frontend)
{
    if (!frontend)
        return;
    special_files_free(frontend->special_files);
    file_memory_free(frontend->file_memory);
    inputs_free(&frontend->inputs);
    precompiled_free(frontend->precompiled);
    clang.disposeIndex(frontend->index);
    memory_free(frontend);
}

const Inputs *frontend_inputs(const Frontend *frontend)
{
    return &frontend->inputs;
}

Inputs *parse_inputs(Frontend *frontend)
{
    return &frontend->inputs;
}

/* --- what is parsed ----------------------------------------------------------------------------------------------- */

static const OverlayFile *overlay_of(const ParseRequest *request)
{
    for (unsigned i = 0; i < request->overlay_count; i++)
        if (strcmp(request->overlays[i].path, request->path) == 0)
            return &request->overlays[i];
    return NULL;
}

static bool has_zero_byte(FILE *file)
{
    char buffer[16384];
    for (size_t length; (length = fread(buffer, 1, sizeof buffer, file)) > 0;)
        if (memchr(buffer, '\0', length))
            return true;
    return false;
}

/* Why the file cannot be a source file; NULL if it can. In the arena. */
static const char *check_source(Arena *arena, const ParseRequest *request)
{
    struct stat status;
    if (overlay_of(request))
        return NULL;
    if (stat(request->path, &status) != 0)
        return arena_format(arena, "cannot be read: %s", strerror(errno));
    if (!S_ISREG(status.st_mode))
        return "not a file";
    if (status.st_size > SOURCE_SIZE_LIMIT)
        return arena_format(arena, "larger than %d MiB", SOURCE_SIZE_LIMIT >> 20);
    FILE *file = fopen(request->path, "re");
    if (!file)
        return arena_format(arena, "cannot be read: %s", strerror(errno));
    bool is_binary = has_zero_byte(file);
    bool is_unreadable = ferror(file);
    fclose(file);
    return is_unreadable ? "cannot be read" : is_binary ? "not a text file" : NULL;
}

static bool ends_with_one_of(const char *path, const char *const *endings)
{
    const char *dot = strrchr(path, '.');
    for (; dot && *endings; endings++)
        if (strcmp(dot, *endings) == 0)
            return true;
    return false;
}

bool parse_is_cxx(const ParseRequest *request)
{
    static const char *const endings[] = {".cc", ".cpp", ".cxx", ".c++", ".cp", ".C",  ".CPP", ".mm", ".M",
                                          ".hh", ".hpp", ".hxx", ".h++", ".H",  ".ii", ".mii", NULL};
    const char *language = NULL;
    for (unsigned i = 0; i < request->argument_count; i++) {
        if (strcmp(request->arguments[i], "-x") == 0 && i + 1 < request->argument_count)
            language = request->arguments[++i];
        else if (strncmp(request->arguments[i], "-x", 2) == 0 && request->arguments[i][2])
            language = request->arguments[i] + 2;
    }
    return language && strcmp(language, "none") != 0 ? strstr(language, "c++") != NULL
                                                     : ends_with_one_of(request->path, endings);
}

/* Errors of today's clang that lose nothing: compilers let such code pass for decades. */
#define OLD_CODE                                                                                                       \
    "-Wno-error=int-conversion", "-Wno-error=incompatible-pointer-types",                                              \
        "-Wno-error=incompatible-function-pointer-types", "-Wno-error=implicit-int", "-Wno-error=return-mismatch",     \
        "-Wno-error=register", "-Wno-error=c++11-narrowing"

typedef struct CommandLine {
    VECTOR(const char *) arguments;
    VECTOR(struct CXUnsavedFile) files;
} CommandLine;

static void add_arguments(CommandLine *line, const char *const *arguments, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        vector_push(&line->arguments, arguments[i]);
}

static void add_overlays(CommandLine *line, const OverlayFile *overlays, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        vector_push(&line->files,
                    (struct CXUnsavedFile){overlays[i].path, overlays[i].content, strlen(overlays[i].content)});
}

const char *const *parse_own_arguments(unsigned *count)
{
    static const char *own[] = {"-w", "-fno-spell-checking", "-ferror-limit=0", "-fno-caret-diagnostics", OLD_CODE,
                                "-resource-dir", NULL};
    enum { ALL = sizeof own / sizeof *own };
    own[ALL - 1] = frontend_resource_folder();
    *count = own[ALL - 1] ? ALL : ALL - 2;
    return own;
}

static CommandLine command_line(const ParseRequest *request, const StandIns *stand_ins, const char *precompiled)
{
    unsigned own_count;
    const char *const *own = parse_own_arguments(&own_count), *const header[] = {"-include-pch", precompiled};
    CommandLine line = {0};
    if (precompiled)
        add_arguments(&line, header, 2);
    if (stand_ins)
        add_arguments(&line, stand_ins->first_arguments.items, stand_ins->first_arguments.count);
    add_arguments(&line, request->arguments, request->argument_count);
    add_arguments(&line, own, own_count);
    add_overlays(&line, request->overlays, request->overlay_count);
    if (stand_ins) {
        add_arguments(&line, stand_ins->last_arguments.items, stand_ins->last_arguments.count);
        add_overlays(&line, stand_ins->files.items, stand_ins->files.count);
    }
    return line;
}

static CXTranslationUnit parse(const Frontend *frontend, const ParseRequest *request, const StandIns *stand_ins,
                               const char *precompiled, enum CXErrorCode *error)
{
    CommandLine line = command_line(request, stand_ins, precompiled);
    OverlayFiles special = {0};
    special_files_find(frontend->special_files, request, &special);
    add_overlays(&line, special.items, special.count);
    vector_free(&special);
    /* The preprocessing record costs next to nothing and is what clang_getAllSkippedRanges reads. */
    unsigned options = CXTranslationUnit_KeepGoing | CXTranslationUnit_DetailedPreprocessingRecord;
    CXTranslationUnit translation_unit = NULL;
    *error =
        clang.parseTranslationUnit2(frontend->index, request->path, line.arguments.items, (int)line.arguments.count,
                                    line.files.items, line.files.count, options, &translation_unit);
    vector_free(&line.arguments);
    vector_free(&line.files);
    return translation_unit;
}

/* What clang says of a precompiled header that it does not take stands in no file. */
static bool precompiled_was_refused(CXTranslationUnit translation_unit)
{
    bool found = false;
    unsigned count = translation_unit ? clang.getNumDiagnostics(translation_unit) : 0;
    for (unsigned i = 0; i < count && !found; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(translation_unit, i);
        CXFile file = NULL;
        clang.getFileLocation(clang.getDiagnosticLocation(diagnostic), &file, NULL, NULL, NULL);
        found = !file && clang.getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        clang.disposeDiagnostic(diagnostic);
    }
    return !translation_unit || found;
}

static void parse_with_precompiled(Frontend *frontend, Lowering *lowering, const StandIns *stand_ins)
{
    Precompiled precompiled = precompiled_for(frontend->precompiled, lowering->request);
    enum CXErrorCode error;
    if (!precompiled.path)
        return;
    CXTranslationUnit parsed = parse(frontend, lowering->request, stand_ins, precompiled.path, &error);
    if (!precompiled_was_refused(parsed)) {
        lowering->translation_unit = parsed;
        lowering->precompiled_python = precompiled.python;
        precompiled_add_inputs(frontend->precompiled, precompiled.path, lowering->request, &frontend->inputs);
        return;
    }
    if (parsed)
        clang.disposeTranslationUnit(parsed);
    precompiled_refuse(frontend->precompiled, precompiled.path);
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

/* An error at the name, such as of a static function that is declared without that word, loses nothing of the body. */
static bool is_at_name(const Unit *unit, const Function *function, const Span *span)
{
    const Span *name = &unit->symbols.items[function->symbol].span;
    return name->file == span->file && name->line == span->line && name->column == span->column;
}

/* A unit with very many errors is not worth telling the functions with from those without. */
static void mark_broken_function(Unit *unit, const Span *span)
{
    enum { MANY_ERRORS = 2000 };
    if (unit->error_count > MANY_ERRORS + 1)
        return;
    for (uint32_t i = 1; i < unit->functions.count; i++) {
        Function *function = &unit->functions.items[i];
        if (unit->error_count > MANY_ERRORS)
            function->is_broken = true;
        if (function->span.file == span->file && span->line >= function->span.line &&
            span->line <= function->span.end_line && !is_at_name(unit, function, span))
            function->is_broken = true;
    }
}

/* `self->ob_type`, where the member stands in ob_base since Python 3: it was lowered as what it is. */
static bool is_former_member(const Lowering *lowering, const Extent *extent)
{
    for (uint32_t i = 0; i < lowering->former_members.count; i++) {
        const TextPlace *member = &lowering->former_members.items[i];
        if (member->file == extent->file && member->offset == extent->begin)
            return true;
    }
    return false;
}

/* A report quotes the tree, and headers of Python and the system; of any other file it says only that it has an error. What
 * clang takes for a system header is not asked: a pragma or a flag of the tree makes any file one. */
static bool may_be_quoted(const Lowering *lowering, FileId id)
{
    const SourceFile *file = unit_file(lowering->unit, id);
    if (!file || file->in_tree || file->is_python_header)
        return true;
    const char *path = unit_string(lowering->unit, file->path);
    return path[0] != '/' || is_in_system_folder(path);
}

/* A name in it can be as long as the file. */
static StringId message_of(Lowering *lowering, CXDiagnostic diagnostic)
{
    CXString spelling = clang.getDiagnosticSpelling(diagnostic);
    const char *given = clang.getCString(spelling), *refused = refused_include(lowering, diagnostic, given);
    const char *text = refused ? refused : given;
    size_t length = text ? strnlen(text, MESSAGE_LIMIT) : 0;
    bool is_cut = length == MESSAGE_LIMIT;
    while (is_cut && length && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    const char *message = text ? arena_format(lowering->arena, "%.*s%s", (int)length, text, is_cut ? "..." : "") : "";
    clang.disposeString(spelling);
    return interner_string(lowering->interner, message);
}

static void lower_diagnostic(Lowering *lowering, CXDiagnostic diagnostic)
{
    enum CXDiagnosticSeverity severity = clang.getDiagnosticSeverity(diagnostic);
    if (severity < CXDiagnostic_Error)
        return;
    Unit *unit = lowering->unit;
    CXFile handle = NULL;
    unsigned offset = 0;
    clang.getFileLocation(clang.getDiagnosticLocation(diagnostic), &handle, NULL, NULL, &offset);
    Extent extent = {.file = file_of(lowering, handle), .begin = offset, .end = offset};
    Diagnostic result = {.span = span_of(lowering, &extent), .is_fatal = severity == CXDiagnostic_Fatal};
    unit->error_count++;
    if (extent.file && !is_former_member(lowering, &extent))
        mark_broken_function(unit, &result.span);
    if (unit->diagnostics.count > DIAGNOSTIC_LIMIT)
        return;
    if (may_be_quoted(lowering, extent.file)) {
        result.message = message_of(lowering, diagnostic);
    } else {
        result.message = interner_string(lowering->interner, "an error in a file outside of the tree");
        result.span = (Span){0};
    }
    vector_push(&unit->diagnostics, result);
}

static void lower_diagnostics(Lowering *lowering)
{
    unsigned count = clang.getNumDiagnostics(lowering->translation_unit);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang.getDiagnostic(lowering->translation_unit, i);
        lower_diagnostic(lowering, diagnostic);
        clang.disposeDiagnostic(diagnostic);
    }
}

static void set_status(Lowering *lowering)
{
    Unit *unit = lowering->unit;
    unit->status = unit->error_count ? UNIT_PARTIAL : UNIT_PARSED;
    if (!unit->error_count || unit->diagnostics.count < 2)
        return;
    const Diagnostic *first = &unit->diagnostics.items[1];
    const SourceFile *file = unit_file(unit, first->span.file);
    const char *message = unit_string(unit, first->message);
    const char *reason =
        file ? arena_format(lowering->arena, "%s:%u: %s", unit_string(unit, file->path), first->span.line, message)
             : message;
    unit->reason = interner_string(lowering->interner, reason);
}

static FileId file_named(const Unit *unit, const char *path)
{
    for (FileId id = 1; id < unit->files.count; id++)
        if (strcmp(unit_string(unit, unit->files.items[id].path), path) == 0)
            return id;
    return 0;
}

/* What the code says by itself: stand-ins change what is understood, not what is wrong with it. */
static void take_errors(Lowering *lowering, const Unit *first)
{
    Unit *unit = lowering->unit;
    unit->status = first->status;
    unit->error_count = first->error_count;
    unit->reason = interner_string(lowering->interner, unit_string(first, first->reason));
    unit->diagnostics.count = 1;
    for (uint32_t i = 1; i < first->diagnostics.count; i++) {
        Diagnostic diagnostic = first->diagnostics.items[i];
        const SourceFile *file = unit_file(first, diagnostic.span.file);
        diagnostic.message = interner_string(lowering->interner, unit_string(first, diagnostic.message));
        diagnostic.span.file = file ? file_named(unit, unit_string(first, file->path)) : 0;
        if (!diagnostic.span.file)
            diagnostic.span = (Span){0};
        vector_push(&unit->diagnostics, diagnostic);
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static void lowering_end(Lowering *lowering)
{
    files_forget(lowering);
    vector_free(&lowering->looked_into);
    vector_free(&lowering->pending_records);
    vector_free(&lowering->former_members);
    vector_free(&lowering->untyped_functions);
    vector_free(&lowering->made_variables);
    vector_free(&lowering->named_bases);
    vector_free(&lowering->cursors);
    vector_free(&lowering->node_stack);
    pointer_map_clear(&lowering->uncertain_records);
    pointer_map_clear(&lowering->type_ids);
    pointer_map_clear(&lowering->record_ids);
    pointer_map_clear(&lowering->field_ids);
    pointer_map_clear(&lowering->symbol_ids);
    pointer_map_clear(&lowering->unresolved_ids);
    pointer_map_clear(&lowering->pointer_ids);
    interner_free(lowering->interner);
    arena_free(lowering->arena);
}

static void fail(Lowering *lowering, const char *reason)
{
    lowering->unit->status = UNIT_FAILED;
    lowering->unit->reason = interner_string(lowering->interner, reason);
}

static const char *error_text(enum CXErrorCode error)
{
    return error == CXError_Crashed            ? "libclang crashed"
           : error == CXError_InvalidArguments ? "libclang refused the arguments"
                                               : "libclang could not parse it";
}

static void note_missing(Lowering *lowering, Attempt *attempt)
{
    if (!lowering->unit->error_count)
        return;
    if (!*attempt->missing)
        *attempt->missing = missing_new(lowering->unit->is_cxx);
    Missing *missing = *attempt->missing;
    missing->has_changed = false;
    missing_collect(missing, lowering);
    attempt->found_missing = missing->has_changed;
    if (attempt->found_missing)
        missing_find_uses(missing, lowering);
}

static void lower_parsed(Lowering *lowering, Attempt *attempt)
{
    vector_push(&lowering->file_texts, (FileText){.text = ""});
    vector_reserve(&lowering->node_stack, 1); /* places in it are pointed to even when it is empty */
    if (attempt->stand_ins)
        lowering->stand_in_file = clang.getFile(lowering->translation_unit, STAND_IN_FILE);
    lowering->has_errors = clang.getNumDiagnostics(lowering->translation_unit) > 0;
    files_register_all(lowering);
    lower_translation_unit(lowering);
    lower_skipped_regions(lowering);
    lower_diagnostics(lowering);
    find_python(lowering);
    attempt->measure = parse_measure(lowering);
    note_missing(lowering, attempt);
    if (attempt->first)
        take_errors(lowering, attempt->first);
    else
        set_status(lowering);
}

static void describe(Lowering *lowering)
{
    const ParseRequest *request = lowering->request;
    const char *path = path_resolve(lowering->arena, request->path);
    const char *relative = path_inside(path, lowering->root);
    if (!relative)
        relative = path_inside(request->path, request->root);
    lowering->unit->path = interner_string(lowering->interner, relative ? relative : path);
    lowering->unit->variant = interner_string(lowering->interner, request->variant);
    lowering->unit->is_cxx = parse_is_cxx(request);
}

Unit *parse_attempt(Frontend *frontend, const ParseRequest *request, Attempt *attempt)
{
    attempt->found_missing = false;
    Unit *unit = unit_new();
    Lowering lowering = {.request = request, .unit = unit, .interner = interner_new(unit), .arena = arena_new(),
                         .file_memory = frontend->file_memory};
    lowering.made = clang.getNullCursor();
    lowering.root = path_resolve(lowering.arena, request->root);
    lowering.python_include = request->python_include ? path_resolve(lowering.arena, request->python_include) : NULL;
    describe(&lowering);
    const char *problem = check_source(lowering.arena, request);
    enum CXErrorCode error = CXError_Success;
    if (!problem)
        parse_with_precompiled(frontend, &lowering, attempt->stand_ins);
    if (!problem && !lowering.translation_unit)
        lowering.translation_unit = parse(frontend, request, attempt->stand_ins, NULL, &error);
    if (lowering.translation_unit) {
        lower_parsed(&lowering, attempt);
        inputs_collect(&frontend->inputs, &lowering);
    } else {
        fail(&lowering, problem ? problem : error_text(error));
    }
    if (lowering.translation_unit)
        clang.disposeTranslationUnit(lowering.translation_unit);
    lowering_end(&lowering);
    return unit;
}
