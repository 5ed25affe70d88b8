/* What is declared in C++: everything unknown is of a class that converts to and from anything, has every operator, and
 * can be a base class; what is called is a template that takes anything. */
#include "frontend/missing.h"

#include <string.h>

/* clang-format off */
static const char any[] =
    "struct gclint_any;\n"
    "template <class T> struct gclint_plain { typedef T type; };\n"
    "template <class T> struct gclint_plain<T &> { typedef T type; };\n"
    "template <class T> struct gclint_plain<T &&> { typedef T type; };\n"
    "#define GCLINT_IS_ANY(T) __is_base_of(gclint_any, typename gclint_plain<T>::type)\n"
    "template <class T, class R, bool = GCLINT_IS_ANY(T)> struct gclint_if_other { typedef R type; };\n"
    "template <class T, class R> struct gclint_if_other<T, R, true> {};\n"
    /* Operators whose first operand is of another class: found for stand-ins alone, and without conversions. */
    "template <class T, class U, class R, bool = GCLINT_IS_ANY(T), bool = GCLINT_IS_ANY(U)>\n"
    "struct gclint_if_second {};\n"
    "template <class T, class U, class R> struct gclint_if_second<T, U, R, false, true> { typedef R type; };\n"
    "#define GCLINT_BINARY(R, op) template <class T> R operator op(T &&) const; \\\n"
    "    template <class T, class U> friend typename gclint_if_second<T, U, R>::type operator op(T &&, U &&);\n"
    "#define GCLINT_ASSIGN(op) template <class T> gclint_any &operator op(T &&) const; \\\n"
    "    template <class T, class U> friend typename gclint_if_second<T, U, T>::type &operator op(T &, U &&);\n"
    "#define GCLINT_VALUE(op) GCLINT_BINARY(gclint_any, op)\n"
    /* `auto [key, value] = any;`: most that is taken apart is a pair. The name `get` stays free for the tree's own. */
    "namespace gclint_pair { struct pair {}; template <__SIZE_TYPE__ I> gclint_any get(const pair &); }\n"
    "namespace std { template <class T> struct tuple_size; template <__SIZE_TYPE__ I, class T> struct tuple_element;\n"
    "template <> struct tuple_size<gclint_any> { enum : __SIZE_TYPE__ { value = 2 }; };\n"
    "template <__SIZE_TYPE__ I> struct tuple_element<I, gclint_any> { typedef gclint_any type; }; }\n"
    "struct gclint_any : gclint_pair::pair {\n"
    "    template <class... A> constexpr gclint_any(A &&...) {}\n"
    "    template <class T, class = typename gclint_if_other<T, int>::type> operator T() const;\n"
    "    template <class T> gclint_any &operator=(T &&);\n"
    "    template <class... A> gclint_any operator()(A &&...) const;\n"
    "    template <class T> gclint_any &operator[](T &&) const;\n"
    "    gclint_any &operator*() const; gclint_any *operator->() const;\n"
    "    bool operator!() const; gclint_any operator~() const;\n"
    "    gclint_any operator-() const; gclint_any operator+() const;\n"
    "    gclint_any operator++() const; gclint_any operator--() const;\n"
    "    gclint_any operator++(int) const; gclint_any operator--(int) const;\n"
    "    gclint_any *begin() const; gclint_any *end() const;\n"
    "    GCLINT_VALUE(+) GCLINT_VALUE(-) GCLINT_VALUE(*) GCLINT_VALUE(/) GCLINT_VALUE(%)\n"
    "    GCLINT_VALUE(^) GCLINT_VALUE(&) GCLINT_VALUE(|) GCLINT_VALUE(<<) GCLINT_VALUE(>>)\n"
    "    GCLINT_BINARY(bool, ==) GCLINT_BINARY(bool, !=) GCLINT_BINARY(bool, <) GCLINT_BINARY(bool, >)\n"
    "    GCLINT_BINARY(bool, <=) GCLINT_BINARY(bool, >=)\n"
    "    GCLINT_ASSIGN(+=) GCLINT_ASSIGN(-=) GCLINT_ASSIGN(*=) GCLINT_ASSIGN(/=) GCLINT_ASSIGN(%=)\n"
    "    GCLINT_ASSIGN(^=) GCLINT_ASSIGN(&=) GCLINT_ASSIGN(|=) GCLINT_ASSIGN(<<=) GCLINT_ASSIGN(>>=)\n";
/* clang-format on */

