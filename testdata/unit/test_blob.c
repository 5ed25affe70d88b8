#include "frontend_fixture.h"

#include "facts/blob.h"
#include "facts/build.h"
#include "facts/embedding.h"

static const char source[] =
    "typedef struct _object { long refcount; } PyObject;\n"
    "typedef struct { PyObject base; struct { PyObject *a, *b[2]; }; } Foo;\n"
    "#define CLEAR(x) do { PyObject *tmp = (x); if (tmp) { (x) = 0; drop(tmp); } } while (0)\n"
    "void drop(PyObject *);\n"
    "static int clear(Foo *self) { for (int i = 0; i < 2; i++) CLEAR(self->b[i]); return lost(self); }\n"
    "static struct { const char *name; int (*f)(Foo *); } table[] = {{\"clear\", clear}, {.f = 0}};\n"
    "#if 0\nstatic PyTypeObject Never = {0};\n#endif\n";

static Blob make_blob(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c", source);
    assert_int_equal(unit->status, UNIT_PARTIAL);
    Blob blob = blob_write(unit);
    unit_free(unit);
    return blob;
}

static void test_round_trip(void **state)
{
    Unit *unit = snippet_unit(*state, "a.c", source);
    Blob first, second;
    first = blob_write(unit);
    Unit *copy = blob_read(first.bytes, first.size);
    assert_non_null(copy);
    char *before = snippet_dump(unit), *after = snippet_dump(copy);
    assert_string_equal(before, after);
    second = blob_write(copy);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.bytes, second.bytes, first.size);
    free(before);
    free(after);
    unit_free(unit);
    unit_free(copy);
    memory_free(first.bytes);
    memory_free(second.bytes);
}

static void test_same_source_same_bytes(void **state)
{
    Blob first = make_blob(state), second = make_blob(state);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.bytes, second.bytes, first.size);
    memory_free(first.bytes);
    memory_free(second.bytes);
}

static void test_digest(void **state)
{
    Blob blob = make_blob(state);
    Unit *unit = blob_read(blob.bytes, blob.size), *copy = blob_read(blob.bytes, blob.size);
    BlobDigest first = blob_digest(unit), second = blob_digest(copy);
    assert_memory_equal(&first, &second, sizeof first);
    copy->nodes.items[copy->nodes.count - 1].span.line++;
    second = blob_digest(copy);
    assert_memory_not_equal(&first, &second, sizeof first);
    copy->nodes.items[copy->nodes.count - 1].span.line--;
    copy->error_count++;
    second = blob_digest(copy);
    assert_memory_not_equal(&first, &second, sizeof first);
    unit_free(unit);
    unit_free(copy);
    memory_free(blob.bytes);
}

static void test_empty_unit(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    Blob blob = blob_write(unit);
    Unit *copy = blob_read(blob.bytes, blob.size);
    assert_non_null(copy);
    assert_int_equal(copy->nodes.count, 1);
    unit_free(copy);
    unit_free(unit);
    memory_free(blob.bytes);
}

static void test_truncated(void **state)
{
    Blob blob = make_blob(state);
    for (size_t size = 0; size < blob.size; size++)
        assert_null(blob_read(blob.bytes, size));
    memory_free(blob.bytes);
}

/* Walks everything a reader would walk. */
static void use_unit(const Unit *unit)
{
    free(snippet_dump(unit));
    int64_t value;
    for (NodeId id = 0; id < unit->nodes.count; id++) {
        unit_constant(unit, id, &value);
        unit_strip_casts(unit, id);
    }
    for (RecordId id = 0; id < unit->records.count; id++)
        unit_find_field(unit, id, "not there", NULL);
    for (TypeId id = 0; id < unit->types.count; id++)
        unit_type_is_object_pointer(unit, id);
}

/* Every byte changed in several ways: such a blob is refused, or can be used without harm. */
static void test_flipped_bytes(void **state)
{
    static const unsigned char changes[] = {0x01, 0x80, 0xff, 0x10};
    Blob blob = make_blob(state);
    unsigned refused = 0, read = 0;
    for (size_t i = 0; i < blob.size; i++) {
        blob.bytes[i] ^= changes[i % sizeof changes];
        Unit *unit = blob_read(blob.bytes, blob.size);
        if (unit && i % 7 == 0)
            use_unit(unit);
        unit ? read++ : refused++;
        unit_free(unit);
        blob.bytes[i] ^= changes[i % sizeof changes];
    }
    assert_true(refused > blob.size / 4);
    assert_true(read > 0);
    memory_free(blob.bytes);
}

