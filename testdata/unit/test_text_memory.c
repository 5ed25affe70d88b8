/* What texts told is the same from the memory as from the texts. */
#include "cache/cache_file.h"
#include "discover/text_memory.h"

#include "tree_fixture.h"

static const char *const texts[] = {
    "",
    "#include <Python.h>\n#if X\n#include \"other.h\"\n#endif\n#define HEADER \"third.h\"\n#include HEADER\n"
    "/* gclint: ignore */\n",
    "static PyObject *make(Thing *self) { self->field = other; return call(word); }\n"
    "struct named { int a; union { long b; } c; };\ntypedef struct named alias;\nextern int declared;\nint plain = 3;\n",
    "#define PASTE(a, b) a ## b\n#define USES PASTE(x, word)\nPyTypeObject T = { 0 };\nPyMODINIT_FUNC PyInit_m(void) { }\n",
    "int open(void) { {\n",
};
enum { TEXTS = sizeof texts / sizeof *texts };

typedef struct Scans {
    Arena *arena;
    NameTable table;
    SourceScan source;
    NameScan names;
} Scans;

static Scans scans_start(void)
{
    Scans scans = {.arena = arena_new()};
    return scans;
}

static void scans_end(Scans *scans)
{
    name_scan_free(&scans->names);
    name_table_free(&scans->table);
    arena_free(scans->arena);
}

static void assert_same_source(const SourceScan *a, const SourceScan *b)
{
    assert_int_equal(a->include_count, b->include_count);
    for (uint32_t i = 0; i < a->include_count; i++) {
        assert_string_equal(a->includes[i].text, b->includes[i].text);
        assert_int_equal(a->includes[i].kind, b->includes[i].kind);
        assert_int_equal(a->includes[i].conditional, b->includes[i].conditional);
    }
    assert_int_equal(a->header_macro_count, b->header_macro_count);
    for (uint32_t i = 0; i < a->header_macro_count; i++) {
        assert_string_equal(a->header_macros[i].name, b->header_macros[i].name);
        assert_string_equal(a->header_macros[i].text, b->header_macros[i].text);
        assert_int_equal(a->header_macros[i].kind, b->header_macros[i].kind);
    }
    assert_int_equal(a->mentions_python, b->mentions_python);
    assert_int_equal(a->has_suppressions, b->has_suppressions);
    assert_int_equal(a->defines_type, b->defines_type);
}

static void assert_same_list(const Scans *a, const NameList *one, const Scans *b, const NameList *other)
{
    assert_int_equal(one->count, other->count);
    for (uint32_t i = 0; i < one->count; i++)
        assert_string_equal(a->table.names.items[one->items[i]]->text, b->table.names.items[other->items[i]]->text);
}

static void assert_same_names(const Scans *a, const Scans *b)
{
    assert_same_list(a, &a->names.names, b, &b->names.names);
    assert_same_list(a, &a->names.words, b, &b->names.words);
    assert_same_list(a, &a->names.stores, b, &b->names.stores);
    assert_same_list(a, &a->names.fragments, b, &b->names.fragments);
    assert_int_equal(a->names.pastes, b->names.pastes);
    assert_int_equal(a->names.starts_module, b->names.starts_module);
    assert_int_equal(a->names.is_doubtful, b->names.is_doubtful);
    assert_int_equal(a->names.declarations.count, b->names.declarations.count);
    for (uint32_t i = 0; i < a->names.declarations.count; i++) {
        const Declaration *one = &a->names.declarations.items[i], *other = &b->names.declarations.items[i];
        assert_int_equal(one->kind, other->kind);
        assert_int_equal(one->first_word, other->first_word);
        assert_int_equal(one->word_count, other->word_count);
        assert_int_equal(one->first_name, other->first_name);
        assert_int_equal(one->name_count, other->name_count);
        assert_int_equal(one->is_static, other->is_static);
        assert_int_equal(one->pastes, other->pastes);
        assert_int_equal(one->is_initialised, other->is_initialised);
    }
}

static void scan_and_keep(TextMemory *memory, const char *text, Scans *scans)
{
    size_t length = strlen(text);
    KnownText *known = text_memory_find(memory, text, length);
    assert_false(known_text_source(known, scans->arena, &scans->source));
    source_scan_text(&scans->source, scans->arena, text, length);
    known_text_keep_source(known, &scans->source);
    name_table_start(&scans->table, scans->arena);
    assert_false(known_text_names(known, &scans->table, &scans->names));
    name_scan_text(&scans->names, &scans->table, text, length);
    known_text_keep_names(known, &scans->names, &scans->table);
}

