/* C++ and Objective-C. */
#include "frontend_fixture.h"

static void test_classes(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.cpp",
        "namespace ns {\n"
        "struct Object { long count; Object *type; };\n"
        "struct Base : Object { int n; virtual ~Base() { n = 0; } virtual int vm(int a) { return a; } };\n"
        "class Foo : public Base { public:\n"
        "    static Object TypeObject; int m, *p; Foo *next; enum { K = 4 };\n"
        "    Foo(int q) : m(q), p(), next(nullptr) { this->m = 0; p = nullptr; helper(q); }\n"
        "    ~Foo() { delete next; }\n"
        "    void helper(int z = 3) { next->helper(); next->helper(z); Base::vm(K); TypeObject.count = n; }\n"
        "    static int plain(Foo *f) { return f->TypeObject.count; }\n"
        "};\n"
        "Object Foo::TypeObject = {.count = 3};\n"
        "namespace { int hidden; struct Local { void method() { hidden = 1; } }; }\n"
        "}\n");
    assert_int_equal(unit->status, UNIT_PARSED);
    assert_true(unit->is_cxx);
    assert_body(unit, "ns::Foo::Foo", "{\n    (this->m = 0)\n    (this->p = NULL)\n    this->helper(q)\n}\n");
    assert_body(unit, "ns::Foo::~Foo", "{\n    delete(this->next)\n}\n");
    assert_body(
        unit, "ns::Foo::helper",
        "{\n    this->next->helper()\n    this->next->helper(z)\n    this->vm(K)\n    (ns::Foo::TypeObject.count = this->n)\n}\n");
    assert_body(unit, "ns::Foo::plain", "{\n    return ns::Foo::TypeObject.count\n}\n");
    assert_body(unit, "ns::Local::method", "{\n    (ns::hidden = 1)\n}\n");
    assert_initialiser(unit, "ns::Foo::TypeObject", "{.count = 3}");

    const Function *constructor = snippet_function(unit, "ns::Foo::Foo");
    const Node *initialisers = unit_node(unit, constructor->initialisers);
    assert_int_equal(initialisers->kind, N_BLOCK);
    assert_int_equal(initialisers->child_count, 3);
    const Node *second = unit_node(unit, unit_child(unit, initialisers, 1));
    assert_int_equal(second->operator, OP_ASSIGN);
    assert_int_equal(unit_node(unit, unit_child(unit, second, 0))->field,
                     unit_find_field(unit, snippet_record(unit, "ns::Foo"), "p", NULL));
    assert_true(unit_node(unit, unit_child(unit, second, 1))->flags & NODE_IS_NULL);

    RecordId foo = snippet_record(unit, "ns::Foo");
    assert_int_equal(unit_symbol(unit, constructor->symbol)->method_of, foo);
    assert_int_equal(unit_symbol(unit, snippet_symbol(unit, "ns::Foo::plain"))->method_of, 0);
    assert_int_equal(unit_record(unit, foo)->destructor, snippet_symbol(unit, "ns::Foo::~Foo"));
    int64_t offset;
    assert_int_not_equal(unit_find_field(unit, foo, "n", &offset), 0);
    assert_int_equal(offset, 24);
    assert_true(unit_field(unit, unit_record(unit, foo)->first_field)->is_base);
    assert_int_not_equal(unit_find_field(unit, foo, "type", &offset), 0);
    assert_int_equal(offset, -1); /* Base has a table of virtual methods in front of an Object that has none */
    assert_int_equal(unit_symbol(unit, snippet_symbol(unit, "ns::hidden"))->linkage, LINKAGE_INTERNAL);
    unit_free(unit);
}

static void test_object_bases(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.cpp",
        "extern \"C\" { typedef struct _object { long refcount; } PyObject; }\n"
        "struct Foo : PyObject { int a; }; struct Bar : public Foo { int b; }; struct Plain { Foo *foo; };\n"
        "struct Other : Plain, PyObject {}; Bar *bar; Other *other;\n");
    const struct { const char *name; bool is_object; } expected[] = {
        {"_object", true}, {"Foo", true}, {"Bar", true}, {"Plain", false}, {"Other", false},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(unit_record(unit, snippet_record(unit, expected[i].name))->is_object, expected[i].is_object);
    int64_t offset;
    unit_find_field(unit, snippet_record(unit, "Bar"), "refcount", &offset);
    assert_int_equal(offset, 0);
    unit_free(unit);
}

