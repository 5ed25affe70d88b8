/* C: statements, expressions, declarations, records, and what cannot be parsed. */
#include "frontend_fixture.h"

#include "facts/build.h"
#include "facts/validate.h"

static void test_loops(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "int next(void); void use(int); int n, *p;\n"
                              "void f(void)\n"
                              "{\n"
                              "    for (;;) break;\n"
                              "    for (n = 0;;) continue;\n"
                              "    for (; n < 3;) use(1);\n"
                              "    for (;; n++) use(2);\n"
                              "    for (int i = 0, j = 1; i < 3; i++, j--) use(i);\n"
                              "    for (; (n = next()); ) use(3);\n"
                              "    for (n = (1, ';'), *p = 1;; /* ; */) ;\n"
                              "    while (n) use(4);\n"
                              "    do use(5); while (n > 0);\n"
                              "}\n");
    assert_int_equal(unit->status, UNIT_PARSED);
    assert_body(unit, "f",
                "{\n"
                "    for\n        break\n"
                "    for\n      init: (n = 0)\n        continue\n"
                "    for\n      while: (n < 3)\n        use(1)\n"
                "    for\n      next: (n++)\n        use(2)\n"
                "    for\n"
                "      init: \n            {\n                i: int = 0\n                j: int = 1\n            }\n"
                "      while: (i < 3)\n      next: ((i++) , (j--))\n        use(i)\n"
                "    for\n      while: (n = next())\n        use(3)\n"
                "    for\n      init: ((n = (1 , 59)) , (*p = 1))\n    {\n    }\n"
                "    while (n)\n        use(4)\n"
                "    do\n        use(5)\n    while ((n > 0))\n"
                "}\n");
    unit_free(unit);
}

/* The semicolons stand in the macro, so the parts are told by what they do. */
static void test_loops_in_macros(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "#define EACH(i, n) for (int i = 0; i < n; i++)\n"
        "#define FROM(i) for (i = 0; i < 9;)\n"
        "#define EVER for (;;)\n"
        "#define STEP(i) for (;; i += 2)\n"
        "#define LISTED(x, list) for (x = list; x; x = x->next)\n"
        "#define UNTIL(c) for (; c;)\n"
        "struct L { struct L *next; }; int a;\n"
        "void f(struct L *l, struct L *x) { EACH(i, 3) EVER; FROM(a); STEP(a); LISTED(x, l); UNTIL(a == 2); }\n");
    assert_body(
        unit, "f",
        "{\n"
        "    for\n      init: \n            i: int = 0 /*EACH*/\n      while: (i < 3) /*EACH*/\n      next: (i++) /*EACH*/\n"
        "        for\n        {\n        }\n"
        "    for\n      init: (a = 0) /*FROM*/\n      while: (a < 9) /*FROM*/\n    {\n    }\n"
        "    for\n      next: (a += 2) /*STEP*/\n    {\n    }\n"
        "    for\n      init: (x = l) /*LISTED*/\n      while: x\n      next: (x = x->next) /*LISTED*/\n    {\n    }\n"
        "    for\n      while: (a == 2)\n    {\n    }\n"
        "}\n");
    unit_free(unit);
}

static void test_branches(void **state)
{
    Unit *unit =
        snippet_unit(*state, "a.c",
                     "int n; void use(int);\n"
                     "void f(int c)\n"
                     "{\n"
                     "    if (c) use(1); else if (n) use(2); else use(3);\n"
                     "    switch (c) { case 1: case 2: use(1); break; case 3 ... 5: { use(2); } default: return; }\n"
                     "    goto end; void *label = &&end; goto *label;\n"
                     "end: ;\n"
                     "}\n");
    assert_body(
        unit, "f",
        "{\n"
        "    if (c)\n        use(1)\n    else\n        if (n)\n            use(2)\n        else\n            use(3)\n"
        "    switch (c)\n    {\n        case (1)\n            case (2)\n                use(1)\n        break\n"
        "        case (3)\n        {\n            use(2)\n        }\n        default (<none>)\n            return\n    }\n"
        "    goto end\n    label: void * = <other >\n    goto label\n    end:\n    {\n    }\n"
        "}\n");
    unit_free(unit);
}

