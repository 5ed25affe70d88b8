/* A small search: a condition is wanted to be true or false, so its parts are, so macros are wanted to have a value, so
 * the branch with a definition that gives them this value is wanted to be taken, and so on, until a definition can be
 * changed or it comes down to Python's version. Changing the branch rather than the definition keeps macros together
 * that are set side by side. Nothing is believed: the parse that follows shows whether it was right. */
#include "variants/switches.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH_LIMIT = 12, STEP_LIMIT = 2000 };

typedef struct Search {
    const SwitchTask *task;
    const char *reason;              /* why it failed last */
    const char *macros[DEPTH_LIMIT]; /* being looked into */
    unsigned depth, steps;
} Search;

/* What a macro is wanted to be: compared with the constant, or defined or not. */
typedef struct Wish {
    bool about_definition;
    ExpressionOperator operation;
    int64_t constant;
    bool constant_is_left;
    bool truth;
} Wish;

typedef struct MacroState {
    bool is_known, is_defined;
    const char *body;
} MacroState;

/* Both leave the changes as they were if they fail. */
static bool want(Search *search, const Expression *expression, bool truth, Changes *changes);
static bool want_branch(Search *search, FileId file, uint32_t branch, Changes *changes);

static bool fail(Search *search, const char *reason)
{
    search->reason = reason;
    return false;
}

/* --- who defines a macro ------------------------------------------------------------------------------------------ */

/* Reserved names belong to compilers, Py_ and PY_ to Python, and these to other implementations and systems. */
static bool is_foreign(const char *name)
{
    static const char *const names[] = {
        "WIN32", "WIN64", "WINDOWS",      "MS_WINDOWS", "MS_WIN32",         "MS_WIN64",  "CYGWIN",
        "unix",  "linux", "PYPY_VERSION", "NDEBUG",     "PYPY_VERSION_NUM", "macintosh", "GRAALVM_PYTHON"};
    if (strcmp(name, "Py_LIMITED_API") == 0)
        return false;
    if (name[0] == '_' && (name[1] == '_' || isupper((unsigned char)name[1])))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return strncmp(name, "Py_", 3) == 0 || strncmp(name, "PY_", 3) == 0;
}

/* The next definition of the macro after the given place; false if there is none. Start with file 1, definition 0. */
static bool next_definition(const Search *search, const char *name, FileId *file, uint32_t *index)
{
    const UnitSources *unit = search->task->unit;
    for (; *file < unit->unit->files.count; (*file)++, *index = 0) {
        const Source *source = unit->files[*file];
        const Directives *directives = source ? source_directives(source) : NULL;
        while (directives && ++*index < directives->definitions.count)
            if (strcmp(directives->definitions.items[*index].name, name) == 0)
                return true;
    }
    return false;
}

static const Definition *definition_at(const Search *search, FileId file, uint32_t index)
{
    return &search->task->unit->files[file]->directives.definitions.items[index];
}

static bool is_active(const Search *search, FileId file, const Definition *definition)
{
    return !unit_left_out(search->task->unit->unit, file, definition->line);
}

static bool is_argument_of(const char *argument, const char *flag, const char *name)
{
    size_t length = strlen(name);
    return strncmp(argument, flag, 2) == 0 && strncmp(argument + 2, name, length) == 0 &&
           (argument[2 + length] == '\0' || argument[2 + length] == '=');
}

/* What -D and -U say of it. */
static MacroState argument_state(const Search *search, const char *name)
{
    MacroState state = {0};
    for (unsigned i = 0; i < search->task->argument_count; i++) {
        const char *argument = search->task->arguments[i];
        if (is_argument_of(argument, "-U", name))
            state = (MacroState){.is_known = true};
        else if (is_argument_of(argument, "-D", name))
            state = (MacroState){true, true, argument[2 + strlen(name)] == '=' ? argument + 3 + strlen(name) : "1"};
    }
    return state;
}

static const Setting *find_setting(const Changes *changes, const char *name)
{
    for (unsigned i = 0; i < changes->setting_count; i++)
        if (strcmp(changes->settings[i].name, name) == 0)
            return &changes->settings[i];
    return NULL;
}

/* Not known where it is undefined on the way, has parameters, or is defined by nobody here: then a header outside of
 * the tree may. */