/* Numbers of names that differ from those of the scan. */
static void start_other_table(Scans *scans)
{
    name_table_start(&scans->table, scans->arena);
    name_table_add(&scans->table, "word", 4);
    name_table_add(&scans->table, "never_seen", 10);
}

static void assert_known(TextMemory *memory, const char *text, const Scans *expected)
{
    Scans found = scans_start();
    start_other_table(&found);
    KnownText *known = text_memory_find(memory, text, strlen(text));
    assert_int_equal(known_text_length(known), strlen(text));
    assert_true(known_text_source(known, found.arena, &found.source));
    assert_true(known_text_names(known, &found.table, &found.names));
    assert_same_source(&expected->source, &found.source);
    assert_same_names(expected, &found);
    scans_end(&found);
}

static void test_round_trip(void **state)
{
    const char *path = tree_path(*state, "m.texts");
    TextMemory *memory = text_memory_open(path);
    Scans scans[TEXTS];
    for (int i = 0; i < TEXTS; i++) {
        scans[i] = scans_start();
        scan_and_keep(memory, texts[i], &scans[i]);
    }
    for (int i = 0; i < TEXTS; i++)
        assert_known(memory, texts[i], &scans[i]); /* in the same run too */
    text_memory_close(memory);

    memory = text_memory_open(path);
    for (int i = 0; i < TEXTS; i++) {
        assert_known(memory, texts[i], &scans[i]);
        scans_end(&scans[i]);
    }
    Scans other = scans_start();
    scan_and_keep(memory, "int another;\n", &other);
    scans_end(&other);
    text_memory_close(memory);
}

static size_t size_of(const char *path)
{
    Bytes bytes;
    size_t size = cache_file_read(path, &bytes) ? bytes.count : 0;
    if (size)
        vector_free(&bytes);
    return size;
}

/* A text that is no more in the tree is forgotten when the file is written again. */
static void test_forgets(void **state)
{
    const char *path = tree_path(*state, "m.texts");
    for (int i = 1; i < 4; i++) {
        TextMemory *memory = text_memory_open(path);
        Scans scans = scans_start();
        scan_and_keep(memory, texts[i], &scans);
        scans_end(&scans);
        text_memory_close(memory);
    }
    TextMemory *memory = text_memory_open(path);
    Scans scans = scans_start();
    assert_false(known_text_source(text_memory_find(memory, texts[1], strlen(texts[1])), scans.arena, &scans.source));
    assert_true(known_text_source(text_memory_find(memory, texts[3], strlen(texts[3])), scans.arena, &scans.source));
    scans_end(&scans);
    text_memory_close(memory);
}

/* The checksum guards the file; what it holds is not believed either. */
static void test_damaged(void **state)
{
    const char *path = tree_path(*state, "m.texts");
    TextMemory *memory = text_memory_open(path);
    Scans scans = scans_start();
    scan_and_keep(memory, texts[2], &scans);
    scans_end(&scans);
    text_memory_close(memory);
    assert_true(size_of(path) > 100);
    Bytes bytes;
    assert_true(cache_file_read(path, &bytes));
    uint32_t whole = bytes.count;
    for (uint32_t i = 0; i < 2 * whole; i++) {
        unsigned char before = bytes.items[i / 2];
        bytes.items[i / 2] = i % 2 ? 0xff : (unsigned char)(before + 1);
        assert_true(cache_file_write(path, &bytes, NULL, 0));
        bytes.items[i / 2] = before;
        memory = text_memory_open(path);
        Scans found = scans_start();
        name_table_start(&found.table, found.arena);
        KnownText *known = text_memory_find(memory, texts[2], strlen(texts[2]));
        known_text_source(known, found.arena, &found.source);
        if (known_text_names(known, &found.table, &found.names))
            for (uint32_t n = 0; n < found.names.words.count; n++)
                assert_true(found.names.words.items[n] < found.table.names.count);
        scans_end(&found);
        text_memory_close(memory);
    }
    vector_free(&bytes);
}

static void test_none(void **state)
{
    (void)state;
    assert_null(text_memory_open(NULL));
    assert_null(text_memory_find(NULL, "x", 1));
    Scans scans = scans_start();
    name_table_start(&scans.table, scans.arena);
    assert_false(known_text_source(NULL, scans.arena, &scans.source));
    assert_false(known_text_names(NULL, &scans.table, &scans.names));
    known_text_keep_source(NULL, &scans.source);
    known_text_keep_names(NULL, &scans.names, &scans.table);
    text_memory_close(NULL);
    scans_end(&scans);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, tree_setup, tree_teardown),
        cmocka_unit_test_setup_teardown(test_forgets, tree_setup, tree_teardown),
        cmocka_unit_test_setup_teardown(test_damaged, tree_setup, tree_teardown),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
