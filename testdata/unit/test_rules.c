/* The rule engine's parts that need no program: the table of rules, selection, comments, files, documentation. */
#include "rules/engine.h"
#include "rules/source_text.h"

#include "base/memory.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

/* --- the table
 * ------------------------------------------------------------------------------------------------------------ */

static bool is_kebab_case(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(name);
}

static void test_every_rule_is_complete(void **state)
{
    (void)state;
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    assert_true(count >= 84);
    for (unsigned i = 0; i < count; i++) {
        const Rule *rule = rules[i];
        assert_true(is_kebab_case(rule->name));
        assert_ptr_equal(rule_find(rule->name), rule);
        assert_true(rule->since >= 0x0308 && rule->since <= rule->until && rule->until <= 0x030f);
        const char *const texts[] = {rule->family,      rule->summary, rule->what,      rule->why,
                                     rule->consequence, rule->fix,     rule->exceptions};
        for (unsigned j = 0; j < sizeof texts / sizeof *texts; j++) {
            assert_non_null(texts[j]);
            assert_true(strlen(texts[j]) > 3);
        }
        assert_true(rule->summary[strlen(rule->summary) - 1] != '.');
        assert_true(strlen(rule->summary) <= 100);
        if (rule->security_severity)
            assert_true(rule->severity == SEVERITY_ERROR || rule->severity == SEVERITY_WARNING);
    }
}

static void test_names_are_unique(void **state)
{
    (void)state;
    unsigned count, families;
    const Rule *const *rules = rule_list(&count);
    for (unsigned i = 0; i < count; i++)
        for (unsigned j = i + 1; j < count; j++)
            assert_string_not_equal(rules[i]->name, rules[j]->name);
    const char *const *names = rule_families(&families);
    assert_true(families >= 9);
    for (unsigned i = 0; i < families; i++)
        assert_null(rule_find(names[i]));
}

static void test_pages(void **state)
{
    unsigned count;
    const Rule *const *rules = rule_list(&count);
    for (unsigned i = 0; i < count; i++) {
        const char *page = rule_markdown(*state, rules[i]);
        assert_int_equal(strncmp(page, "# ", 2), 0);
        assert_non_null(strstr(page, "\n## What it reports\n"));
        assert_non_null(strstr(page, "\n## Example\n\n```c\n"));
        assert_non_null(strstr(page, "\n## The example, mended\n\n```c\n"));
        assert_null(strstr(page, "expect:"));
        assert_null(strstr(page, "# bad:"));
    }
    const char *page = rule_markdown(*state, rule_find("gc-flag-without-traverse"));
    assert_non_null(strstr(page, "- With the fault, on Python 3.8 to 3.10, it crashes.\n"
                                 "- With the fault, on the others, it ends with `SystemError`.\n"
                                 "- Without it, it prints `survived`.\n"));
}

/* --- selection
 * -------------------------------------------------------------------------------------------------------------- */

static unsigned selected(const RuleSelection *selection)
{
    unsigned count, result = 0;
    const Rule *const *rules = rule_list(&count);
    for (unsigned i = 0; i < count; i++)
        result += rule_selected(selection, rules[i]);
    return result;
}

static void test_selection(void **state)
{
    unsigned count;
    const char *error = NULL;
    rule_list(&count);
    assert_int_equal(selected(NULL), count);
    assert_int_equal(selected(rule_selection_new(*state, NULL, NULL, &error)), count);
    assert_int_equal(selected(rule_selection_new(*state, " , ", "", &error)), count);
    assert_int_equal(selected(rule_selection_new(*state, "missing-clear", NULL, &error)), 1);
    assert_int_equal(selected(rule_selection_new(*state, "missing-clear,double-track", "double-track", &error)), 1);
    assert_int_equal(selected(rule_selection_new(*state, NULL, "missing-clear", &error)), count - 1);
    assert_true(selected(rule_selection_new(*state, "traverse clear", NULL, &error)) > 10);
    assert_null(error);
}

static void test_unknown_names(void **state)
{
    const char *error = NULL;
    assert_null(rule_selection_new(*state, "missing-claer", NULL, &error));
    assert_non_null(strstr(error, "did you mean `missing-clear`"));
    error = NULL;
    assert_null(rule_selection_new(*state, NULL, "xyzzy", &error));
    assert_non_null(strstr(error, "`xyzzy`"));
    assert_null(strstr(error, "did you mean"));
}

static void test_versions(void **state)
{
    assert_string_equal(rule_versions(*state, &(Rule){.since = 0x0309, .until = 0x030f}), "3.9-3.15");
    assert_string_equal(rule_versions(*state, &(Rule){.since = 0x0308, .until = 0x0308}), "3.8");
}

/* --- comments
 * ----------------------------------------------------------------------------------------------------------------- */

static void collect(void *data, const SourceComment *comment)
{
    char *text = data;
    sprintf(text + strlen(text), "%u%s[%.*s]", comment->line, comment->is_alone ? "!" : "",
            (int)(comment->end - comment->text), comment->text);
}

static void assert_comments(const char *source, const char *expected)
{
    char found[512] = "";
    source_comments(source, collect, found);
    assert_string_equal(found, expected);
}

static void test_comments(void **state)
{
    (void)state;
    assert_comments("", "");
    assert_comments("a /* b */ c // d\n", "1[/* b */]1[// d]");
    assert_comments("\n  // alone\n/* two\nlines */ x\n", "2![// alone]3![/* two\nlines */]");
    assert_comments("\"/* no */\" '\"' /* yes */", "1[/* yes */]");
    assert_comments("\"a\\\"/*\" // x", "1[// x]");
    assert_comments("\"open\n// y", "2![// y]");
    assert_comments("/* never closed", "1![/* never closed]");
    assert_comments("x = 1'000; // z", "1[// z]");
    assert_comments("/", "");
    assert_comments("'\\", "");
}

/* --- files
 * ----------------------------------------------------------------------------------------------------------------------
 */

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_reads_only_below_root(void **state)
{
    Arena *arena = *state;
    char folder[] = "/tmp/gclint-rules-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *root = arena_format(arena, "%s/root", folder);
    const char *inside = arena_format(arena, "%s/inside.c", root),
               *outside = arena_format(arena, "%s/outside.c", folder);
    const char *link = arena_format(arena, "%s/link.c", root), *pipe = arena_format(arena, "%s/pipe.c", root);
    assert_int_equal(mkdir(root, 0777), 0);
    write_text(inside, "inside");
    write_text(outside, "outside");
    assert_int_equal(symlink("../outside.c", link), 0);
    assert_int_equal(mkfifo(pipe, 0666), 0);

    char *text = source_read(root, "inside.c");
    assert_string_equal(text, "inside");
    memory_free(text);
    assert_null(source_read(root, "../outside.c"));
    assert_null(source_read(root, "link.c"));
    assert_null(source_read(root, "pipe.c"));
    assert_null(source_read(root, "none.c"));
    assert_null(source_read(root, "."));
    assert_null(source_read(arena_format(arena, "%s/none", folder), "inside.c"));

    const char *const files[] = {inside, outside, link, pipe};
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
        unlink(files[i]);
    rmdir(root);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule_is_complete),
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test_setup_teardown(test_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_selection, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_names, setup, teardown),
        cmocka_unit_test_setup_teardown(test_versions, setup, teardown),
        cmocka_unit_test(test_comments),
        cmocka_unit_test_setup_teardown(test_reads_only_below_root, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
