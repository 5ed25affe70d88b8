/* Text and files of a hostile tree. */
#include "reports/safe_text.h"
#include "reports/source.h"
#include "reports/terminal.h"

#include "scan_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* needs the ones above */

static void check_safe(const char *text, const char *expected, unsigned width)
{
    Arena *arena = arena_new();
    assert_string_equal(safe_text(arena, text), expected);
    assert_int_equal(safe_text_width(text), width);
    arena_free(arena);
}

static void test_safe_text(void **state)
{
    (void)state;
    check_safe(NULL, "", 0);
    check_safe("plain", "plain", 5);
    check_safe("a\x1b[2Jb\tc\r\n\x7f", "a\\x1b[2Jb\\x09c\\x0d\\x0a\\x7f", 26);
    check_safe("\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x98\x80", "\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x98\x80", 5);
    check_safe("e\xcc\x81", "e\xcc\x81", 1);
    check_safe("\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf\xc2\x9b",
               "\\u{202e}\\u{2066}\\u{200b}\\u{feff}\\u{9b}", 38);
    check_safe("\xf3\xa0\x81\x81", "\\u{e0041}", 9);
    check_safe("\xff\xc3", "\\xff\\xc3", 8);
    check_safe("\xc0\xaf", "\\xc0\\xaf", 8);           /* overlong */
    check_safe("\xed\xa0\x80", "\\xed\\xa0\\x80", 12); /* a surrogate */
    check_safe("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", 16);
    check_safe("\xe4\xbd", "\\xe4\\xbd", 8); /* cut off */
}

static void test_valid_utf8(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const char *good = "a\n\xe2\x80\xae";
    assert_ptr_equal(valid_utf8(arena, good), good);
    assert_null(valid_utf8(arena, NULL));
    assert_string_equal(valid_utf8(arena, "a\n\xff\xc3\xa9"), "a\n\\xff\xc3\xa9");
    arena_free(arena);
}

static void test_percent_encoding(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_string_equal(percent_encoded_path(arena, "src/a b#?%:\xc3\xa9\xff.c"), "src/a%20b%23%3F%25%3A%C3%A9%FF.c");
    assert_string_equal(percent_encoded_path(arena, ""), "");
    arena_free(arena);
}

static void check_line(SourceTree *tree, const char *file, uint32_t line, const char *expected)
{
    size_t length = 0;
    const char *text = source_line(tree, file, line, &length);
    if (!expected) {
        assert_null(text);
        return;
    }
    assert_non_null(text);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(text, expected, length);
}

static void test_source_lines(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    SourceTree *tree = source_open(scan->root);
    check_line(tree, FIXTURE_BOX, 1, "#include <Python.h>");
    check_line(tree, FIXTURE_BOX, 2, "");
    check_line(tree, FIXTURE_BOX, 7, "} BoxObject;");
    check_line(tree, FIXTURE_BOX, 18, "};");
    check_line(tree, FIXTURE_BOX, 19, NULL);
    check_line(tree, FIXTURE_BOX, 0, NULL);
    check_line(tree, "./" FIXTURE_BOX, 18, "};");
    check_line(tree, NULL, 1, NULL);
    source_close(tree);
    fixture_remove(scan);
    arena_free(arena);
}

