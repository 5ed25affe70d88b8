/* Which macro a node came from, and Python's own macros in every version of the headers that is installed. */
#include "frontend_fixture.h"

static void test_bodies_and_arguments(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "#define NIL ((void *)0)\n"
                              "#define ZERO 0\n"
                              "#define FIELD self->a\n"
                              "#define GET(x) ((x)->a)\n"
                              "#define CALL(f, x) f(x)\n"
                              "#define TWICE(x) do { use(x); use(x); } while (0)\n"
                              "#define OUTER(x) TWICE(GET(x))\n"
                              "#define SAME same\n"
                              "#define EMPTY\n"
                              "#define SET(a, b) a = b\n"
                              "#define EQ(a, b) ((a) == (b))\n"
                              "#define same same\n"
                              "struct S { void *a; struct S *next; int n; }; void use(void *); int same, f(int);\n"
                              "void g(struct S *self, void *q)\n"
                              "{\n"
                              "    FIELD = NIL; q = FIELD; FIELD->n = 1;\n"
                              "    TWICE(self->a); TWICE(GET(self)); OUTER(self->next);\n"
                              "    self->n = ZERO + CALL(f, self->n);\n"
                              "    SAME = 1; EMPTY same = 2;\n"
                              "    use(NIL); use(GET(self->next)); use(0);\n"
                              "    SET(self->n, (self->n + 1)); SET(self->a, 0);\n"
                              "    self->n = EQ(self->n, 2) + EQ(f((2, 3)), ZERO);\n"
                              "}\n");
    assert_body(
        unit, "g",
        "{\n"
        "    (self->a /*FIELD*/ = NULL /*NIL*/)\n    (q = self->a /*FIELD*/)\n    (self->a /*FIELD*/->n? = 1)\n"
        "    do /*TWICE*/\n    {\n        use(self->a)\n        use(self->a)\n    }\n    while (0)\n"
        "    do /*TWICE*/\n    {\n        use(self->a /*GET*/)\n        use(self->a /*GET*/)\n    }\n    while (0)\n"
        "    do /*OUTER*/\n    {\n        use(self->next->a)\n        use(self->next->a)\n    }\n    while (0)\n"
        "    (self->n = (0 /*ZERO*/ + f(self->n) /*CALL*/))\n"
        "    (same /*SAME*/ = 1)\n    (same /*same*/ = 2)\n"
        "    use(NULL /*NIL*/)\n    use(self->next->a /*GET*/)\n    use(NULL)\n"
        "    (self->n = (self->n + 1)) /*SET*/\n    (self->a = NULL) /*SET*/\n"
        "    (self->n = ((self->n == 2) /*EQ*/ + (f((2 , 3)) == 0 /*ZERO*/) /*EQ*/))\n"
        "}\n");
    unit_free(unit);
}

/* The n-th node of a kind, in the order they were made: children before parents. */
static const Node *nth_node(const Unit *unit, NodeKind kind, unsigned n)
{
    for (NodeId id = 1; id < unit->nodes.count; id++)
        if (unit->nodes.items[id].kind == kind && n-- == 0)
            return &unit->nodes.items[id];
    return NULL;
}

static void test_argument_flag(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "#define VISIT(o) do { if (o) visit(o); } while (0)\n"
                              "#define ITEM(s) (s)->item\n"
                              "struct S { void *item; }; void visit(void *);\n"
                              "void f(struct S *self) { VISIT(self->item); VISIT(ITEM(self)); }\n");
    const Node *direct = nth_node(unit, N_MEMBER, 0), *nested = nth_node(unit, N_MEMBER, 2);
    assert_string_equal(unit_string(unit, direct->macro), "VISIT");
    assert_true(direct->flags & NODE_FROM_MACRO_ARGUMENT);
    assert_int_equal(direct->span.column, 32);
    assert_int_equal(direct->span.end_column, 42);
    assert_string_equal(unit_string(unit, nested->macro), "ITEM");
    assert_false(nested->flags & NODE_FROM_MACRO_ARGUMENT);
    assert_int_equal(nested->span.column, 51);
    assert_int_equal(nested->span.end_column, 61);
    const Node *statement = nth_node(unit, N_DO, 0), *call = nth_node(unit, N_CALL, 0);
    assert_string_equal(unit_string(unit, statement->macro), "VISIT");
    assert_false(statement->flags & NODE_FROM_MACRO_ARGUMENT);
    assert_int_equal(statement->span.column, 26);
    assert_int_equal(statement->span.end_column, 43);
    assert_string_equal(unit_string(unit, call->macro), "VISIT");
    assert_false(call->flags & NODE_FROM_MACRO_ARGUMENT);
    const Node *block = nth_node(unit, N_BLOCK, 2);
    assert_int_equal(block->macro, 0); /* the function's own */
    unit_free(unit);
}