static void write_names(StandInText *text, const MissingName *names);

static void write_class(StandInText *text, const MissingName *name)
{
    unsigned uses = name->uses | name->told;
    if (uses & USE_TEMPLATE)
        stand_in_write(text, "template <%s...> ", uses & USE_VALUE_TEMPLATE ? "auto" : "class");
    stand_in_write(text,
                   "struct %s : gclint_any {\ntemplate <class... A> constexpr %s(A &&...) {}\n"
                   "template <class T> %s &operator=(T &&);\n",
                   name->name, name->name, name->name);
    write_names(text, name->children);
    stand_in_write(text, "};\n");
}

/* `case X::a:`: a type with nothing but values is a list of them. */
static bool is_enumeration(const MissingName *name)
{
    bool has_case = false;
    for (const MissingName *child = name->children; child; child = child->hh.next) {
        has_case |= (child->uses & USE_CASE) != 0;
        if (((child->uses | child->told) & (USE_CALL | USE_SCOPE)) || missing_is_type(child) || child->children)
            return false;
    }
    return has_case;
}

static void write_enumeration(StandInText *text, const MissingName *name)
{
    stand_in_write(text, "enum %s {\n", name->name);
    for (const MissingName *child = name->children; child; child = child->hh.next)
        stand_in_write(text, "%s,\n", child->name);
    stand_in_write(text, "};\n");
}

static void write_function(StandInText *text, const MissingName *name, bool is_member)
{
    unsigned uses = name->uses | name->told;
    const char *given = "";
    if (uses & USE_CALL_TEMPLATE)
        given = uses & USE_VALUE_TEMPLATE ? "auto V, " : "class T, ";
    stand_in_write(text, "template <%sclass... A> %sgclint_any %s(A &&...);\n", given, is_member ? "static " : "",
                   name->name);
}

static void write_value(StandInText *text, const MissingName *name, bool is_member)
{
    if (name->uses & USE_CASE)
        stand_in_write(text, "%sconstexpr int %s = 1000 + __COUNTER__;\n", is_member ? "static " : "", name->name);
    else
        stand_in_write(text, "%s gclint_any %s;\n", is_member ? "static" : "extern", name->name);
}

static void write_name(StandInText *text, const MissingName *name)
{
    unsigned uses = name->uses | name->told;
    bool is_member = name->parent && (missing_is_type(name->parent) || strcmp(name->parent->name, STAND_IN_CLASS) == 0);
    if (is_enumeration(name) && (missing_is_type(name) || is_member)) {
        write_enumeration(text, name);
    } else if (missing_is_type(name)) {
        write_class(text, name);
    } else if (name->children && !is_member) {
        stand_in_write(text, "namespace %s {\n", name->name);
        write_names(text, name->children);
        stand_in_write(text, "}\n");
    } else if (name->children) {
        write_class(text, name);
    } else if (!name->parent && stand_in_write_macro(text, name)) {
        return;
    } else if (uses & (USE_CALL | USE_CALL_TEMPLATE)) {
        write_function(text, name, is_member);
    } else if (uses & USE_SCOPE) {
        stand_in_write(text, "namespace %s {}\n", name->name);
    } else {
        write_value(text, name, is_member);
    }
}

static void write_names(StandInText *text, const MissingName *names)
{
    for (const MissingName *name = names; name; name = name->hh.next) {
        bool is_known = !name->parent && ((name->uses & USE_TYPE_OBJECT) || former_api_declaration(name->name) ||
                                          strcmp(name->name, STAND_IN_CLASS) == 0);
        bool is_same_as_other = name->used && !name->children;
        bool is_constructor = name->parent && strcmp(name->name, name->parent->name) == 0;
        if (!name->is_declared && !is_known && !is_same_as_other && !is_constructor)
            write_name(text, name);
    }
}

void stand_ins_write_cxx(StandInText *text, const Missing *missing)
{
    for (MissingName *name = missing->names; name; name = name->hh.next)
        if (name->used)
            name->used->uses |= name->uses | name->told;
    const MissingName *members = missing_find(missing, NULL, STAND_IN_CLASS, strlen(STAND_IN_CLASS));
    stand_in_write(text, "#define override\nextern \"C++\" {\n%s", any); /* nothing is known to be virtual */
    if (members)
        write_names(text, members->children);
    stand_in_write(text, "};\n");
    write_names(text, missing->names);
    stand_in_write(text, "}\n");
}
