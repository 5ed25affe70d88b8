/* The files of a second parse, and what they declare in C. */
#include "frontend/missing.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PYTHON_FOLDER STAND_IN_FOLDER "/python"
#define HEADER_FOLDER STAND_IN_FOLDER "/headers"

void stand_in_write(StandInText *text, const char *format, ...)
{
    va_list arguments;
    char *line = NULL;
    va_start(arguments, format);
    int length = vasprintf(&line, format, arguments);
    va_end(arguments);
    if (length < 0)
        fatal("out of memory");
    vector_reserve(text, text->count + (uint32_t)length + 1);
    memcpy(text->items + text->count, line, (size_t)length + 1);
    text->count += (uint32_t)length;
    free(line);
}

const char *former_api_declaration(const char *name)
{
    static const struct {
        const char *name, *declaration;
    } former[] = {
#define SAME(old, now)            {#old, "#define " #old " " #now},
#define FORMER(name, declaration) {#name, declaration},
#include "frontend/former_api.def"
#undef FORMER
#undef SAME
    };
    for (size_t i = 0; i < sizeof former / sizeof *former; i++)
        if (strcmp(former[i].name, name) == 0)
            return former[i].declaration;
    return NULL;
}

/* --- what a name is
 * --------------------------------------------------------------------------------------------------- */

bool missing_is_type(const MissingName *name)
{
    const unsigned types = USE_TYPE | USE_TEMPLATE | USE_TYPE_OBJECT;
    bool is_macro = name->uses & USE_BEFORE_KEYWORD ||
                    (name->uses & (USE_SPECIFIER | USE_BODY | USE_WRAPPER | USE_LINE) && !(name->uses & types));
    return ((name->uses | name->told) & types) && !is_macro;
}