static void test_odd_macros(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "#define PASTE(a, b) a##b\n"
                              "#define STRING(x) #x\n"
                              "#define DEFINE(name) int name(int a) { return a; }\n"
                              "#define BODY { return 1; }\n"
                              "#define DECLARE(t, n) t n = 0\n"
                              "#define OPEN {\n"
                              "#define CLOSE }\n"
                              "#define VARIADIC(...) call(__VA_ARGS__)\n"
                              "#define BIG(a, b, \\\n"
                              "            c) call(a, \\\n  b, c)\n"
                              "int call(int, ...); const char *s = STRING(a + b); int ab;\n"
                              "DEFINE(made)\n"
                              "int body(void) BODY\n"
                              "int f(void)\nOPEN\n"
                              "    DECLARE(int, x);\n"
                              "    PASTE(a, b) = 1; VARIADIC(1, ab); BIG(1, /* ) */ 2,\n      (3));\n"
                              "    return x;\n"
                              "CLOSE\n");
    assert_int_equal(unit->status, UNIT_PARSED);
    assert_initialiser(unit, "s", "\"a + b\" /*STRING*/");
    assert_body(unit, "made", "{ /*DEFINE*/\n    return a\n}\n");
    assert_body(unit, "body", "{ /*BODY*/\n    return 1\n}\n");
    assert_body(
        unit, "f",
        "{\n    x: int = 0 /*DECLARE*/\n    (ab /*PASTE*/ = 1)\n    call(1, ab) /*VARIADIC*/\n    call(1, 2, 3) /*BIG*/\n"
        "    return x\n}\n");
    assert_int_equal(unit_symbol(unit, snippet_symbol(unit, "made"))->span.line, 13);
    unit_free(unit);
}

/* --- Python ------------------------------------------------------------------------------------------------------- */

static const char python_source[] =
    "#include <Python.h>\n"
    "typedef struct { PyObject_HEAD PyObject *a; PyObject *items[2]; } Foo;\n"
    "static int foo_traverse(PyObject *op, visitproc visit, void *arg)\n"
    "{ Foo *self = (Foo *)op; Py_VISIT(self->a); Py_VISIT(Py_TYPE(op)); return 0; }\n"
    "static int foo_clear(Foo *self) { Py_CLEAR(self->a); return 0; }\n"
    "static void foo_dealloc(PyObject *op)\n"
    "{ PyObject_GC_UnTrack(op); Py_XDECREF(((Foo *)op)->items[0]); Py_TYPE(op)->tp_free(op); }\n"
    "static PyObject *foo_new(PyTypeObject *type, PyObject *args, PyObject *kwds) { Py_RETURN_NONE; }\n"
    "static PyTypeObject Foo_Type;\n"
    "static PyTypeObject Foo_Type = {\n"
    "    PyVarObject_HEAD_INIT(NULL, 0)\n"
    "    \"mod.Foo\", sizeof(Foo), 0, foo_dealloc,\n"
    "    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, .tp_traverse = foo_traverse, .tp_clear = (inquiry)foo_clear,\n"
    "};\n"
    "static PyType_Slot slots[] = {{Py_tp_dealloc, foo_dealloc}, {Py_tp_traverse, (void *)foo_traverse}, {0, NULL}};\n"
    "static PyType_Spec spec = {\"mod.Bar\", sizeof(Foo), 0, Py_TPFLAGS_DEFAULT, slots};\n";

typedef struct Seen {
    unsigned visits, decrefs, member_visits;
    bool has_clear_shape;
} Seen;

static void look(const Unit *unit, NodeId id, Seen *seen)
{
    const Node *node = unit_node(unit, id);
    if (!node)
        return;
    const char *macro = unit_string(unit, node->macro);
    bool is_argument = node->flags & NODE_FROM_MACRO_ARGUMENT;
    const Node *callee = node->kind == N_CALL ? unit_node(unit, unit_child(unit, node, 0)) : NULL;
    const char *name =
        callee && callee->kind == N_REF ? unit_string(unit, unit_symbol(unit, callee->symbol)->name) : "";
    if (strcmp(name, "visit") == 0) {
        assert_string_equal(macro, "Py_VISIT");
        assert_false(is_argument);
        seen->visits++;
        NodeId visited = unit_strip_casts(unit, unit_child(unit, node, 1));
        seen->member_visits += unit_node(unit, visited)->kind == N_MEMBER;
    }
    if (strcmp(macro, "Py_CLEAR") == 0 && node->kind == N_BINARY && node->operator == OP_ASSIGN && !is_argument)
        seen->has_clear_shape = true;
    for (uint32_t i = 0; i < node->child_count; i++)
        look(unit, unit_child(unit, node, i), seen);
}

