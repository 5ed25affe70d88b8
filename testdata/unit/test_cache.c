#include "cache/cache_file.h"
#include "cache/cache_folder.h"
#include "cache/stamp.h"

#include "tree_fixture.h"

#include <fcntl.h>
#include <time.h>

static void test_arena(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    static const size_t sizes[] = {0, 1, 15, 16, 17, 3999, 4000, 4001, 16000, 100000, (size_t)3 << 20};
    unsigned char *blocks[100];
    for (size_t i = 0; i < 100; i++) {
        size_t size = sizes[i % (sizeof sizes / sizeof *sizes)];
        blocks[i] = arena_allocate(arena, size);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        for (size_t n = 0; n < size; n++)
            assert_int_equal(blocks[i][n], 0);
        memset(blocks[i], (int)i + 1, size);
    }
    for (size_t i = 0; i < 100; i++) {
        size_t size = sizes[i % (sizeof sizes / sizeof *sizes)];
        assert_true(!size || (blocks[i][0] == i + 1 && blocks[i][size - 1] == i + 1));
    }
    arena_free(arena);
}

static void test_bytes(void **state)
{
    (void)state;
    Bytes bytes = {0};
    bytes_add_number(&bytes, 7);
    bytes_add_text(&bytes, "text");
    bytes_add_text(&bytes, "");
    for (uint32_t length = 0; length <= bytes.count; length++) {
        ByteReader reader = {.at = bytes.items, .left = length};
        uint64_t number = bytes_read_number(&reader);
        const char *text = bytes_read_text(&reader), *empty = bytes_read_text(&reader);
        assert_int_equal(reader.is_damaged, length < bytes.count);
        assert_string_equal(empty, "");
        if (length == bytes.count) {
            assert_int_equal(number, 7);
            assert_string_equal(text, "text");
        }
    }
    uint32_t count;
    ByteReader reader = {.at = bytes.items, .left = bytes.count};
    assert_true(bytes_read_count(&reader, 1, &count));
    reader = (ByteReader){.at = bytes.items, .left = bytes.count};
    assert_false(bytes_read_count(&reader, 100, &count)); /* so many cannot follow */
    assert_int_equal(count, 0);
    vector_free(&bytes);
}

static void test_files(void **state)
{
    Tree *tree = *state;
    const char *path = tree_path(tree, "entry");
    Bytes bytes = {0}, back;
    for (uint64_t i = 0; i < 1000; i++)
        bytes_add_number(&bytes, i);
    assert_false(cache_file_read(path, &back));
    assert_true(cache_file_write(path, &bytes, NULL, 0));
    assert_true(cache_file_read(path, &back));
    assert_int_equal(back.count, bytes.count);
    assert_memory_equal(back.items, bytes.items, bytes.count);
    vector_free(&back);
    assert_true(cache_file_read_head(path, &back)); /* which is all of it */
    assert_int_equal(back.count, bytes.count);
    vector_free(&back);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    for (off_t at = 0; at < status.st_size; at += 97) {
        unsigned char byte;
        int file = open(path, O_RDWR);
        assert_int_equal(pread(file, &byte, 1, at), 1);
        byte ^= 0x20;
        assert_int_equal(pwrite(file, &byte, 1, at), 1);
        assert_false(cache_file_read(path, &back));
        byte ^= 0x20;
        assert_int_equal(pwrite(file, &byte, 1, at), 1);
        close(file);
    }
    for (off_t size = status.st_size - 1; size >= 0; size -= 500) {
        assert_int_equal(truncate(path, size), 0);
        assert_false(cache_file_read(path, &back));
    }
    assert_false(cache_file_write(tree_path(tree, "no/such/folder"), &bytes, NULL, 0));
    assert_false(cache_file_read(tree->root, &back));
    vector_free(&bytes);
}

/* What is behind the head may be damaged without harm to who reads only that. */
static void test_heads(void **state)
{
    const char *path = tree_path(*state, "entry");
    Bytes bytes = {0}, head = {0}, back = {0};
    for (uint64_t i = 0; i < 1000; i++)
        bytes_add_number(&bytes, i);
    bytes_add(&head, bytes.items, 80);
    assert_true(cache_file_write(path, &head, bytes.items + 80, bytes.count - 80));
    assert_true(cache_file_read_head(path, &back));
    assert_int_equal(back.count, 80);
    assert_memory_equal(back.items, bytes.items, 80);
    assert_true(cache_file_read_next(path, &back));
    assert_int_equal(back.count, bytes.count);
    assert_memory_equal(back.items, bytes.items, bytes.count);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    int file = open(path, O_RDWR);
    assert_int_equal(pwrite(file, "x", 1, status.st_size - 1), 1);
    assert_false(cache_file_read_next(path, &back));
    assert_true(cache_file_read_head(path, &back));
    assert_int_equal(pwrite(file, "x", 1, status.st_size - bytes.count + 79), 1);
    assert_false(cache_file_read_head(path, &back));
    close(file);
    vector_free(&back);
    vector_free(&head);
    vector_free(&bytes);
}

