/* Recovery: a unit in which names are missing is parsed again with stand-ins for them, if something was lost that
 * matters.
 *
 * It matters if the text initialises a variable but clang dropped that, if an error stands outside of functions, or in
 * a function that handles objects, or if Python.h itself was not reached. A parse that took long is not repeated. A
 * parse whose errors name more is followed by another one, PARSES_MAX in all: an unknown word before a declaration hides
 * an unknown type in it, and that an unknown constant. Large units, which are mostly C++ with the standard library's templates in them,
 * are not parsed once more for a few names among many. Each parse replaces the best one before only if it lost nothing that was there
 * and understood more. */
#include "frontend/parse.h"

#include <string.h>
#include <time.h>

enum { LONG_PARSE_SECONDS = 10, PARSES_MAX = 4 };

/* --- measures
 * ----------------------------------------------------------------------------------------------------------- */

static bool is_written_with_initialiser(Lowering *lowering, const Variable *variable)
{
    const FileText *file = file_text(lowering, variable->span.file);
    if (!variable->span.file || variable->span.end_line > file->lines.count)
        return false;
    uint32_t at = text_skip_space(file, file->lines.items[variable->span.end_line - 1] + variable->span.end_column - 1);
    while (text_at(file, at) == '[') {
        uint32_t end = text_skip_brackets(file, at);
        if (end == at)
            return false;
        at = text_skip_space(file, end);
    }
    return text_at(file, at) == '=' || (lowering->unit->is_cxx && text_at(file, at) == '{');
}

static void measure_variables(Lowering *lowering, ParseMeasure *measure)
{
    for (uint32_t i = 1; i < lowering->unit->variables.count; i++) {
        const Variable *variable = &lowering->unit->variables.items[i];
        if (variable->initialiser)
            measure->initialisers++;
        else if (is_written_with_initialiser(lowering, variable))
            measure->lost_initialisers++;
    }
}

static void measure_functions(const Unit *unit, ParseMeasure *measure)
{
    bool *handles_objects = memory_resize(NULL, unit->symbols.count, sizeof *handles_objects);
    memset(handles_objects, 0, unit->symbols.count * sizeof *handles_objects);
    for (SymbolId id = 1; id < unit->symbols.count; id++) {
        const Symbol *symbol = &unit->symbols.items[id];
        if (symbol->owner && unit_type_is_object_pointer(unit, symbol->type))
            handles_objects[symbol->owner] = true;
    }
    measure->functions = unit->functions.count - 1;
    for (uint32_t i = 1; i < unit->functions.count; i++) {
        const Function *function = &unit->functions.items[i];
        bool is_method = unit->symbols.items[function->symbol].method_of;
        measure->broken_functions += function->is_broken;
        measure->broken_with_objects += function->is_broken && (is_method || handles_objects[function->symbol]);
    }
    memory_free(handles_objects);
}

static bool is_in_function(const Unit *unit, const Span *span)
{
    for (uint32_t i = 1; i < unit->functions.count; i++) {
        const Span *function = &unit->functions.items[i].span;
        if (function->file == span->file && span->line >= function->line && span->line <= function->end_line)
            return true;
    }
    return false;
}

/* Among the errors that are kept. A missing file loses nothing by itself. */
static uint32_t lost_declarations(const Unit *unit)
{
    uint32_t lost = 0;
    for (uint32_t i = 1; i < unit->diagnostics.count; i++) {
        const Diagnostic *diagnostic = &unit->diagnostics.items[i];
        const SourceFile *file = unit_file(unit, diagnostic->span.file);
        const char *message = unit_string(unit, diagnostic->message);
        bool is_include = strstr(message, "' file not found");
        bool is_outside = missing_hides_declaration(message) || !is_in_function(unit, &diagnostic->span);
        lost += file && file->in_tree && !is_include && is_outside;
    }
    return lost;
}

ParseMeasure parse_measure(Lowering *lowering)
{
    ParseMeasure measure = {.understood_nodes = lowering->unit->nodes.count - lowering->recovered_nodes};
    measure_variables(lowering, &measure);
    measure_functions(lowering->unit, &measure);
    measure.lost_declarations = lost_declarations(lowering->unit);
    return measure;
}

/* --- decisions
 * ---------------------------------------------------------------------------------------------------------- */

static bool is_worth_recovery(const ParseMeasure *measure, const Missing *missing, const ParseRequest *request)
{
    bool python_is_hidden = missing->wants_python && missing->headers && request->python_include;
    bool lost_what_matters = measure->lost_initialisers || measure->lost_declarations || measure->broken_with_objects;
    return python_is_hidden || (missing->names && lost_what_matters);
}

static bool is_worth_another_parse(const ParseMeasure *measure)
{
    return measure->lost_initialisers || measure->broken_with_objects || measure->lost_declarations;
}

/* Of all names that are missing now, so many were found by the last parse. */
static bool is_worth_its_time(const ParseMeasure *measure, uint32_t new_names, uint32_t names)
{
    enum { LARGE_UNIT_NODES = 50000, FEW_ONE_IN = 10 };
    return measure->understood_nodes < LARGE_UNIT_NODES || new_names >= names / FEW_ONE_IN;
}

static bool is_better(const ParseMeasure *now, const ParseMeasure *before)
{
    if (now->initialisers < before->initialisers || now->functions < before->functions)
        return false;
    bool is_as_whole = now->broken_functions == before->broken_functions;
    bool declares_more = now->understood_nodes == before->understood_nodes && now->lost_declarations < before->lost_declarations;
    return now->initialisers > before->initialisers || now->functions > before->functions ||
           now->broken_functions < before->broken_functions ||
           (is_as_whole && (now->understood_nodes > before->understood_nodes || declares_more));
}

static double seconds_of_process(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The better of the unit and what comes of another parse; the other is freed. */
static Unit *parse_again(Frontend *frontend, const ParseRequest *request, Unit *unit, Attempt *attempt)
{
    Missing *missing = *attempt->missing;
    ParseMeasure before = attempt->measure;
    StandIns stand_ins = stand_ins_new(missing, request->python_include != NULL);
    attempt->stand_ins = &stand_ins;
    attempt->first = unit;
    Unit *again = parse_attempt(frontend, request, attempt);
    stand_ins_free(&stand_ins);
    bool is_kept = again->status != UNIT_FAILED && is_better(&attempt->measure, &before);
    unit_free(is_kept ? unit : again);
    if (!is_kept)
        attempt->measure = before;
    return is_kept ? again : unit;
}

Unit *frontend_parse(Frontend *frontend, const ParseRequest *request)
{
    Missing *missing = NULL;
    Attempt attempt = {.missing = &missing};
    double start = seconds_of_process();
    inputs_start(parse_inputs(frontend));
    Unit *unit = parse_attempt(frontend, request, &attempt);
    bool is_short = seconds_of_process() - start < LONG_PARSE_SECONDS;
    bool is_worth_it = is_short && attempt.found_missing && is_worth_recovery(&attempt.measure, missing, request);
    for (unsigned parses = 1; is_worth_it && parses < PARSES_MAX; parses++) {
        uint32_t names = missing->name_count;
        unit = parse_again(frontend, request, unit, &attempt);
        is_worth_it = attempt.found_missing && is_worth_another_parse(&attempt.measure) &&
                      is_worth_its_time(&attempt.measure, missing->name_count - names, missing->name_count);
    }
    missing_free(missing);
    return unit;
}