static void check_type(const Unit *unit)
{
    const Symbol *type = unit_symbol(unit, snippet_symbol(unit, "Foo_Type"));
    const Variable *variable = &unit->variables.items[type->variable];
    assert_int_equal(variable->span.line, 10);
    const Node *list = unit_node(unit, variable->initialiser);
    assert_int_equal(list->child_count, 8);
    assert_string_equal(unit_string(unit, unit_node(unit, unit_child(unit, list, 0))->macro), "PyVarObject_HEAD_INIT");
    assert_string_equal(unit_string(unit, unit_node(unit, unit_child(unit, list, 1))->text), "mod.Foo");
    int64_t size, flags;
    assert_true(unit_constant(unit, unit_child(unit, list, 2), &size));
    assert_int_equal(size, unit_record(unit, snippet_record(unit, "Foo"))->size);
    const Node *flag_item = unit_node(unit, unit_child(unit, list, 5));
    assert_string_equal(unit_string(unit, flag_item->text), "tp_flags");
    assert_true(unit_constant(unit, unit_child(unit, flag_item, 0), &flags));
    assert_int_equal(flags & 1 << 14, 1 << 14);
    const Node *clear = unit_node(unit, unit_child(unit, list, 7));
    assert_string_equal(unit_string(unit, clear->text), "tp_clear");
    const Node *reference = unit_node(unit, unit_strip_casts(unit, unit_child(unit, clear, 0)));
    assert_int_equal(reference->symbol, snippet_function(unit, "foo_clear")->symbol);
}

static void check_slots(const Unit *unit)
{
    assert_initialiser(
        unit, "slots",
        "{{52 /*Py_tp_dealloc*/, foo_dealloc}, {71 /*Py_tp_traverse*/, (void *)foo_traverse}, {0, NULL /*NULL*/}}");
}

static void check_python(const Unit *unit, uint32_t version)
{
    assert_int_equal(unit->status, UNIT_PARSED);
    assert_int_equal(unit->python_version, version);
    assert_false(unit->is_limited_api);
    const Record *foo = unit_record(unit, snippet_record(unit, "Foo"));
    assert_true(foo->is_object);
    assert_true(unit_record(unit, snippet_record(unit, "_typeobject"))->is_object);
    assert_int_not_equal(unit_find_field(unit, snippet_record(unit, "_typeobject"), "tp_traverse", NULL), 0);
    Seen seen = {0};
    look(unit, snippet_function(unit, "foo_traverse")->body, &seen);
    look(unit, snippet_function(unit, "foo_clear")->body, &seen);
    assert_int_equal(seen.visits, 2);
    assert_int_equal(seen.member_visits >= 1, 1);
    assert_true(seen.has_clear_shape);
    check_type(unit);
    check_slots(unit);
    assert_true(unit_symbol(unit, snippet_symbol(unit, "PyObject_GC_UnTrack"))->is_in_system_header);
}

static void test_every_python(void **state)
{
    const Snippet *snippet = *state;
    glob_t found = {0};
    unsigned tried = 0;
    snippet_python_folders(&found);
    snippet_write(snippet, "a.c", python_source, strlen(python_source));
    for (size_t i = 0; i < found.gl_pathc; i++) {
        unsigned minor = 0;
        const char *name = strrchr(found.gl_pathv[i], '/');
        if (sscanf(name, "/python3.%u", &minor) != 1 || minor < 6)
            continue;
        print_message("headers of Python 3.%u\n", minor);
        Unit *unit = snippet_parse(snippet, "a.c", found.gl_pathv[i], NULL);
        check_python(unit, 3 << 8 | minor);
        unit_free(unit);
        tried++;
    }
    globfree(&found);
    if (!tried)
        skip();
}

static void test_limited_api(void **state)
{
    const Snippet *snippet = *state;
    glob_t found = {0};
    snippet_python_folders(&found);
    if (!found.gl_pathc) {
        globfree(&found);
        skip();
    }
    static const char source[] =
        "#include <Python.h>\nPyObject *f(PyTypeObject *t) { return PyType_GenericNew(t, NULL, NULL); }\n";
    snippet_write(snippet, "a.c", source, strlen(source));
    Unit *unit = snippet_parse(snippet, "a.c", found.gl_pathv[0], "-DPy_LIMITED_API=0x03060000");
    assert_true(unit->is_limited_api);
    assert_true(unit_record(unit, snippet_record(unit, "_typeobject"))->is_object);
    assert_false(unit_record(unit, snippet_record(unit, "_typeobject"))->is_complete);
    unit_free(unit);
    globfree(&found);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, snippet_setup, snippet_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_bodies_and_arguments), TEST(test_argument_flag), TEST(test_odd_macros), TEST(test_every_python),
        TEST(test_limited_api),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