static void test_expressions(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "struct S { int a; struct { int b; }; } *s, v; int n, *p;\n"
        "int f(int c)\n"
        "{\n"
        "    int a = 1, b, *q = &a;\n"
        "    b = c ? a : 2; b = c ?: 3; b = ({ int t = c; t + 1; });\n"
        "    b += a; b <<= 1; b = -a + ~a - !a; (*q)++; --b; b = (a, c); b = a && c || n;\n"
        "    s->b = v.a; (&v)->b = q[2]; 2[q] = 1;\n"
        "    v = (struct S){.a = 1, {2}}; p = (int *)(void *)s; p = (int[]){1, 2};\n"
        "    b = __builtin_choose_expr(1, a, c); b = _Generic(a, int: a, char *: q); b = __extension__ a;\n"
        "    return b;\n"
        "}\n");
    assert_body(unit, "f",
                "{\n"
                "    a: int = 1\n    b: int\n    q: int * = &a\n"
                "    (b = (c ? a : 2))\n    (b = (c ?  : 3))\n"
                "    (b = (\n        {\n            t: int = c\n            (t + 1)\n        }\n        ))\n"
                "    (b += a)\n    (b <<= 1)\n    (b = ((-a + ~a) - !a))\n    (*q++)\n    --b\n    (b = (a , c))\n"
                "    (b = ((a && c) || n))\n"
                "    (s->b = v.a)\n    ((&v)->b = q[2])\n    (2[q] = 1)\n"
                "    (v = {.a = 1, {2}})\n    (p = (int *)(void *)s)\n    (p = {1, 2})\n"
                "    (b = a)\n    (b = a)\n    (b = a)\n"
                "    return b\n"
                "}\n");
    unit_free(unit);
}

static void test_measures(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "#define SIZE(x) sizeof(x)\n"
        "#define POINTERS(x) sizeof(x *)\n"
        "typedef struct { long a, b; struct { int t[4]; } in; } T; struct S { T *p; } *s;\n"
        "unsigned long a[] = {sizeof(T), sizeof(struct S), sizeof(T *), sizeof *s, sizeof(s->p->b), sizeof(int),\n"
        "    sizeof(unsigned char), sizeof(double[3]), sizeof(T[2]), sizeof (void**), SIZE(T), POINTERS(T), _Alignof(T),\n"
        "    __builtin_offsetof(T, in.t[2])};\n");
    assert_initialiser(
        unit, "a",
        "{sizeof(T =32), sizeof(struct S =8), sizeof(T * =8), sizeof(struct S =8), sizeof(long =8), sizeof(int =4), "
        "sizeof(unsigned char =1), sizeof(double[3] =24), sizeof(T[2] =64), sizeof(void** =8), sizeof(T =32) /*SIZE*/, "
        "sizeof(T * =8) /*POINTERS*/, 8, offsetof(T, in.t[2] =24)}");
    unit_free(unit);
}

static void test_literals(void **state)
{
    Unit *unit =
        snippet_unit(*state, "a.c",
                     "enum { A, B = -5 };\n"
                     "long i[] = {0, 12, 012, 0x7fL, 18446744073709551615UL, 'a', '\\n', L'b', A, B, -1};\n"
                     "const char *s[] = {\"a\" \"b\", \"\\\"\\\\\\n\\x41\", \"h\\303\\251\", \"a\\0b\", \"\"};\n"
                     "void *p[] = {0, (void *)0, (char *)(void *)0, (void (*)(void))0, (void *)1, &i};\n"
                     "double d = 1.5;\n");
    assert_initialiser(unit, "i", "{0, 12, 10, 127, -1, 97, 10, 98, A, B, -1}");
    assert_initialiser(unit, "s", "{\"ab\", \"\\\"\\\\\\012A\", \"h\\303\\251\", \"a\", \"\"}");
    assert_initialiser(unit, "p", "{NULL, NULL, NULL, NULL, (void *)1, &i}");
    assert_initialiser(unit, "d", "<float>");
    unit_free(unit);
}