static void write_old(const Tree *tree, const char *name, unsigned size, time_t age)
{
    char *text = arena_allocate(tree->arena, size + 1);
    memset(text, 'x', size);
    tree_write(tree, name, text);
    struct timespec times[2] = {{.tv_sec = time(NULL) - age}, {.tv_sec = time(NULL) - age}};
    assert_int_equal(utimensat(AT_FDCWD, tree_path(tree, name), times, 0), 0);
}

static bool is_there(const Tree *tree, const char *name)
{
    return access(tree_path(tree, name), F_OK) == 0;
}

static void test_trimming(void **state)
{
    Tree *tree = *state;
    write_old(tree, "CACHEDIR.TAG", 10, 100000);
    write_old(tree, "oldest.facts", 1000, 9000);
    write_old(tree, "older.pch", 1000, 8000);
    write_old(tree, "new.facts", 1000, 10);
    write_old(tree, "left.facts.4711", 10, 7200);
    write_old(tree, "writing.facts.4712", 10, 5);
    cache_folder_trim(tree->root, 2100);
    assert_false(is_there(tree, "oldest.facts"));
    assert_false(is_there(tree, "left.facts.4711"));
    assert_true(is_there(tree, "older.pch"));
    assert_true(is_there(tree, "new.facts"));
    assert_true(is_there(tree, "writing.facts.4712"));
    assert_true(is_there(tree, "CACHEDIR.TAG"));
    cache_folder_trim(tree->root, 0); /* it was looked at just now */
    assert_true(is_there(tree, "new.facts"));
}

static void test_folders(void **state)
{
    Tree *tree = *state;
    const char *old = getenv("XDG_CACHE_HOME");
    char *kept = old ? memory_copy_string(old) : NULL;
    setenv("XDG_CACHE_HOME", tree_path(tree, "a/b"), 1);
    const char *folder = cache_folder_find(tree->arena);
    assert_string_equal(folder, tree_path(tree, "a/b/gclint"));
    assert_true(is_there(tree, "a/b/gclint/CACHEDIR.TAG"));
    tree_write(tree, "file", "");
    setenv("XDG_CACHE_HOME", tree_path(tree, "file"), 1);
    assert_null(cache_folder_find(tree->arena));
    folder = cache_folder_temporary(tree->arena);
    assert_non_null(folder);
    FILE *file = fopen(arena_format(tree->arena, "%s/x.pch", folder), "w");
    assert_non_null(file);
    fclose(file);
    cache_folder_remove(folder);
    assert_int_not_equal(access(folder, F_OK), 0);
    if (kept)
        setenv("XDG_CACHE_HOME", kept, 1);
    else
        unsetenv("XDG_CACHE_HOME");
    memory_free(kept);
}

static void test_stamps(void **state)
{
    Tree *tree = *state;
    const char *path = tree_path(tree, "x");
    FileStamp none = stamp_of(path);
    assert_false(stamp_exists(&none));
    tree_write(tree, "x", "one");
    FileStamp one = stamp_of(path);
    assert_true(stamp_exists(&one));
    int64_t now = stamp_now();
    assert_true(stamp_is_fresh(&one, now));
    assert_false(stamp_is_fresh(&one, now + (int64_t)10 * 1000000000));
    usleep(20000);
    tree_write(tree, "x", "two");
    FileStamp two = stamp_of(path);
    assert_false(stamp_same(&one, &two));
    Bytes bytes = {0};
    bytes_add_stamp(&bytes, &two);
    ByteReader reader = {.at = bytes.items, .left = bytes.count};
    FileStamp back = bytes_read_stamp(&reader);
    assert_true(stamp_same(&back, &two) && !reader.is_damaged && !reader.left);
    vector_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena), cmocka_unit_test(test_bytes), TREE_TEST(test_files), TREE_TEST(test_heads),
        TREE_TEST(test_trimming),     TREE_TEST(test_folders),      TREE_TEST(test_stamps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