static MacroState macro_state(const Search *search, const Changes *changes, const char *name)
{
    const Setting *setting = find_setting(changes, name);
    if (setting)
        return (MacroState){true, setting->value != NULL, setting->value};
    MacroState state = argument_state(search, name);
    FileId file = 1;
    for (uint32_t i = 0; next_definition(search, name, &file, &i);) {
        const Definition *definition = definition_at(search, file, i);
        if (!is_active(search, file, definition))
            continue;
        if (!definition->body || definition->has_parameters)
            return (MacroState){0};
        state = (MacroState){true, true, definition->body};
    }
    return state;
}

/* --- values as things are ----------------------------------------------------------------------------------------- */

typedef struct Evaluation {
    const Search *search;
    const Changes *changes;
    unsigned depth;
} Evaluation;

static ExpressionValue body_value(const Evaluation *evaluation, const char *body);

/* Python's version is left open: it is what may change. */
static ExpressionValue name_value(void *data, const char *name, bool is_defined)
{
    const Evaluation *evaluation = data;
    if (is_version_macro(name))
        return (ExpressionValue){0};
    MacroState state = macro_state(evaluation->search, evaluation->changes, name);
    if (!state.is_known)
        return (ExpressionValue){0};
    if (is_defined || !state.is_defined)
        return (ExpressionValue){true, is_defined && state.is_defined};
    return body_value(evaluation, state.body);
}

static ExpressionValue body_value(const Evaluation *evaluation, const char *body)
{
    if (evaluation->depth >= DEPTH_LIMIT)
        return (ExpressionValue){0};
    Evaluation deeper = {evaluation->search, evaluation->changes, evaluation->depth + 1};
    return expression_value(expression_parse(evaluation->search->task->arena, body), name_value, &deeper);
}

static ExpressionValue current_value(const Search *search, const Changes *changes, const Expression *expression)
{
    Evaluation evaluation = {.search = search, .changes = changes};
    return expression_value(expression, name_value, &evaluation);
}

/* --- wishes ------------------------------------------------------------------------------------------------------- */

static ExpressionValue no_name(void *data, const char *name, bool is_defined)
{
    (void)data;
    (void)name;
    (void)is_defined;
    return (ExpressionValue){0};
}

static bool number_fulfils(Wish wish, int64_t number)
{
    Expression left = {.kind = EXPRESSION_NUMBER, .value = wish.constant_is_left ? wish.constant : number};
    Expression right = {.kind = EXPRESSION_NUMBER, .value = wish.constant_is_left ? number : wish.constant};
    Expression comparison = {.kind = EXPRESSION_BINARY, .operation = wish.operation, .left = &left, .right = &right};
    return (expression_value(&comparison, no_name, NULL).number != 0) == wish.truth;
}

/* The body stands for a number that fulfils the wish; NULL: the macro is not defined. */
static bool body_fulfils(const Search *search, const Changes *changes, Wish wish, const char *body)
{
    if (wish.about_definition)
        return (body != NULL) == wish.truth;
    if (!body)
        return number_fulfils(wish, 0);
    ExpressionValue value = body_value(&(Evaluation){.search = search, .changes = changes}, body);
    return value.is_known && number_fulfils(wish, value.number);
}

/* NULL: better not defined. */
static const char *fulfilling_value(const Search *search, Wish wish, const char *name)
{
    if (wish.about_definition)
        return !wish.truth ? NULL : strcmp(name, "Py_LIMITED_API") == 0 ? "0x03080000" : "1";
    const int64_t numbers[] = {1, 0, wish.constant, wish.constant + 1, wish.constant - 1};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (number_fulfils(wish, numbers[i]))
            return arena_format(search->task->arena, "%lld", (long long)numbers[i]);
    return NULL;
}

static bool add_setting(Search *search, Changes *changes, Setting setting)
{
    if (changes->setting_count == SETTING_LIMIT)
        return fail(search, "too many macros would have to be set otherwise");
    changes->settings[changes->setting_count++] = setting;
    return true;
}

/* Out of a branch that is taken now. An include guard, or `#ifndef X` around the default of X, cannot be the way. */
static bool want_out_of(Search *search, FileId file, const Definition *definition, Changes *changes)
{
    const Directives *directives = &search->task->unit->files[file]->directives;
    const Branch *branch = &directives->branches.items[definition->branch];
    return definition->branch && branch->condition && want(search, branch->condition, false, changes);
}