static void test_initialiser_lists(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "enum { TWO = 2 };\n"
        "struct P { int x; struct { int y; union { int z; long w; }; }; int arr[3]; struct { int in; } deep; };\n"
        "struct P a = {.x = 1, .y = 2, .w = 3, .arr = {[1] = 3, 4}, .arr[2] = 5, .deep.in = 6, .deep = {.in = 7}};\n"
        "struct P b = {1, {2, {3}}, {4}};\n"
        "int c[] = {[TWO] = 1, 2, [5 ... 6] = 3};\n"
        "struct P d[] = {{.x = 1}, [3].x = 4};\n");
    assert_initialiser(unit, "a",
                       "{.x = 1, .y = 2, .w = 3, .arr = {[1] = 3, 4}, .arr[2] = 5, .deep.in = 6, .deep = {.in = 7}}");
    assert_initialiser(unit, "b", "{1, {2, {3}}, {4}}");
    assert_initialiser(unit, "c", "{[2] = 1, 2, [5] = 3}");
    const Symbol *d = unit_symbol(unit, snippet_symbol(unit, "d"));
    assert_int_equal(unit_type(unit, d->type)->count, 4);
    unit_free(unit);
}

/* Tables of numbers hold nothing that could matter; tables of pointers do. */
static void test_long_tables(void **state)
{
    char source[16384] = "struct N { short a; int b[2]; }; extern int x; struct N n[] = {";
    for (int i = 0; i < 300; i++)
        strcat(source, "{1,{2}},");
    strcat(source, "}; unsigned char c[] = {");
    for (int i = 0; i < 300; i++)
        strcat(source, "7,");
    strcat(source, "}; int *p[] = {");
    for (int i = 0; i < 300; i++)
        strcat(source, "&x,");
    strcat(source, "};");
    Unit *unit = snippet_unit(*state, "a.c", source);
    const char *const names[] = {"n", "c", "p"};
    for (size_t i = 0; i < 3; i++) {
        const Symbol *symbol = unit_symbol(unit, snippet_symbol(unit, names[i]));
        const Node *list = unit_node(unit, unit->variables.items[symbol->variable].initialiser);
        assert_int_equal(list->kind, N_INIT_LIST);
        assert_int_equal(list->child_count, i == 2 ? 300 : 0);
        assert_int_equal(unit_type(unit, symbol->type)->count, 300);
    }
    unit_free(unit);
}

static void test_declarations(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "typedef struct T T; struct T { int x; };\n"
        "extern T one; static T two; T one = {1}; static T two = {2}; static T three; extern int elsewhere;\n"
        "static int helper(int a, char *b);\n"
        "int f(int n)\n"
        "{\n"
        "    static int count = 3; int vla[n + 1]; __typeof__(n) copy = n; extern int inner; int g(int);\n"
        "    return helper(count, 0) + inner + vla[0] + copy;\n"
        "}\n"
        "static int helper(a, b) int a; char *b; { return a; }\n");
    const Symbol *one = unit_symbol(unit, snippet_symbol(unit, "one")),
                 *two = unit_symbol(unit, snippet_symbol(unit, "two"));
    assert_initialiser(unit, "one", "{1}");
    assert_initialiser(unit, "two", "{2}");
    assert_int_equal(one->linkage, LINKAGE_EXTERNAL);
    assert_string_equal(unit_string(unit, one->usr), "c:@one");
    assert_int_equal(two->linkage, LINKAGE_INTERNAL);
    assert_string_equal(unit_string(unit, two->usr), "");
    assert_int_equal(two->span.column, 51); /* where its definition names it */
    const Symbol *three = unit_symbol(unit, snippet_symbol(unit, "three"));
    assert_int_not_equal(three->variable, 0);
    assert_int_equal(unit->variables.items[three->variable].initialiser, 0);
    assert_int_not_equal(unit_symbol(unit, snippet_symbol(unit, "elsewhere"))->variable, 0);

    const Symbol *count = unit_symbol(unit, snippet_symbol(unit, "count"));
    assert_true(count->is_static_local);
    assert_int_equal(count->owner, snippet_symbol(unit, "f"));
    assert_initialiser(unit, "count", "3");
    assert_false(unit_symbol(unit, snippet_symbol(unit, "copy"))->is_static_local);
    assert_int_equal(unit_symbol(unit, snippet_symbol(unit, "inner"))->owner, 0);
    assert_body(unit, "f",
                "{\n    static count: int = 3\n    vla: int[n + 1]\n    copy: typeof (n) = n\n"
                "    return (((helper(count, NULL) + inner) + vla[0]) + copy)\n}\n");

    const Function *helper = snippet_function(unit, "helper");
    assert_int_equal(helper->parameter_count, 2);
    const Symbol *second = unit_symbol(unit, unit->lists.items[helper->first_parameter + 1]);
    assert_string_equal(unit_string(unit, second->name), "b");
    assert_int_equal(second->parameter_index, 1);
    assert_int_equal(second->kind, SYMBOL_PARAMETER);
    assert_int_equal(second->owner, helper->symbol);
    assert_ptr_equal(&unit->functions.items[unit_symbol(unit, helper->symbol)->function], helper);
    unit_free(unit);
}