static void test_operators_and_construction(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.cpp",
        "struct Foo { int n; Foo(int, int = 2); Foo(const Foo &); Foo *operator->(); int &operator*(); Foo &operator=(const Foo &);\n"
        "    int operator[](int); Foo &operator++(); Foo operator++(int); explicit operator bool() const; bool operator==(const Foo &) const;\n"
        "    int operator()(int); void m(); static Foo make(); };\n"
        "Foo operator+(const Foo &, const Foo &); void *operator new(unsigned long, void *);\n"
        "void f(Foo *p, Foo &r)\n"
        "{\n"
        "    Foo g(3), h = g, k{4}; Foo *n = new Foo(5), *q = new (p) Foo(6); int *a = new int[3];\n"
        "    g = h; g->m(); *g = 1; g[2]; ++g; g++; if (g) g(7); if (g != h) r.m(); g + h; r = Foo(8); r = Foo::make();\n"
        "    p->m(); p->Foo::~Foo(); delete p; delete[] a; Foo{9}.m(); g.operator->()->m();\n"
        "    n = static_cast<Foo *>(0); n = (Foo *)q; n = reinterpret_cast<Foo *>(a); int i = int(2.5), j{4}, l(5);\n"
        "}\n");
    unit_free(unit);
    unit = snippet_parse(*state, "a.cpp", NULL, "-std=c++20");
    assert_int_equal(unit->status, UNIT_PARSED);
    assert_body(
        unit, "f",
        "{\n"
        "    g: Foo = Foo{3}\n    h: Foo = Foo{g}\n    k: Foo = Foo{4}\n    n: Foo * = new(5)\n    q: Foo * = new(p, 6)\n"
        "    a: int * = new(3)\n"
        "    Foo::operator=(g, h)\n    Foo::operator->(g)->m()\n    (Foo::operator*(g) = 1)\n    Foo::operator[](g, 2)\n"
        "    Foo::operator++(g)\n    Foo::operator++(g)\n"
        "    if (g.operator bool())\n        Foo::operator()(g, 7)\n"
        "    if (!Foo::operator==(g, h))\n        r.m()\n"
        "    operator+(g, h)\n    Foo::operator=(r, (Foo)Foo{8})\n    Foo::operator=(r, Foo::make())\n"
        "    p->m()\n    p->~Foo()\n    delete(p)\n    delete(a)\n    Foo{9}.m()\n    g.operator->()->m()\n"
        "    (n = NULL)\n    (n = (Foo *)q)\n    (n = (Foo *)a)\n    i: int = (int)<float>\n    j: int = {4}\n    l: int = 5\n"
        "}\n");
    const Symbol *r = unit_symbol(unit, snippet_symbol(unit, "r"));
    assert_true(unit_type(unit, r->type)->is_reference);
    assert_int_equal(unit_type(unit, r->type)->kind, CTYPE_POINTER);
    unit_free(unit);
}

static void test_statements(void **state)
{
    Unit *unit = snippet_unit(*state, "a.cpp",
                              "struct List { int *begin(); int *end(); } list; int next(); void use(int);\n"
                              "int f(int n)\n"
                              "{\n"
                              "    for (int x : list) use(x);\n"
                              "    for (List l; auto &x : l) use(x);\n"
                              "    if (int q = next()) use(q); else use(0);\n"
                              "    if (int q = next(); q > 2) use(q);\n"
                              "    if (n = 3; n) use(1);\n"
                              "    switch (int z = next()) { case 1: [[fallthrough]]; default: ; }\n"
                              "    while (int y = next()) use(y);\n"
                              "    for (int i = 0; int y = next(); i++) use(y);\n"
                              "    try { throw 3; } catch (int e) { use(e); } catch (...) { throw; }\n"
                              "    auto lambda = [&](int w) { return w + n; };\n"
                              "    if constexpr (sizeof(int) == 4) use(4);\n"
                              "    struct Local { int a; void m() { a = 1; } }; Local local; local.m();\n"
                              "    auto [first, second] = Local2(); return lambda(first);\n"
                              "}\n");
    unit_free(unit);
    unit = snippet_parse(*state, "a.cpp", NULL, "-std=c++20");
    char *body = snippet_body(unit, "f");
    static const char expected[] =
        "{\n"
        "    for in (list)\n        x: int\n        use(x)\n"
        "    for in (l)\n        x: int &\n        use(x)\n" /* libclang does not show what is in front */
        "    {\n        q: int = next()\n        if (q)\n            use(q)\n        else\n            use(0)\n    }\n"
        "    {\n        q: int = next()\n        if ((q > 2))\n            use(q)\n    }\n"
        "    {\n        (n = 3)\n        if (n)\n            use(1)\n    }\n"
        "    {\n        z: int = next()\n        switch (z)\n        {\n            case (1)\n            {\n            }\n"
        "            default (<none>)\n            {\n            }\n        }\n    }\n"
        "    while ((\n        {\n            y: int = next()\n            y\n        }\n        ))\n        use(y)\n"
        "    for\n      init: \n            i: int = 0\n"
        "      while: (\n        {\n            y: int = next()\n            y\n        }\n        )\n      next: (i++)\n        use(y)\n"
        "    try\n    {\n        throw 3\n    }\n    {\n        e: int\n        {\n            use(e)\n        }\n    }\n"
        "    {\n        throw\n    }\n"
        "    lambda: (lambda) = lambda (\n        {\n            return (w + n)\n        }\n        )\n"
        "    if ((sizeof(int =4) == 4))\n        use(4)\n"
        "    local: Local = Local{}\n    local.m()\n";
    body[strlen(expected) < strlen(body) ? strlen(expected) : 0] = '\0';
    assert_string_equal(body, expected);
    free(body);
    assert_body(unit, "Local::m", "{\n    (this->a = 1)\n}\n");
    unit_free(unit);
}