bool missing_is_boolean(const char *name, size_t length)
{
    static const char *const names[] = {"bool", "true", "false"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    return false;
}

static bool is_tag(const MissingName *name)
{
    return strchr(name->name, ' ') != NULL;
}

/* What is a macro in both languages; true if it was one. */
bool stand_in_write_macro(StandInText *text, const MissingName *name)
{
    const char *n = name->name;
    if (name->told & USE_CONDITION) /* so that the branch is read that clang takes anyway, but without an error */
        stand_in_write(text, "#define %s(...) 0\n", n);
    else if (name->uses & USE_SPECIFIER)
        stand_in_write(text, "#define %s\n", n);
    else if (name->uses & USE_BODY)
        stand_in_write(text, "#define %s(...) static void gclint_body_of_%s(void)\n", n, n);
    else if ((name->uses & USE_LINE) && !(name->uses & USE_CALL))
        stand_in_write(text, "#define %s(...)\n", n);
    else if (name->uses & USE_WRAPPER)
        stand_in_write(text, "#define %s(...) __VA_ARGS__\n", n);
    else if ((name->uses & USE_STRING) && !((name->uses | name->told) & USE_CALL))
        stand_in_write(text, "#define %s \"\"\n", n);
    else
        return false;
    return true;
}

/* `talloc(context, struct x)`: the macro drops the arguments that are types and calls the function of its name. */
static void write_dropping_macro(StandInText *text, const MissingName *name)
{
    unsigned last = 31;
    while (!(name->type_arguments >> last))
        last--;
    stand_in_write(text, "#define %s(", name->name);
    for (unsigned i = 0; i <= last; i++)
        stand_in_write(text, "gclint_%u, ", i);
    stand_in_write(text, "...) %s(", name->name);
    const char *comma = "";
    for (unsigned i = 0; i <= last; i++)
        if (!(name->type_arguments >> i & 1)) {
            stand_in_write(text, "%sgclint_%u", comma, i);
            comma = ", ";
        }
    stand_in_write(text, "%s)\n", *comma ? " __VA_OPT__(,) __VA_ARGS__" : "__VA_ARGS__");
}

/* --- C
 * ------------------------------------------------------------------------------------------------------------------ */

static void write_members(StandInText *text, const MissingName *type);

/* A number, or as the text uses it: `struct { ... } *name`. */
static void write_declarator(StandInText *text, const MissingName *name, const char *behind)
{
    unsigned uses = name->uses | name->told;
    bool is_record = uses & (USE_DOT | USE_ARROW);
    if (is_record) {
        stand_in_write(text, "struct ");
        write_members(text, name);
    }
    bool is_pointer = is_record ? !(uses & USE_DOT) : uses & USE_INDEX;
    stand_in_write(text, "%s %s%s%s;\n", is_record ? "" : "long", is_pointer ? "*" : "", name->name, behind);
}

static void write_members(StandInText *text, const MissingName *type)
{
    stand_in_write(text, "{ long gclint;\n");
    for (const MissingName *member = type->children; member; member = member->hh.next)
        if (member->uses & USE_CALL)
            stand_in_write(text, "long (*%s)(GCLINT_ANY);\n", member->name);
        else
            write_declarator(text, member, "");
    stand_in_write(text, "}");
}

static void write_struct(StandInText *text, const MissingName *name, const char *pointer)
{
    stand_in_write(text, "typedef struct gclint_%s ", name->name);
    write_members(text, name);
    stand_in_write(text, " %s%s;\n", pointer, name->name);
}

static void write_type(StandInText *text, const MissingName *name)
{
    unsigned uses = name->uses;
    bool is_by_value = uses & (USE_OBJECT | USE_CAST);
    if (uses & USE_FUNCTION_POINTER)
        stand_in_write(text, "typedef long (*%s)(GCLINT_ANY);\n", name->name);
    else if ((uses & USE_DOT) || (uses & USE_BRACES) || (!is_by_value && !(uses & USE_ARROW)))
        write_struct(text, name, "");
    else if (uses & USE_ARROW)
        write_struct(text, name, "*");
    else
        stand_in_write(text, "typedef long %s;\n", name->name);
}

/* What is assigned to was a macro. */
static void write_function(StandInText *text, const MissingName *name)
{
    bool is_place = (name->uses & USE_VARIABLE) && !(name->uses & (USE_DOT | USE_ARROW | USE_INDEX));
    if (is_place)
        stand_in_write(text, "long *%s(GCLINT_ANY);\n#define %s(...) (*%s(__VA_ARGS__))\n", name->name, name->name,
                       name->name);
    else
        write_declarator(text, name, "(GCLINT_ANY)");
    if (name->type_arguments && !is_place)
        write_dropping_macro(text, name);
}

/* Most are numbers with a name, which are allowed nearly everywhere. */
static void write_value(StandInText *text, const MissingName *name)
{
    if (!(name->uses & USE_CASE) && (name->uses & (USE_DOT | USE_ARROW | USE_INDEX | USE_VARIABLE))) {
        stand_in_write(text, "extern ");
        write_declarator(text, name, "");
    } else {
        stand_in_write(text, "enum { %s = GCLINT_NUMBER };\n", name->name);
    }
}

static void write_tag(StandInText *text, const MissingName *name)
{
    stand_in_write(text, "%s ", name->name);
    write_members(text, name);
    stand_in_write(text, ";\n");
}

static void write_name(StandInText *text, const MissingName *name)
{
    if (missing_is_boolean(name->name, strlen(name->name)))
        stand_in_write(text, "#include <stdbool.h>\n");
    else if (is_tag(name))
        write_tag(text, name);
    else if (missing_is_type(name))
        write_type(text, name);
    else if (stand_in_write_macro(text, name))
        return;
    else if ((name->uses | name->told) & USE_CALL)
        write_function(text, name);
    else
        write_value(text, name);
}

void stand_ins_write_c(StandInText *text, const Missing *missing)
{
    stand_in_write(text, "#define GCLINT_NUMBER (1000 + __COUNTER__)\n"
                         "#if __STDC_VERSION__ > 201710L\n#define GCLINT_ANY ...\n#else\n#define GCLINT_ANY\n#endif\n");
    for (const MissingName *name = missing->names; name; name = name->hh.next)
        if (!name->is_declared && !(name->uses & USE_TYPE_OBJECT) && !former_api_declaration(name->name))
            write_name(text, name);
}

/* --- the files
 * ---------------------------------------------------------------------------------------------------------- */

/* Python.h of Python 2 always defined it, and code of that time may have its traversal behind it. */
static void write_former_switch(StandInText *text)
{
    stand_in_write(text, "#ifndef WITH_CYCLE_GC\n#define WITH_CYCLE_GC 1\n#endif\n");
}

static bool write_former(StandInText *text, const Missing *missing)
{
    bool has_any = false, has_former = false;
    stand_in_write(text, "#if defined(Py_PYTHON_H) && !defined(GCLINT_FORMER)\n#define GCLINT_FORMER\n"
                         "#ifdef __cplusplus\nextern \"C\" {\n#endif\n");
    for (const MissingName *name = missing->names; name; name = name->hh.next) {
        const char *declaration = former_api_declaration(name->name);
        bool is_type_object = name->uses & USE_TYPE_OBJECT && !name->is_declared;
        if (declaration)
            stand_in_write(text, "%s\n", declaration);
        else if (is_type_object)
            stand_in_write(text, "typedef PyTypeObject %s;\n", name->name);
        has_former |= declaration != NULL;
        has_any |= declaration || is_type_object;
    }
    if (has_former)
        write_former_switch(text);
    stand_in_write(text, "#ifdef __cplusplus\n}\n#endif\n#endif\n");
    return has_any;
}

static const char *finish(const Missing *missing, StandInText *text)
{
    const char *copy = arena_copy_text(missing->arena, text->items, text->count);
    vector_free(text);
    return copy;
}

static void add_file(StandIns *stand_ins, const char *path, const char *content)
{
    vector_push(&stand_ins->files, (OverlayFile){.path = path, .content = content});
}

static void add_unknown(StandIns *stand_ins, const Missing *missing)
{
    StandInText text = {0};
    stand_in_write(&text, "#pragma once\n");
    if (missing->is_cxx)
        stand_ins_write_cxx(&text, missing);
    else
        stand_ins_write_c(&text, missing);
    add_file(stand_ins, STAND_IN_FILE, finish(missing, &text));
    vector_push(&stand_ins->last_arguments, "-include");
    vector_push(&stand_ins->last_arguments, STAND_IN_FILE);
    vector_push(&stand_ins->last_arguments, "-Wno-error=address-of-temporary");
}

/* Behind Python.h, as its types are needed. */
static void add_former(StandIns *stand_ins, const Missing *missing)
{
    StandInText text = {0};
    bool has_any = write_former(&text, missing);
    const char *content = finish(missing, &text);
    if (!has_any)
        return;
    add_file(stand_ins, FORMER_API_FILE, content);
    add_file(stand_ins, PYTHON_FOLDER "/Python.h", "#include_next <Python.h>\n#include \"" FORMER_API_FILE "\"\n");
    vector_push(&stand_ins->first_arguments, "-I" PYTHON_FOLDER);
}

/* A header that would have brought Python.h in. */
static void add_headers(StandIns *stand_ins, const Missing *missing)
{
    for (const MissingHeader *header = missing->headers; header; header = header->hh.next)
        if (strcmp(header->path, "Python.h") != 0 && header->path[0] != '/')
            add_file(stand_ins, arena_format(missing->arena, "%s/%s", HEADER_FOLDER, header->path),
                     "#include <Python.h>\n");
    vector_push(&stand_ins->last_arguments, "-idirafter" HEADER_FOLDER);
}

StandIns stand_ins_new(const Missing *missing, bool has_python)
{
    StandIns stand_ins = {0};
    add_unknown(&stand_ins, missing);
    if (has_python)
        add_former(&stand_ins, missing);
    if (has_python && missing->wants_python)
        add_headers(&stand_ins, missing);
    return stand_ins;
}

void stand_ins_free(StandIns *stand_ins)
{
    vector_free(&stand_ins->files);
    vector_free(&stand_ins->first_arguments);
    vector_free(&stand_ins->last_arguments);
}