static void test_types(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "typedef struct { int x; } T; typedef T *TP; typedef int (*callback)(T *, void *);\n"
        "const int a; T *const *b; TP c; callback d; int e[3][2]; extern char f[]; enum E { X } g; double h;\n"
        "void i(); void j(int, ...); struct Hidden *k; _Bool l; float _Complex m; unsigned __int128 n; int *o[2];\n"
        "void use(void) { i(); }\n");
    const struct { const char *name; CTypeKind kind; int64_t size; const char *spelling;
    } expected[] = {
        {"a", CTYPE_INTEGER, 4, "const int"},
        {"b", CTYPE_POINTER, 8, "T *const *"},
        {"c", CTYPE_POINTER, 8, "TP"},
        {"d", CTYPE_POINTER, 8, "callback"},
        {"e", CTYPE_ARRAY, 24, "int[3][2]"},
        {"f", CTYPE_ARRAY, -1, "char[]"},
        {"g", CTYPE_INTEGER, 4, "enum E"},
        {"h", CTYPE_FLOAT, 8, "double"},
        {"i", CTYPE_FUNCTION, -1, "void ()"},
        {"k", CTYPE_POINTER, 8, "struct Hidden *"},
        {"l", CTYPE_INTEGER, 1, "_Bool"},
        {"m", CTYPE_FLOAT, 8, "_Complex float"},
        {"n", CTYPE_INTEGER, 16, "unsigned __int128"},
        {"o", CTYPE_ARRAY, 16, "int *[2]"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const CType *type = unit_type(unit, unit_symbol(unit, snippet_symbol(unit, expected[i].name))->type);
        assert_int_equal(type->kind, expected[i].kind);
        assert_int_equal(type->size, expected[i].size);
        assert_string_equal(unit_string(unit, type->spelling), expected[i].spelling);
    }
    const CType *b = unit_type(unit, unit_symbol(unit, snippet_symbol(unit, "b"))->type);
    assert_false(b->is_const);
    assert_true(unit_type(unit, b->target)->is_const);
    assert_int_equal(unit_type(unit, unit_symbol(unit, snippet_symbol(unit, "e"))->type)->count, 3);
    const CType *callback =
        unit_type(unit, unit_type(unit, unit_symbol(unit, snippet_symbol(unit, "d"))->type)->target);
    assert_int_equal(callback->kind, CTYPE_FUNCTION);
    assert_int_equal(callback->parameters, 2);
    assert_int_equal(unit_type(unit, unit_symbol(unit, snippet_symbol(unit, "i"))->type)->parameters, UINT32_MAX);
    assert_false(unit_record(unit, snippet_record(unit, "Hidden"))->is_complete);
    unit_free(unit);
}

/* C reads an assignment operator of C++ as a field that holds its own struct: it is cut, and the rest is kept. */
static void test_record_in_itself(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c", "struct Chain { Chain &operator=(int); int x; }; struct Chain *chain;\n");
    RecordId chain = snippet_record(unit, "Chain");
    assert_true(unit_record(unit, chain)->is_broken);
    assert_int_not_equal(unit_find_field(unit, chain, "x", NULL), 0);
    assert_true(unit_is_valid(unit));
    unit_free(unit);
}