/* Templates are lowered as written; what depends on their parameters keeps its names. */
static void test_templates(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.cpp",
        "void drop(void *);\n"
        "#define CLEAR(x) do { if (x) { drop(x); (x) = nullptr; } } while (0)\n"
        "namespace ns {\n"
        "template <class T> struct Box { T *t; static int count; Box() : t(nullptr) {} int f(T *x); };\n"
        "template <class T> int Box<T>::f(T *x)\n"
        "{ t = x; t->call(1); x->member = 3; this->t->a.b = 4; CLEAR(t->q); return sizeof(T) + unknown(x) + T::value; }\n"
        "template <class T> int Box<T>::count = 3;\n"
        "template <class T> T *make(T *x) { x->y(); return x; }\n"
        "struct S { int value; }; S *use(Box<S> &box) { box.t = nullptr; return make<S>(box.t); }\n"
        "}\n");
    assert_body(unit, "ns::Box::f",
                "{\n"
                "    (this->t = x)\n    this->t->call?(1)\n    (x->member? = 3)\n    (this->t->a?.b? = 4)\n"
                "    do /*CLEAR*/\n    {\n        if (this->t->q?)\n        {\n            drop(this->t->q?)\n"
                "            (this->t->q? = NULL)\n        }\n    }\n    while (0)\n"
                "    return ((sizeof(T =-1) + unknown(x)) + <other value>)\n"
                "}\n");
    assert_body(unit, "ns::make", "{\n    x->y?()\n    return x\n}\n");
    char *body = snippet_body(unit, "ns::use");
    assert_non_null(strstr(body, "(box.t = NULL)"));
    free(body);
    RecordId box = snippet_record(unit, "ns::Box<ns::S>");
    assert_int_not_equal(unit_find_field(unit, box, "t", NULL), 0);
    assert_int_not_equal(unit_find_field(unit, snippet_record(unit, "ns::Box"), "t", NULL), 0);
    unit_free(unit);
}

static void test_errors(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.cpp",
        "#include <missing>\n"
        "struct Foo { int a; missing::type b; Foo *next; };\n"
        "int f(Foo *foo)\n"
        "{ lost(foo, 1); foo->member = 4; foo->method(2); missing::call(foo); foo->next->a = sizeof(missing::type); return foo->next->other; }\n");
    assert_int_equal(unit->status, UNIT_PARTIAL);
    char *body = snippet_body(unit, "f");
    assert_non_null(strstr(body, "lost(foo, 1)\n    (foo->member? = 4)\n    foo->method?(2)\n"));
    free(body);
    assert_true(snippet_function(unit, "f")->is_broken);
    const Record *foo = unit_record(unit, snippet_record(unit, "Foo"));
    assert_true(foo->is_broken);
    assert_int_equal(foo->field_count, 3);
    assert_int_equal(unit_type(unit, unit_field(unit, foo->first_field + 1)->type)->kind, CTYPE_UNKNOWN);
    unit_free(unit);
}

/* Two base classes that meet again, over and over: 4096 ways to look for a name. */
static void test_diamonds(void **state)
{
    char source[8192] = "struct A0 { int a; };\n";
    for (int i = 1; i <= 12; i++)
        snprintf(source + strlen(source), sizeof source - strlen(source),
                 "struct B%d : A%d {}; struct C%d : A%d {}; struct A%d : B%d, C%d {};\n", i, i - 1, i, i - 1, i, i, i);
    strcat(source, "A12 *pointer;\n");
    Unit *unit = snippet_unit(*state, "a.cpp", source);
    assert_int_equal(unit_find_field(unit, snippet_record(unit, "A12"), "nothing", NULL), 0);
    unit_free(unit);
}

static void test_objective_c(void **state)
{
    Unit *unit = snippet_unit(
        *state, "a.m",
        "@interface Foo { int count; } - (int)add:(int)n to:(Foo *)other; + (Foo *)make; @end\n"
        "void use(int);\n"
        "@implementation Foo\n"
        "- (int)add:(int)n to:(Foo *)other { count = n; [other add:1 to:self]; void (^block)(void) = ^{ use(n); }; return count; }\n"
        "+ (Foo *)make { return nil; }\n"
        "@end\n"
        "int plain(Foo *foo) { @try { return [foo add:2 to:foo]; } @catch (id e) { return 0; } }\n");
    assert_non_null(snippet_function(unit, "plain"));
    const Function *add = snippet_function(unit, "add:to:");
    assert_non_null(add);
    assert_int_equal(add->parameter_count, 2);
    free(snippet_dump(unit));
    unit_free(unit);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, snippet_setup, snippet_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_classes), TEST(test_object_bases), TEST(test_operators_and_construction), TEST(test_statements),
        TEST(test_templates), TEST(test_errors), TEST(test_diamonds), TEST(test_objective_c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
