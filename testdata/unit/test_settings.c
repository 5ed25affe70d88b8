/* .gclint.ini and setup.cfg. */
#include "tree_fixture.h"

#include "discover/settings.h"

/* "key=value@line " of each setting, or "error: " and the text. */
static const char *show(const Tree *tree, const Settings *settings, const char *error)
{
    assert_true((settings == NULL) == (error != NULL));
    if (error)
        return arena_format(tree->arena, "error: %s", error);
    const char *text = "";
    for (unsigned i = 0; i < settings->count; i++) {
        const char *value = settings->items[i].value, *root = strstr(value, tree->root);
        text = arena_format(tree->arena, "%s%s=%s%s@%u ", text, settings->items[i].key, root ? "<root>" : "",
                            root ? value + strlen(tree->root) : value, settings->items[i].line);
    }
    return text;
}

static const char *read_settings(const Tree *tree)
{
    const char *error = NULL;
    const Settings *settings = settings_read(tree->arena, tree->root, &error);
    return show(tree, settings, error);
}

static const char *parse(const Tree *tree, const char *text, bool whole)
{
    const char *error = NULL;
    const Settings *settings = settings_parse(tree->arena, tree->root, "file", text, strlen(text), whole, &error);
    return show(tree, settings, error);
}

static void test_nothing(void **state)
{
    const Tree *tree = *state;
    assert_string_equal(read_settings(tree), "");
    tree_write(tree, "setup.cfg", "[metadata]\nname = x\n%%% not ini at all\n[flake8]\nignore = E1,\n   E2\n");
    assert_string_equal(read_settings(tree), "");
}

static void test_values(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, ".gclint.ini",
               "\xef\xbb\xbf; comment\n# another\nfail-on = error\n[gclint]\npython: 3.9-3.12\nexclude = a*,\tb ,, c\n "
               " d/**\n\te, f\nstrict = Yes\n"
               "no-cache=off\nseverity = note ; inline\njobs = 4\r\nbuild = out/../out\npython-include = "
               "/usr/include/python3.11\n");
    assert_string_equal(
        read_settings(tree),
        "fail-on=error@3 python=3.9-3.12@5 exclude=a*@6 exclude=b@6 exclude=c@6 exclude=d/**@7 exclude=e@8 exclude=f@8 "
        "strict=true@9 no-cache=false@10 severity=note@11 jobs=4@12 build=<root>/out@13 "
        "python-include=/usr/include/python3.11@14 ");
    const char *error = NULL;
    const Settings *settings = settings_read(tree->arena, tree->root, &error);
    assert_string_equal(settings->file, ".gclint.ini");
    assert_string_equal(settings->items[0].file, ".gclint.ini");
}

static void test_setup_cfg(void **state)
{
    const Tree *tree = *state;
    tree_write(tree, "setup.cfg",
               "[metadata]\nnonsense without value\nexclude = not mine\n[gclint]\nselect =\n    one\n    "
               "two\n[tool]\nunknown = 1\nbad\n");
    assert_string_equal(read_settings(tree), "select=one@6 select=two@7 ");
    tree_write(tree, ".gclint.ini", "");
    assert_string_equal(read_settings(tree), "");
}

static void test_errors(void **state)
{
    const Tree *tree = *state;
    static const char *const cases[][2] = {
        {"a = 1\n", "error: file:1: unknown setting \"a\""},
        {"\n[other]\nstrict = 1\n", "error: file:3: unknown section [other]"},
        {"strict = maybe\n", "error: file:1: strict is true or false, not \"maybe\""},
        {"jobs =\n", "error: file:1: jobs has no value"},
        {"jobs\n", "error: file:1: neither a [section], a key = value, nor a comment"},
        {"[gclint\njobs = 1\n", "error: file:1: neither a [section]"},
        {"db = /home/user/.profile\n", "error: file:1: db may only be given on the command line"},
        {"[gclint]\n\nhtml = x\n", "error: file:3: html may only be given on the command line"},
        {"build = ../elsewhere\n", "error: file:1: build: \"../elsewhere\" is outside the tree"},
        {"baseline = /etc/passwd\n", "error: file:1: baseline: \"/etc/passwd\" is outside the tree"},
        {"\x1b[31m = 1\n", "error: file:1: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = parse(tree, cases[i][0], true);
        if (strncmp(text, cases[i][1], strlen(cases[i][1])) != 0)
            fail_msg("%s", text);
        assert_lacks(text, "\x1b");
    }
}

static void test_long_lines(void **state)
{
    const Tree *tree = *state;
    char *text = arena_allocate(tree->arena, 5001);
    memset(text, 'x', 5000);
    memcpy(text, "exclude = ", 10);
    assert_has(parse(tree, text, true), "error: file:1: this line is longer than");
    assert_string_equal(parse(tree, text, false), "");
    const char *error = NULL;
    assert_null(settings_parse(tree->arena, tree->root, "file", "jobs = 1\0\n", 10, true, &error));
    assert_string_equal(error, "file:1: this line has a NUL byte");
}

static void test_files(void **state)
{
    const Tree *tree = *state;
    tree_link(tree, ".gclint.ini", "/etc/passwd");
    assert_string_equal(read_settings(tree), "error: .gclint.ini: is a link out of the tree: it is not read");
    assert_int_equal(unlink(tree_path(tree, ".gclint.ini")), 0);
    tree_write(tree, "conf/gclint.ini", "jobs = 2\n");
    tree_link(tree, ".gclint.ini", "conf/gclint.ini");
    assert_string_equal(read_settings(tree), "jobs=2@1 ");
    assert_int_equal(unlink(tree_path(tree, ".gclint.ini")), 0);
    assert_int_equal(mkfifo(tree_path(tree, ".gclint.ini"), 0666), 0);
    assert_string_equal(read_settings(tree), "error: .gclint.ini: cannot be read: not a regular file");
    assert_int_equal(unlink(tree_path(tree, ".gclint.ini")), 0);
    tree_link(tree, "setup.cfg", "/etc/passwd");
    assert_string_equal(read_settings(tree), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE_TEST(test_nothing), TREE_TEST(test_values),     TREE_TEST(test_setup_cfg),
        TREE_TEST(test_errors),  TREE_TEST(test_long_lines), TREE_TEST(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