static void test_records(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.c",
        "typedef struct { int a; unsigned b : 3, c : 7; struct { long d; }; void *tail[]; } Untagged;\n"
        "union U { int a; double b; }; struct Broken { int a; Missing *b; struct { int inner; }; int last; }; Untagged *u; struct Broken *v;\n"
        "typedef struct { Missing b; } Named; unsigned long size = sizeof(Named);\n"
        "typedef struct Self { struct Self *next; struct Other *other; } Self; struct Other { Self self; };\n"
        "typedef int Missing; /* too late: no stand-in may take its place */\n");
    char *dump = snippet_dump(unit);
    assert_non_null(strstr(
        dump, "record Untagged 16 bytes a.c:1:9-1:83\n    +0 a: int\n    +4 b: unsigned int bit-field\n"
              "    +4 c: unsigned int bit-field\n    +8 -: struct Untagged::(anonymous)\n    +16 tail: void *[]\n"));
    assert_non_null(strstr(dump, "union U 8 bytes a.c:2:1-2:29\n    +0 a: int\n    +0 b: double\n"));
    free(dump);
    const Record *broken = unit_record(unit, snippet_record(unit, "Broken"));
    assert_true(broken->is_broken);
    assert_int_equal(broken->field_count, 4);
    assert_int_equal(broken->size, -1);
    const CType *missing = unit_type(unit, unit_field(unit, broken->first_field + 1)->type);
    assert_int_equal(missing->kind, CTYPE_UNKNOWN);
    assert_string_equal(unit_string(unit, missing->spelling), "Missing *");
    assert_int_not_equal(unit_find_field(unit, snippet_record(unit, "Broken"), "inner", NULL), 0);
    assert_false(unit_record(unit, snippet_record(unit, "Self"))->is_broken);
    assert_true(unit_record(unit, snippet_record(unit, "Named"))->is_broken);
    assert_initialiser(unit, "size", "sizeof(Named =-1)");
    const Record *other = unit_record(unit, snippet_record(unit, "Other"));
    assert_int_equal(unit_type_record(unit, unit_field(unit, other->first_field)->type, 0),
                     snippet_record(unit, "Self"));
    unit_free(unit);
}

static void test_member_fields(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "struct S { int a; struct { int b; }; struct S *next; };\n"
                              "int f(struct S *s, struct S v) { return s->next->b + v.a; }\n");
    const Node *body = unit_node(unit, snippet_function(unit, "f")->body);
    const Node *sum = unit_node(unit, unit_child(unit, unit_node(unit, unit_child(unit, body, 0)), 0));
    const Node *b = unit_node(unit, unit_child(unit, sum, 0)), *a = unit_node(unit, unit_child(unit, sum, 1));
    const Node *next = unit_node(unit, unit_child(unit, b, 0));
    assert_int_equal(b->field, unit_find_field(unit, snippet_record(unit, "S"), "b", NULL));
    assert_true(b->flags & NODE_IS_ARROW);
    assert_int_equal(next->field, unit_find_field(unit, snippet_record(unit, "S"), "next", NULL));
    assert_int_equal(unit_node(unit, unit_child(unit, next, 0))->kind, N_REF);
    assert_false(a->flags & NODE_IS_ARROW);
    assert_string_equal(unit_string(unit, a->text), "a");
    unit_free(unit);
}

static void assert_span(Span span, uint32_t line, uint32_t column, uint32_t end_line, uint32_t end_column)
{
    assert_int_equal(span.line, line);
    assert_int_equal(span.column, column);
    assert_int_equal(span.end_line, end_line);
    assert_int_equal(span.end_column, end_column);
}

static void test_spans(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "#define USE(x) use(x)\r\n"
                              "int use(int);\r\n"
                              "\tstatic int\r\n"
                              "f(int a)\r\n"
                              "{\r\n"
                              "\treturn a +\r\n"
                              "\t    1;\r\n"
                              "}\r\n"
                              "int g(void) { return USE(\r\n"
                              "    f(2)\r\n"
                              "    ); }\r\n");
    const Function *f = snippet_function(unit, "f");
    assert_span(f->span, 3, 2, 8, 2);
    assert_span(unit_symbol(unit, f->symbol)->span, 4, 1, 4, 2);
    assert_string_equal(unit_string(unit, unit_file(unit, f->span.file)->path), "a.c");
    const Node *result = unit_node(unit, unit_child(unit, unit_node(unit, f->body), 0));
    assert_span(result->span, 6, 2, 7, 7);
    assert_span(unit_node(unit, unit_child(unit, result, 0))->span, 6, 9, 7, 7);
    const Node *call = unit_node(
        unit,
        unit_child(unit, unit_node(unit, unit_child(unit, unit_node(unit, snippet_function(unit, "g")->body), 0)), 0));
    assert_span(call->span, 9, 22, 11, 6);
    assert_span(unit_node(unit, unit_child(unit, call, 1))->span, 10, 5, 10, 9);
    unit_free(unit);
}