/* Nothing outside of the tree is shown, whatever the name, and nothing that is not a plain file is opened. */
static void test_source_stays_inside(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Scan *scan = fixture_scan(arena);
    const char *outside = arena_format(arena, "%s/secret.c", scan->root);
    FILE *file = fopen(outside, "w");
    fputs("secret\n", file);
    fclose(file);
    const char *tree_root = arena_format(arena, "%s/src", scan->root);
    assert_int_equal(symlink("..", arena_format(arena, "%s/up", tree_root)), 0);
    assert_int_equal(symlink("../secret.c", arena_format(arena, "%s/near.c", tree_root)), 0);
    SourceTree *tree = source_open(tree_root);
    check_line(tree, "box.c", 18, "};");
    check_line(tree, "../secret.c", 1, NULL);
    check_line(tree, "./../secret.c", 1, NULL);
    check_line(tree, "up/secret.c", 1, NULL);
    check_line(tree, "near.c", 1, NULL);
    check_line(tree, "link.c", 1, NULL);
    check_line(tree, "pipe.c", 1, NULL);
    check_line(tree, ".", 1, NULL);
    check_line(tree, "", 1, NULL);
    check_line(tree, outside, 1, NULL);
    check_line(tree, "/etc/passwd", 1, NULL);
    check_line(tree, "box.c/", 1, NULL);
    char *endless = ARENA_ARRAY(arena, char, 5001);
    memset(endless, 'a', 5000);
    check_line(tree, endless, 1, NULL);
    source_close(tree);
    tree = source_open(NULL);
    check_line(tree, "box.c", 1, NULL);
    source_close(tree);
    fixture_remove(scan);
    arena_free(arena);
}

static void check_excerpt(const char *line, ScanLocation location, unsigned room, const char *expected,
                          const char *marks)
{
    Excerpt excerpt = excerpt_of_line(line, strlen(line), &location, room);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    excerpt_print(&excerpt, out);
    fputc('\n', out);
    for (unsigned i = 0; i < excerpt_mark_indent(&excerpt); i++)
        fputc(' ', out);
    for (unsigned i = 0; i < excerpt_mark_width(&excerpt); i++)
        fputc('^', out);
    fclose(out);
    char both[512];
    snprintf(both, sizeof both, "%s\n%s", expected, marks);
    assert_string_equal(text, both);
    free(text);
}

static void test_excerpts(void **state)
{
    (void)state;
    check_excerpt("int a;", (ScanLocation){"f", 1, 5, 1, 6}, 40, "int a;", "    ^");
    check_excerpt("\tint a;", (ScanLocation){"f", 1, 6, 1, 7}, 40, "    int a;", "        ^");
    check_excerpt("ab\tc", (ScanLocation){"f", 1, 4, 0, 0}, 40, "ab  c", "    ^");
    check_excerpt("\xe4\xbd\xa0 a", (ScanLocation){"f", 1, 5, 1, 6}, 40, "\xe4\xbd\xa0 a", "   ^");
    check_excerpt("\x1b a", (ScanLocation){"f", 1, 3, 1, 4}, 40, "\\x1b a", "     ^");
    check_excerpt("ab", (ScanLocation){"f", 1, 9, 1, 12}, 40, "ab", "  ^");
    check_excerpt("", (ScanLocation){"f", 1, 0, 0, 0}, 40, "", "^");
    check_excerpt("abc {", (ScanLocation){"f", 1, 1, 7, 2}, 40, "abc {", "^^^^^");
    static const char line[] = "0123456789012345678901234567890123456789MARK4567890123456789012345678901234567890";
    check_excerpt(line, (ScanLocation){"f", 1, 41, 1, 45}, 30, "...23456789MARK456789012345...", "           ^^^^");
    check_excerpt(line, (ScanLocation){"f", 1, 3, 1, 6}, 30, "012345678901234567890123456...", "  ^^^");
    check_excerpt(line, (ScanLocation){"f", 1, 77, 1, 82}, 30, "...456789012345678901234567890",
                  "                         ^^^^^");
    check_excerpt(line, (ScanLocation){"f", 1, 41, 1, 76}, 30, "...23456789MARK456789012345...",
                  "           ^^^^^^^^^^^^^^^^");
    check_excerpt(line, (ScanLocation){"f", 1, 71, 1, 73}, 30, "...456789012345678901234567890",
                  "                   ^^");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_safe_text),           cmocka_unit_test(test_valid_utf8),
                                       cmocka_unit_test(test_percent_encoding),    cmocka_unit_test(test_source_lines),
                                       cmocka_unit_test(test_source_stays_inside), cmocka_unit_test(test_excerpts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