/* Writes the unit after a change and says whether the blob is accepted. */
static bool is_accepted(const Unit *unit)
{
    Blob blob = blob_write(unit);
    Unit *copy = blob_read(blob.bytes, blob.size);
    unit_free(copy);
    memory_free(blob.bytes);
    return copy != NULL;
}

static void test_node_cycles(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    for (int i = 0; i < 3; i++)
        vector_push(&unit->nodes, (Node){.kind = N_BLOCK});
    unit_set_children(unit, 2, (NodeId[]){1}, 1);
    assert_true(is_accepted(unit));
    unit_set_children(unit, 3, (NodeId[]){1}, 1); /* two parents */
    assert_false(is_accepted(unit));
    unit->nodes.items[3].child_count = 0;
    unit_set_children(unit, 1, (NodeId[]){2}, 1); /* a circle */
    assert_false(is_accepted(unit));
    unit_set_children(unit, 1, (NodeId[]){1}, 1);
    assert_false(is_accepted(unit));
    unit_free(unit);
}

static void test_node_depth(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    vector_push(&unit->nodes, (Node){.kind = N_BLOCK});
    for (NodeId id = 2; id <= UNIT_NODE_DEPTH_LIMIT + 1; id++) {
        vector_push(&unit->nodes, (Node){.kind = N_BLOCK});
        unit_set_children(unit, id, (NodeId[]){id - 1}, 1);
    }
    assert_true(is_accepted(unit));
    NodeId last = unit->nodes.count - 1;
    vector_push(&unit->nodes, (Node){.kind = N_BLOCK});
    unit_set_children(unit, last + 1, &last, 1);
    assert_false(is_accepted(unit));
    unit_free(unit);
}

static void test_record_cycles(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    vector_push(&unit->records, (Record){.first_field = 1, .field_count = 1});
    vector_push(&unit->records, (Record){.first_field = 2, .field_count = 1});
    vector_push(&unit->types, (CType){.kind = CTYPE_RECORD, .record = 1});
    vector_push(&unit->types, (CType){.kind = CTYPE_RECORD, .record = 2});
    vector_push(&unit->types, (CType){.kind = CTYPE_ARRAY, .target = 1});
    vector_push(&unit->types, (CType){.kind = CTYPE_POINTER, .target = 1});
    vector_push(&unit->fields, (Field){.type = 2});
    vector_push(&unit->fields, (Field){.type = 4}); /* record 2 points to record 1: fine */
    assert_true(is_accepted(unit));
    unit->fields.items[2].type = 3; /* record 2 holds an array of record 1, which holds record 2 */
    assert_false(is_accepted(unit));
    embedding_cut_cycles(unit);
    assert_true(is_accepted(unit));
    unit_free(unit);
}

static void test_type_cycles(void **state)
{
    (void)state;
    Unit *unit = unit_new();
    vector_push(&unit->types, (CType){.kind = CTYPE_POINTER, .target = 1});
    assert_false(is_accepted(unit));
    unit->types.items[1].target = 0;
    assert_true(is_accepted(unit));
    unit->types.items[1].record = 5;
    assert_false(is_accepted(unit));
    unit_free(unit);
}

static void test_other_format(void **state)
{
    Blob blob = make_blob(state);
    blob.bytes[8]++; /* BLOB_FORMAT, behind the magic */
    assert_null(blob_read(blob.bytes, blob.size));
    memory_free(blob.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_same_source_same_bytes, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_digest, snippet_setup, snippet_teardown),
        cmocka_unit_test(test_empty_unit),
        cmocka_unit_test_setup_teardown(test_truncated, snippet_setup, snippet_teardown),
        cmocka_unit_test_setup_teardown(test_flipped_bytes, snippet_setup, snippet_teardown),
        cmocka_unit_test(test_node_cycles),
        cmocka_unit_test(test_node_depth),
        cmocka_unit_test(test_record_cycles),
        cmocka_unit_test(test_type_cycles),
        cmocka_unit_test_setup_teardown(test_other_format, snippet_setup, snippet_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