static void test_files(void **state)
{
    static const char header[] = "#include <limits.h>\n#include <stddef.h>\nstatic inline int h(void) { return 1; }\n";
    snippet_write(*state, "a.h", header, sizeof header - 1);
    Unit *unit = snippet_unit(*state, "a.c", "#include \"./a.h\"\nint f(void) { return h() + (int)sizeof(size_t); }\nmax_align_t aligned;\n");
    unsigned in_tree = 0, others = 0;
    for (FileId id = 1; id < unit->files.count; id++) {
        const SourceFile *file = unit_file(unit, id);
        const char *path = unit_string(unit, file->path);
        assert_false(file->is_python_header);
        assert_int_equal(file->in_tree, path[0] != '/');
        file->in_tree ? in_tree++ : others++;
    }
    assert_int_equal(in_tree, 2);
    assert_int_equal(others, 1); /* of what is included from outside, what something stands in: the struct of max_align_t */
    const Function *h = snippet_function(unit, "h");
    assert_string_equal(unit_string(unit, unit_file(unit, h->span.file)->path), "a.h");
    assert_string_equal(unit_string(unit, unit->path), "a.c");
    unit_free(unit);
}

static void test_errors(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "#include \"missing.h\"\n"
                              "int good(int a) { return a; }\n"
                              "int bad(int *p) { lost(p, good(1)); return p->member + undeclared(2); }\n"
                              "struct T t = {.a = 1};\n"
                              "Missing table = {1, .slot = good};\n");
    assert_int_equal(unit->status, UNIT_PARTIAL);
    assert_string_equal(unit_string(unit, unit->reason), "a.c:1: 'missing.h' file not found");
    assert_true(unit->error_count >= 5);
    assert_int_equal(unit->diagnostics.count, unit->error_count + 1);
    assert_false(snippet_function(unit, "good")->is_broken);
    assert_true(snippet_function(unit, "bad")->is_broken);
    assert_body(unit, "bad", "{\n    lost(p, good(1))\n    return (p->member? + undeclared(2))\n}\n");
    assert_initialiser(unit, "table", "{1, .slot = good}");
    const Symbol *lost = unit_symbol(unit, snippet_symbol(unit, "lost"));
    assert_int_equal(lost->kind, SYMBOL_FUNCTION);
    assert_int_equal(lost->linkage, LINKAGE_EXTERNAL);
    unit_free(unit);
}

static void test_many_errors(void **state)
{
    char source[8192] = "";
    for (int i = 0; i < 200; i++)
        strcat(source, "Missing *a; int f;\n");
    Unit *unit = snippet_unit(*state, "a.c", source);
    assert_int_equal(unit->error_count, 200);
    assert_int_equal(unit->diagnostics.count, 21);
    unit_free(unit);
}

static void test_unreadable(void **state)
{
    Unit *unit = snippet_parse(*state, "missing.c", NULL, NULL);
    assert_int_equal(unit->status, UNIT_FAILED);
    assert_string_equal(unit_string(unit, unit->reason), "cannot be read: No such file or directory");
    assert_string_equal(unit_string(unit, unit->path), "missing.c");
    unit_free(unit);
    snippet_write(*state, "binary.c", "int a;\0\x7f" "ELF", 11);
    unit = snippet_parse(*state, "binary.c", NULL, NULL);
    assert_int_equal(unit->status, UNIT_FAILED);
    assert_string_equal(unit_string(unit, unit->reason), "not a text file");
    unit_free(unit);
    unit = snippet_parse(*state, ".", NULL, NULL);
    assert_int_equal(unit->status, UNIT_FAILED);
    assert_string_equal(unit_string(unit, unit->reason), "not a file");
    unit_free(unit);
    snippet_write(*state, "empty.c", "", 0);
    unit = snippet_parse(*state, "empty.c", NULL, NULL);
    assert_int_equal(unit->status, UNIT_PARSED);
    unit_free(unit);
}

