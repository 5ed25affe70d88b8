/* Offsets that are computed are those of the compiler: the source itself asserts what is expected. */
#include "frontend_fixture.h"

typedef struct Expected {
    const char *record, *field;
    int64_t offset;
} Expected;

/* "struct NAME" or "union NAME" before a body, one a line. */
static const char records[] =
    "struct Plain { char a; int b; short c; void *d; char e[3]; long double f; };\n"
    "struct Holder { char a; struct Plain b; char c; struct { short d; long e; } f; };\n"
    "struct Unnamed { char a; union { long b; char c; struct { char d; int e; }; }; char f; };\n"
    "union Choice { char a; long b; struct { char c; int d; } e; };\n"
    "struct Packed { char a; int b; char c; } __attribute__((packed));\n"
    "struct PackedField { char a; int b __attribute__((packed)); char c; };\n"
    "struct AlignedField { char a; char b __attribute__((aligned(2))); int c; };\n"
    "struct Aligned { char a; int b; } __attribute__((aligned(32)));\n"
    "struct HoldsAligned { char a; struct Aligned b; char c; };\n"
    "typedef char wide __attribute__((aligned(16)));\n"
    "struct Wide { char a; wide b; char c; };\n"
    "struct Bits { char a; int b : 3, c : 20; char d; int e; };\n"
    "struct Flexible { short a; char b; long c[]; };\n"
    "struct Empty { };\n"
    "struct HoldsEmpty { char a; struct Empty b; int c; };\n"
    "#pragma pack(push, 2)\n"
    "struct Pragma { char a; int b; char c; long d; };\n"
    "#pragma pack(pop)\n"
    "struct HoldsPragma { char a; struct Pragma b; int c; };\n";

static const Expected expected[] = {
    {"Plain", "b", 4}, {"Plain", "c", 8}, {"Plain", "d", 16}, {"Plain", "e", 24}, {"Plain", "f", 32},
    {"Holder", "b", 16}, {"Holder", "c", 64}, {"Holder", "f", 72},
    {"Unnamed", "b", 8}, {"Unnamed", "c", 8}, {"Unnamed", "e", 12}, {"Unnamed", "f", 16},
    {"Choice", "b", 0}, {"Choice", "e", 0},
    {"Packed", "b", 1}, {"Packed", "c", 5},
    {"PackedField", "b", 1}, {"PackedField", "c", 5},
    {"AlignedField", "b", 2}, {"AlignedField", "c", 4},
    {"Aligned", "b", 4}, {"HoldsAligned", "b", 32}, {"HoldsAligned", "c", 64},
    {"Wide", "b", 16}, {"Wide", "c", 17},
    {"Bits", "d", 4}, {"Bits", "e", 8},
    {"Flexible", "b", 2}, {"Flexible", "c", 8},
    {"HoldsEmpty", "b", 1}, {"HoldsEmpty", "c", 4},
    {"Pragma", "b", 2}, {"Pragma", "c", 6}, {"Pragma", "d", 8},
    {"HoldsPragma", "b", 2}, {"HoldsPragma", "c", 20},
};

static const Expected expected_packed[] = {
    {"Plain", "b", 1}, {"Plain", "c", 5}, {"Plain", "d", 7}, {"Holder", "b", 1}, {"Unnamed", "b", 1}, {"Unnamed", "e", 2},
    {"Aligned", "b", 1}, {"Flexible", "c", 3}, {"HoldsEmpty", "c", 1}, {"Pragma", "b", 2},
};

static void check(const Snippet *snippet, const char *flag, const Expected *list, size_t count)
{
    char *source = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&source, &size);
    assert_non_null(stream);
    fputs(records, stream);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s %s v%zu; _Static_assert(__builtin_offsetof(%s %s, %s) == %lld, \"\");\n",
                strcmp(list[i].record, "Choice") ? "struct" : "union", list[i].record, i,
                strcmp(list[i].record, "Choice") ? "struct" : "union", list[i].record, list[i].field, (long long)list[i].offset);
    fclose(stream);
    snippet_write(snippet, "a.c", source, strlen(source));
    free(source);
    Unit *unit = snippet_parse(snippet, "a.c", NULL, flag);
    assert_int_equal(unit->error_count, 0);
    for (size_t i = 0; i < count; i++) {
        int64_t offset = -1;
        assert_int_not_equal(unit_find_field(unit, snippet_record(unit, list[i].record), list[i].field, &offset), 0);
        assert_int_equal(offset, list[i].offset);
    }
    unit_free(unit);
}

static void test_offsets(void **state)
{
    check(*state, NULL, expected, sizeof expected / sizeof *expected);
}

static void test_packed_by_a_flag(void **state)
{
    check(*state, "-fpack-struct=1", expected_packed, sizeof expected_packed / sizeof *expected_packed);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, snippet_setup, snippet_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_offsets), TEST(test_packed_by_a_flag)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