static bool mentions_version(const Expression *expression)
{
    return expression && ((expression->name && is_version_macro(expression->name)) || mentions_version(expression->left) ||
                          mentions_version(expression->right) || mentions_version(expression->third));
}

/* `#if PY_MAJOR_VERSION >= 3` around it: nobody but Python can say otherwise. */
static bool is_told_by_version(const Directives *directives, const Definition *definition)
{
    for (uint32_t outer = definition->branch; outer; outer = directives->branches.items[outer].parent)
        for (uint32_t index = outer; index; index = directives->branches.items[index].previous)
            if (mentions_version(directives->branches.items[index].condition))
                return true;
    return false;
}

/* What a generator writes on top of a file says for what it has written the rest. */
static bool is_told_by_generator(const Source *source, const Definition *definition)
{
    return !definition->branch && (source_top_says(source, "Generated by") || source_top_says(source, "automatically generated by"));
}

/* The definition that there is cannot be left out. */
static bool is_fixed(Search *search, FileId file, const Definition *definition)
{
    const Source *source = search->task->unit->files[file];
    if (is_told_by_generator(source, definition))
        return !fail(search, arena_format(search->task->arena, "who generated the file has defined %s", definition->name));
    return is_told_by_version(&source->directives, definition) && !fail(search, "no version of Python from 3.8 to 3.15 has it");
}

/* Through the definitions in the tree: another branch that has the wanted value, the names in the body, or out of the
 * branch. *is_decided: there was such a way, so that changing the definition itself would part it from what is set
 * beside it. */
static bool want_by_definitions(Search *search, const char *name, Wish wish, Changes *changes, bool *is_decided)
{
    FileId file = 1;
    bool is_truth = !wish.about_definition && wish.operation == EXPRESSION_NOT_EQUAL && wish.constant == 0;
    for (uint32_t i = 0; next_definition(search, name, &file, &i);) {
        const Definition *definition = definition_at(search, file, i);
        if (!definition->body || definition->has_parameters || is_active(search, file, definition) ||
            !body_fulfils(search, changes, wish, definition->body))
            continue;
        *is_decided = true;
        if (want_branch(search, file, definition->branch, changes))
            return true;
    }
    file = 1;
    for (uint32_t i = 0; !*is_decided && next_definition(search, name, &file, &i);) {
        const Definition *definition = definition_at(search, file, i);
        if (!definition->body || definition->has_parameters || !is_active(search, file, definition))
            continue;
        const Expression *body = expression_parse(search->task->arena, definition->body);
        if (is_truth && body->kind != EXPRESSION_NUMBER && want(search, body, wish.truth, changes))
            return true;
        if (!body_fulfils(search, changes, wish, NULL))
            continue;
        if (want_out_of(search, file, definition, changes))
            return true;
        *is_decided = is_fixed(search, file, definition);
    }
    return false;
}

/* `#ifndef X` around it, or around what is around it. */
static bool is_default(const Search *search, FileId file, const Definition *definition)
{
    const Directives *directives = &search->task->unit->files[file]->directives;
    for (uint32_t index = definition->branch; index; index = directives->branches.items[index].parent) {
        const Expression *condition = directives->branches.items[index].condition;
        const Expression *asked = condition && condition->kind == EXPRESSION_UNARY && condition->operation == EXPRESSION_NOT ? condition->left : NULL;
        if (asked && asked->kind == EXPRESSION_DEFINED && strcmp(asked->name, definition->name) == 0)
            return true;
    }
    return false;
}

/* All definitions are defaults: the text asks for the macro to be set on the command line by who wants another value. */
static bool is_offered(const Search *search, const char *name)
{
    FileId file = 1;
    bool any = false;
    for (uint32_t i = 0; next_definition(search, name, &file, &i);) {
        const Definition *definition = definition_at(search, file, i);
        any = true;
        if (!definition->body || definition->has_parameters || !is_default(search, file, definition))
            return false;
    }
    return any && !argument_state(search, name).is_defined;
}

static bool want_by_flag(Search *search, const char *name, Wish wish, Changes *changes)
{
    const char *value = fulfilling_value(search, wish, name);
    return value && add_setting(search, changes, (Setting){.name = name, .value = value});
}

