#include "tree_fixture.h"

#include "frontend/file_memory.h"

#include <sys/time.h>

static void test_resolved_paths(void **state)
{
    const Tree *tree = *state;
    FileMemory *memory = file_memory_new();
    tree_write(tree, "real/a.h", "a");
    tree_write(tree, "real/b.h", "b");
    tree_link(tree, "link", "real");
    tree_link(tree, "real/c.h", "a.h");
    const char *a = tree_path(tree, "real/a.h");
    assert_string_equal(file_memory_resolve(memory, a), a);
    assert_string_equal(file_memory_resolve(memory, tree_path(tree, "link/a.h")), a);
    assert_string_equal(file_memory_resolve(memory, tree_path(tree, "link/c.h")), a);
    assert_string_equal(file_memory_resolve(memory, tree_path(tree, "link/../real/./b.h")), tree_path(tree, "real/b.h"));
    assert_string_equal(file_memory_resolve(memory, tree_path(tree, "real/..")), tree->root);
    assert_string_equal(file_memory_resolve(memory, tree_path(tree, "none/../x.h")), tree_path(tree, "x.h"));
    assert_ptr_equal(file_memory_resolve(memory, a), file_memory_resolve(memory, tree_path(tree, "real/a.h")));
    file_memory_free(memory);
}

/* What was looked for in vain stays so, as clang did not find it either; what was there may go. */
static void test_absent_paths(void **state)
{
    const Tree *tree = *state;
    FileMemory *memory = file_memory_new();
    tree_write(tree, "there.h", "");
    assert_false(file_memory_is_absent(memory, tree_path(tree, "there.h")));
    assert_true(file_memory_is_absent(memory, tree_path(tree, "later.h")));
    tree_write(tree, "later.h", "");
    assert_int_equal(unlink(tree_path(tree, "there.h")), 0);
    assert_true(file_memory_is_absent(memory, tree_path(tree, "later.h")));
    assert_true(file_memory_is_absent(memory, tree_path(tree, "there.h")));
    file_memory_free(memory);
}

static OpenedFile opened(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return (OpenedFile){path, status.st_dev, status.st_ino, status.st_mtime};
}

static void test_texts(void **state)
{
    const Tree *tree = *state;
    FileMemory *memory = file_memory_new();
    const char *path = tree_path(tree, "a.h");
    tree_write(tree, "a.h", "one\ntwo\r\n\nfour");
    OpenedFile file = opened(path);
    const RememberedText *text = file_memory_text(memory, tree->arena, &file);
    assert_non_null(text);
    assert_int_equal(text->size, 14);
    assert_memory_equal(text->text, "one\ntwo\r\n\nfour", 14);
    static const uint32_t lines[] = {0, 4, 9, 10};
    assert_int_equal(text->line_count, 4);
    assert_memory_equal(text->lines, lines, sizeof lines);
    assert_ptr_equal(file_memory_text(memory, tree->arena, &file), text);

    struct timeval times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimes(path, times), 0);
    OpenedFile changed = opened(path);
    assert_null(file_memory_text(memory, tree->arena, &changed)); /* another text than the one that was kept */
    FileMemory *fresh = file_memory_new();
    assert_null(file_memory_text(fresh, tree->arena, &file)); /* what clang opened is gone */
    assert_non_null(file_memory_text(fresh, tree->arena, &changed));
    OpenedFile none = {tree_path(tree, "none.h"), changed.device, changed.inode, changed.modified};
    assert_null(file_memory_text(fresh, tree->arena, &none));
    file_memory_free(fresh);
    file_memory_free(memory);
}

/* Of very many texts not all are kept. */
static void test_large_texts(void **state)
{
    const Tree *tree = *state;
    enum { SIZE = 10 << 20 };
    char *content = memory_allocate(SIZE + 1);
    memset(content, 'x', SIZE);
    content[SIZE] = '\0';
    tree_write(tree, "a.h", content);
    tree_write(tree, "b.h", content);
    memory_free(content);
    FileMemory *memory = file_memory_new();
    OpenedFile a = opened(tree_path(tree, "a.h")), b = opened(tree_path(tree, "b.h"));
    const RememberedText *first = file_memory_text(memory, tree->arena, &a), *second = file_memory_text(memory, tree->arena, &b);
    assert_int_equal(first->size, SIZE);
    assert_int_equal(second->size, SIZE);
    assert_ptr_equal(file_memory_text(memory, tree->arena, &a), first);
    assert_ptr_not_equal(file_memory_text(memory, tree->arena, &b), second);
    file_memory_free(memory);
    assert_int_equal(second->text[SIZE - 1], 'x'); /* it is the arena's */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE_TEST(test_resolved_paths),
        TREE_TEST(test_absent_paths),
        TREE_TEST(test_texts),
        TREE_TEST(test_large_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
