#include "discover/name_table.h"

#include <string.h>

static const char *const keywords[] = {
    "_Alignas",   "_Alignof",  "_Atomic",       "_Bool",     "_Complex",      "_Generic",  "_Imaginary",   "_Noreturn",
    "_Static_assert", "_Thread_local", "__attribute", "__attribute__", "__asm__", "__declspec", "__extension__", "__inline",
    "__inline__", "__restrict", "__typeof__",   "__volatile__", "alignas",    "alignof",   "asm",          "auto",
    "bool",       "break",     "case",          "catch",     "char",          "class",     "const",        "const_cast",
    "constexpr",  "continue",  "decltype",      "default",   "defined",       "delete",    "do",           "double",
    "dynamic_cast", "else",    "enum",          "explicit",  "extern",        "false",     "final",        "float",
    "for",        "friend",    "goto",          "if",        "inline",        "int",       "long",         "mutable",
    "namespace",  "new",       "noexcept",      "nullptr",   "operator",      "override",  "private",      "protected",
    "public",     "register",  "reinterpret_cast", "restrict", "return",      "short",     "signed",       "sizeof",
    "static",     "static_assert", "static_cast", "struct",  "switch",        "template",  "this",         "thread_local",
    "throw",      "true",      "try",           "typedef",   "typeid",        "typename",  "typeof",       "union",
    "unsigned",   "using",     "virtual",       "void",      "volatile",      "while",
};

/* Each stands for every word that begins so. */
static const char *const set_up_words[] = {
    "PyType",           "Py_tp_",        "Py_nb_",         "Py_sq_",       "Py_mp_",           "Py_bf_",          "Py_am_",
    "Py_TPFLAGS",       "PyStructSequence", "PyModuleDef", "PyModule_Create", "PyModule_FromDef", "PyModule_Add", "PyModule_GetState",
    "Py_mod_",          "PyObject_HEAD", "PyObject_VAR_HEAD", "PyVarObject_HEAD", "PyObject_New", "PyObject_NEW", "PyObject_GC",
    "PyObject_INIT",    "PyObject_Init", "PyObject_Del",   "PyObject_DEL", "PyObject_Free",    "PyObject_FREE",   "PyObject_CallFinalizer",
    "PyObject_ClearWeakRefs", "PyObject_ClearManaged", "PyObject_VisitManaged", "PyObject_IS_GC", "PyGC_", "PyHeapType", "PyMember",
    "PyGetSet",         "PyMethodDef",   "PySlot",         "Py_SET_TYPE",  "Py_SET_SIZE",      "Py_VISIT",        "Py_TRASHCAN",
    "Py_InitModule",    "PyGetter",      "PyUnstable_",    "Py_UNICODE_TYPE_OBJECT",
};
/* Of Python's, and no objects. */
static const char *const numbers[] = {"Py_ssize_t", "Py_hash_t", "Py_uhash_t", "Py_UCS", "Py_UNICODE", "Py_complex", "PY_LONG_LONG", "PY_SSIZE_T", "PY_INT", "PY_UINT"};
static const char *const other_words[] = {"tp_", "ob_type", "visitproc", "traverseproc", "inquiry", "destructor", "freefunc"};

static bool begins_with(const Name *name, const char *start)
{
    size_t length = strlen(start);
    return name->length >= length && memcmp(name->text, start, length) == 0;
}

static bool begins_with_any(const Name *name, const char *const *starts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (begins_with(name, starts[i]))
            return true;
    return false;
}

static bool is_capital_or_mark(char c)
{
    return (c >= 'A' && c <= 'Z') || c == '_';
}

static uint32_t traits_of(const Name *name)
{
    Name rest = *name;
    while (rest.length && *rest.text == '_') {
        rest.text++;
        rest.length--;
    }
    uint32_t traits = 0;
    if ((begins_with(&rest, "Py") || begins_with(&rest, "PY")) && rest.length > 2 && is_capital_or_mark(rest.text[2]) &&
        !begins_with_any(&rest, numbers, sizeof numbers / sizeof *numbers))
        traits |= NAME_PYTHON;
    if ((begins_with(&rest, "object") || begins_with(&rest, "typeobject")) && rest.length < name->length)
        traits |= NAME_PYTHON; /* struct _object */
    if (begins_with(&rest, "PyInit_") || begins_with(&rest, "PyInitU_"))
        traits |= NAME_MODULE_START;
    if (begins_with(&rest, "PyMODINIT_"))
        traits |= NAME_MODULE_RESULT;
    if (begins_with_any(&rest, set_up_words, sizeof set_up_words / sizeof *set_up_words) ||
        begins_with_any(name, other_words, sizeof other_words / sizeof *other_words) ||
        (begins_with(&rest, "typeobject") && rest.length < name->length))
        traits |= NAME_SETS_UP;
    return traits;
}

void name_table_start(NameTable *table, Arena *arena)
{
    *table = (NameTable){.arena = arena};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        uint32_t number = name_table_add(table, keywords[i], (uint32_t)strlen(keywords[i]));
        table->names.items[number]->traits = NAME_KEYWORD;
    }
}

void name_table_free(NameTable *table)
{
    HASH_CLEAR(hh, table->by_text);
    vector_free(&table->names);
}

uint32_t name_table_find(const NameTable *table, const char *text, uint32_t length)
{
    Name *name = NULL;
    HASH_FIND(hh, table->by_text, text, length, name);
    return name ? name->number : UINT32_MAX;
}

uint32_t name_table_add(NameTable *table, const char *text, uint32_t length)
{
    Name *name = NULL;
    unsigned hash;
    HASH_VALUE(text, length, hash);
    HASH_FIND_BYHASHVALUE(hh, table->by_text, text, length, hash, name);
    if (name)
        return name->number;
    name = ARENA_NEW(table->arena, Name);
    name->text = arena_copy_text(table->arena, text, length);
    name->length = length;
    name->number = table->names.count;
    name->traits = traits_of(name);
    vector_push(&table->names, name);
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, table->by_text, name->text, length, hash, name);
    return name->number;
}