/* By changing the active definition, or with a flag. */
static bool want_by_setting(Search *search, const char *name, Wish wish, Changes *changes)
{
    Setting setting = {.name = name, .value = fulfilling_value(search, wish, name)};
    FileId file = 1;
    bool is_in_tree = false, is_set = false;
    for (uint32_t i = 0; next_definition(search, name, &file, &i);) {
        const Definition *definition = definition_at(search, file, i);
        is_in_tree = true;
        if (!definition->body || definition->has_parameters || !is_active(search, file, definition))
            continue;
        setting.source = search->task->unit->files[file];
        setting.line = definition->line;
        setting.last_line = definition->last_line;
        is_set = true;
        if (!add_setting(search, changes, setting))
            return false;
    }
    if (is_set)
        return true;
    if (!is_in_tree && is_foreign(name))
        return fail(search, arena_format(search->task->arena, "%s is not the project's to set", name));
    bool is_argument = argument_state(search, name).is_defined;
    if (!setting.value && !is_argument)
        return true; /* it is not defined as far as can be seen */
    changes->is_guess = changes->is_guess || (!is_in_tree && !is_argument);
    return add_setting(search, changes, setting);
}

static bool want_macro(Search *search, const char *name, Wish wish, Changes *changes)
{
    const Setting *setting = find_setting(changes, name);
    if (setting)
        return body_fulfils(search, changes, wish, setting->value) ||
               fail(search, "its conditions contradict each other");
    for (unsigned i = 0; i < search->depth; i++)
        if (strcmp(search->macros[i], name) == 0)
            return fail(search, "its conditions depend on each other");
    if (search->depth == DEPTH_LIMIT)
        return fail(search, "its conditions are too deep");
    search->macros[search->depth++] = name;
    bool is_decided = false;
    bool done = want_by_definitions(search, name, wish, changes, &is_decided);
    if (!done && is_decided && is_offered(search, name))
        done = want_by_flag(search, name, wish, changes);
    else if (!done && !is_decided)
        done = want_by_setting(search, name, wish, changes);
    search->depth--;
    return done;
}

/* --- conditions --------------------------------------------------------------------------------------------------- */

static bool want_versions(Search *search, VersionSet versions, Changes *changes)
{
    if (!versions)
        return fail(search, "no version of Python from 3.8 to 3.15 has it");
    if (!(versions & search->task->allowed))
        return fail(search, "no version of Python that is judged for has it");
    changes->versions &= versions;
    return (changes->versions & search->task->allowed) || fail(search, "its conditions contradict each other");
}

static bool want_both(Search *search, const Expression *expression, bool truth, Changes *changes)
{
    return want(search, expression->left, truth, changes) && want(search, expression->right, truth, changes);
}

static bool want_either(Search *search, const Expression *expression, bool truth, Changes *changes)
{
    return want(search, expression->left, truth, changes) || want(search, expression->right, truth, changes);
}

/* `X >= LIBRARY_VERSION(7, 56, 0)`: a version that is made by a macro; the newest fulfils it. */
static ExpressionValue any_version(const Expression *expression, const Expression *other)
{
    enum { NEWEST = 0x7ffffffe };
    bool is_ordered = expression->operation == EXPRESSION_LESS || expression->operation == EXPRESSION_LESS_EQUAL ||
                      expression->operation == EXPRESSION_GREATER || expression->operation == EXPRESSION_GREATER_EQUAL;
    return (ExpressionValue){.is_known = is_ordered && other->kind == EXPRESSION_OPAQUE, .number = NEWEST};
}

/* Whether the comparison asks for a large value of the name. */
static bool wants_newer(const Expression *expression, bool constant_is_left, bool truth)
{
    bool is_greater = expression->operation == EXPRESSION_GREATER || expression->operation == EXPRESSION_GREATER_EQUAL;
    return (is_greater != constant_is_left) == truth;
}

static bool want_comparison(Search *search, const Expression *expression, bool truth, Changes *changes)
{
    bool constant_is_left = expression->right->kind == EXPRESSION_NAME;
    const Expression *name = constant_is_left ? expression->right : expression->left;
    const Expression *other = constant_is_left ? expression->left : expression->right;
    ExpressionValue constant = current_value(search, changes, other);
    if (!constant.is_known && wants_newer(expression, constant_is_left, truth))
        constant = any_version(expression, other);
    if (name->kind != EXPRESSION_NAME || !constant.is_known)
        return fail(search, "its condition is not understood");
    Wish wish = {.operation = expression->operation,
                 .constant = constant.number,
                 .constant_is_left = constant_is_left,
                 .truth = truth};
    return want_macro(search, name->name, wish, changes);
}