/* What hostile code nests is cut off, and its function says so. */
static void test_deep_nesting(void **state)
{
    enum { DEPTH = 3000 };
    char *source = malloc(DEPTH * 40 + 200);
    strcpy(source, "int x; int f(int a) { return a");
    size_t length = strlen(source);
    for (int i = 0; i < DEPTH; i++)
        length += (size_t)sprintf(source + length, "+1");
    length += (size_t)sprintf(source + length, "; }\nint g(int a) { ");
    for (int i = 0; i < DEPTH; i++)
        length += (size_t)sprintf(source + length, "if (a == %d) a++; else ", i);
    length += (size_t)sprintf(source + length, "a--; return 0; }\nint h(void) { return 1; }\n");
    Unit *unit = snippet_unit(*state, "a.c", source);
    assert_int_equal(unit->status, UNIT_PARSED);
    assert_true(snippet_function(unit, "f")->is_broken);
    assert_true(snippet_function(unit, "g")->is_broken);
    assert_false(snippet_function(unit, "h")->is_broken);
    free(snippet_dump(unit));
    unit_free(unit);
    free(source);
}

static void test_overlay(void **state)
{
    const Snippet *snippet = *state;
    char path[512], header[512];
    snippet_write(snippet, "a.h", "#define VALUE 1\n", 16);
    snippet_write(snippet, "a.c", "#include \"a.h\"\nint a = VALUE;\n", 30);
    snippet_path(snippet, "a.c", path);
    snippet_path(snippet, "a.h", header);
    const OverlayFile overlay = {.path = header, .content = "#define VALUE 2\n"};
    ParseRequest request = {
        .root = snippet->folder, .path = path, .variant = "overlay", .overlays = &overlay, .overlay_count = 1};
    Unit *unit = frontend_parse(snippet->frontend, &request);
    assert_initialiser(unit, "a", "2 /*VALUE*/");
    assert_string_equal(unit_string(unit, unit->variant), "overlay");
    unit_free(unit);
}

static void test_skipped_regions(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c",
                              "#ifdef USE_HEAP_TYPES\n"
                              "static PyType_Slot foo_slots[] = {{0, 0}};\n"
                              "static PyType_Spec\nfoo_spec = {0}; PyTypeObject *pointer; PyTypeObject declared;\n"
                              "#else\n"
                              "int used;\n"
                              "  #  if 0\n"
                              "struct PyModuleDef module = {0};\n"
                              "  #  endif\n"
                              "#endif\n"
                              "#if 0\n/* PyTypeObject Comment = */ int nothing;\n#endif\n");
    assert_int_equal(unit->skipped.count, 4);
    assert_string_equal(unit_string(unit, unit->skipped.items[1].symbols), "foo_slots foo_spec");
    assert_string_equal(unit_string(unit, unit->skipped.items[1].condition), "#ifdef USE_HEAP_TYPES");
    assert_int_equal(unit->skipped.items[1].span.line, 1);
    assert_string_equal(unit_string(unit, unit->skipped.items[2].symbols), "module");
    assert_string_equal(unit_string(unit, unit->skipped.items[2].condition), "#  if 0");
    assert_int_equal(unit->skipped.items[3].symbols, 0);
    assert_int_equal(unit->skipped.items[3].span.end_line, 13);
    unit_free(unit);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, snippet_setup, snippet_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_loops),
        TEST(test_loops_in_macros),
        TEST(test_branches),
        TEST(test_expressions),
        TEST(test_measures),
        TEST(test_literals),
        TEST(test_initialiser_lists),
        TEST(test_long_tables),
        TEST(test_declarations),
        TEST(test_types),
        TEST(test_records),
        TEST(test_record_in_itself),
        TEST(test_member_fields),
        TEST(test_spans),
        TEST(test_files),
        TEST(test_errors),
        TEST(test_many_errors),
        TEST(test_unreadable),
        TEST(test_deep_nesting),
        TEST(test_overlay),
        TEST(test_skipped_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