static bool want_binary(Search *search, const Expression *expression, bool truth, Changes *changes)
{
    if (expression->operation == EXPRESSION_AND || expression->operation == EXPRESSION_OR) {
        bool needs_both = (expression->operation == EXPRESSION_AND) == truth;
        return needs_both ? want_both(search, expression, truth, changes)
                          : want_either(search, expression, truth, changes);
    }
    if (expression_is_comparison(expression))
        return want_comparison(search, expression, truth, changes);
    return fail(search, "its condition is not understood");
}

static bool want_expression(Search *search, const Expression *expression, bool truth, Changes *changes)
{
    VersionSet versions;
    if (expression->kind == EXPRESSION_NUMBER)
        return (expression->value != 0) == truth || fail(search, "it is switched off for good");
    if (expression_versions(expression, &versions))
        return want_versions(search, (VersionSet)(truth ? versions : ~versions), changes);
    ExpressionValue value = current_value(search, changes, expression);
    if (value.is_known && (value.number != 0) == truth)
        return true;
    switch (expression->kind) {
    case EXPRESSION_DEFINED:
        return want_macro(search, expression->name, (Wish){.about_definition = true, .truth = truth}, changes);
    case EXPRESSION_NAME:
        return want_macro(search, expression->name, (Wish){.operation = EXPRESSION_NOT_EQUAL, .truth = truth}, changes);
    case EXPRESSION_UNARY:
        if (expression->operation == EXPRESSION_NOT)
            return want(search, expression->left, !truth, changes);
        break;
    case EXPRESSION_BINARY:
        return want_binary(search, expression, truth, changes);
    case EXPRESSION_OPAQUE:
    case EXPRESSION_NUMBER:
    case EXPRESSION_CHOICE:
        break;
    }
    return fail(search, "its condition is not understood");
}

static bool want(Search *search, const Expression *expression, bool truth, Changes *changes)
{
    Changes before = *changes;
    if (++search->steps > STEP_LIMIT)
        return fail(search, "its conditions are too many");
    bool done = want_expression(search, expression, truth, changes);
    if (!done)
        *changes = before;
    return done;
}

/* Its own condition, those of the branches before it, and of the branches around it that are not taken either. */
static bool want_all_around(Search *search, FileId file, uint32_t index, Changes *changes)
{
    const Directives *directives = &search->task->unit->files[file]->directives;
    while (index && unit_left_out(search->task->unit->unit, file, directives->branches.items[index].line)) {
        const Branch *branch = &directives->branches.items[index];
        for (uint32_t i = branch->previous; i; i = directives->branches.items[i].previous) {
            const Expression *condition = directives->branches.items[i].condition;
            if (condition && !want(search, condition, false, changes))
                return false;
        }
        if (branch->condition && !want(search, branch->condition, true, changes))
            return false;
        index = branch->parent;
    }
    return true;
}

static bool want_branch(Search *search, FileId file, uint32_t index, Changes *changes)
{
    Changes before = *changes;
    bool done = want_all_around(search, file, index, changes);
    if (!done)
        *changes = before;
    return done;
}

bool switches_reach(const SwitchTask *task, FileId file, uint32_t line, Changes *changes, const char **reason)
{
    Search search = {.task = task, .reason = "it is left out for a reason that is not understood"};
    const Source *source = task->unit->files[file];
    *changes = (Changes){.versions = ALL_VERSIONS};
    bool done = source && want_branch(&search, file, directives_branch_at(source_directives(source), line), changes);
    bool is_change = changes->setting_count || !(changes->versions == ALL_VERSIONS);
    *reason = done && is_change ? NULL : search.reason;
    return done && is_change;
}

const char *changes_text(Arena *arena, const Changes *changes)
{
    const char *text = "";
    for (unsigned i = 0; i < changes->setting_count; i++) {
        const Setting *setting = &changes->settings[i];
        const char *one = setting->value ? arena_format(arena, "-D%s=%s", setting->name, setting->value)
                                         : arena_format(arena, "-U%s", setting->name);
        if (i && strcmp(changes->settings[i - 1].name, setting->name) == 0)
            continue; /* defined at several places */
        text = *text ? arena_format(arena, "%s %s", text, one) : one;
    }
    return text;
}
