/* A store in a folder of its own, and what compares scans field by field. */
#ifndef GCLINT_STORE_FIXTURE_H
#define GCLINT_STORE_FIXTURE_H

#include "reports/store_internal.h"

#include "scan_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h> /* needs the ones above */

typedef struct Fixture {
    Arena *arena;
    Scan *scan;
    const char *path;
} Fixture;

static inline int set_up(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->scan = fixture_scan(fixture->arena);
    fixture->path = arena_format(fixture->arena, "%s/store #1?%%.db", fixture->scan->root);
    *state = fixture;
    return 0;
}

static inline int tear_down(void **state)
{
    Fixture *fixture = *state;
    fixture_remove(fixture->scan);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static inline Store *open_store(const Fixture *fixture, bool read_only)
{
    const char *error;
    Store *store = store_open(fixture->arena, fixture->path, read_only, &error);
    if (!store)
        fail_msg("%s", error);
    return store;
}

static inline int64_t save(const Fixture *fixture, Store *store)
{
    const char *error;
    int64_t id = store_save(store, fixture->arena, fixture->scan, &error);
    if (!id)
        fail_msg("%s", error);
    return id;
}

static inline Scan *load(const Fixture *fixture, Store *store, int64_t id)
{
    const char *error;
    Scan *scan = store_load(store, fixture->arena, id, &error);
    if (!scan)
        fail_msg("%s", error);
    return scan;
}

static inline void execute(const char *path, const char *sql)
{
    sqlite3 *database;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(database);
}

static inline void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Opening must fail with a message that has all the words in it. */
static inline void check_refused(const Fixture *fixture, const char *path, bool read_only, const char *first,
                          const char *second)
{
    const char *error = NULL;
    Store *store = store_open(fixture->arena, path, read_only, &error);
    assert_null(store);
    assert_non_null(error);
    if (!strstr(error, first) || !strstr(error, second))
        fail_msg("expected \"%s\" and \"%s\" in: %s", first, second, error);
}

/* Round trip: every field of every structure, compared one by one. */

static inline void same_text(const char *a, const char *b)
{
    if (!a || !b)
        assert_ptr_equal(a, b);
    else
        assert_string_equal(a, b);
}

static inline void same_location(const ScanLocation *a, const ScanLocation *b)
{
    same_text(a->file, b->file);
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->column, b->column);
    assert_int_equal(a->end_line, b->end_line);
    assert_int_equal(a->end_column, b->end_column);
}

static inline void same_evidence(const ScanEvidence *a, unsigned count, const ScanEvidence *b, unsigned other_count)
{
    assert_int_equal(count, other_count);
    for (unsigned i = 0; i < count; i++) {
        same_location(&a[i].location, &b[i].location);
        same_text(a[i].text, b[i].text);
        assert_int_equal(a[i].is_step, b[i].is_step);
    }
}

static inline void same_finding(const ScanFinding *a, const ScanFinding *b)
{
    same_text(a->rule, b->rule);
    assert_int_equal(a->severity, b->severity);
    same_text(a->type, b->type);
    same_text(a->type_name, b->type_name);
    same_text(a->field, b->field);
    same_text(a->function, b->function);
    same_location(&a->location, &b->location);
    same_text(a->message, b->message);
    same_evidence(a->evidence, a->evidence_count, b->evidence, b->evidence_count);
    assert_int_equal(a->fix_count, b->fix_count);
    for (unsigned i = 0; i < a->fix_count; i++) {
        same_location(&a->fixes[i].region, &b->fixes[i].region);
        same_text(a->fixes[i].text, b->fixes[i].text);
        same_text(a->fixes[i].description, b->fixes[i].description);
    }
    same_text(a->fingerprint, b->fingerprint);
    assert_int_equal(a->suppressed, b->suppressed);
    same_text(a->suppression_reason, b->suppression_reason);
    same_text(a->baseline, b->baseline);
}

static inline void same_reference(const ScanReference *a, const ScanReference *b)
{
    same_text(a->path, b->path);
    same_text(a->declared, b->declared);
    assert_int_equal(a->offset, b->offset);
    same_text(a->owned, b->owned);
    same_text(a->cyclic, b->cyclic);
    same_text(a->visited, b->visited);
    same_text(a->cleared, b->cleared);
    same_text(a->released, b->released);
    same_text(a->unknown_reason, b->unknown_reason);
    same_location(&a->declaration, &b->declaration);
    same_evidence(a->evidence, a->evidence_count, b->evidence, b->evidence_count);
}

static inline void same_type(const ScanType *a, const ScanType *b)
{
    same_text(a->symbol, b->symbol);
    same_text(a->name, b->name);
    same_text(a->style, b->style);
    same_text(a->record, b->record);
    same_text(a->base, b->base);
    same_text(a->variant, b->variant);
    same_location(&a->location, &b->location);
    assert_int_equal(a->flag_count, b->flag_count);
    for (unsigned i = 0; i < a->flag_count; i++)
        same_text(a->flags[i], b->flags[i]);
    assert_int_equal(a->gc, b->gc);
    assert_int_equal(a->complete, b->complete);
    assert_int_equal(a->weakly_referenceable, b->weakly_referenceable);
    assert_int_equal(a->has_finalizer, b->has_finalizer);
    assert_int_equal(a->unresolved_count, b->unresolved_count);
    for (unsigned i = 0; i < a->unresolved_count; i++)
        same_text(a->unresolved[i], b->unresolved[i]);
    assert_int_equal(a->slot_count, b->slot_count);
    for (unsigned i = 0; i < a->slot_count; i++) {
        same_text(a->slots[i].slot, b->slots[i].slot);
        same_text(a->slots[i].function, b->slots[i].function);
    }
    assert_int_equal(a->reference_count, b->reference_count);
    for (unsigned i = 0; i < a->reference_count; i++)
        same_reference(&a->references[i], &b->references[i]);
}

static inline void same_unit(const ScanUnit *a, const ScanUnit *b)
{
    same_text(a->path, b->path);
    same_text(a->variant, b->variant);
    same_text(a->status, b->status);
    same_text(a->reason, b->reason);
    assert_int_equal(a->diagnostics, b->diagnostics);
}

static inline void same_module(const ScanModule *a, const ScanModule *b)
{
    same_text(a->symbol, b->symbol);
    same_text(a->name, b->name);
    same_text(a->state, b->state);
    same_text(a->m_traverse, b->m_traverse);
    same_text(a->m_clear, b->m_clear);
    same_text(a->m_free, b->m_free);
    same_location(&a->location, &b->location);
}

static inline void same_edge(const ScanEdge *a, const ScanEdge *b)
{
    assert_int_equal(a->from, b->from);
    assert_int_equal(a->to, b->to);
    same_text(a->field, b->field);
    assert_int_equal(a->owned, b->owned);
    assert_int_equal(a->by_collector, b->by_collector);
}

static inline void same_skipped(const ScanSkippedRegion *a, const ScanSkippedRegion *b)
{
    same_text(a->file, b->file);
    same_text(a->condition, b->condition);
    same_text(a->symbols, b->symbols);
    same_text(a->reason, b->reason);
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->end_line, b->end_line);
}

static inline void same_rule(const ScanRule *a, const ScanRule *b)
{
    same_text(a->name, b->name);
    same_text(a->family, b->family);
    same_text(a->python, b->python);
    same_text(a->summary, b->summary);
    same_text(a->markdown, b->markdown);
    assert_int_equal(a->severity, b->severity);
    same_text(a->security_severity, b->security_severity);
}

#define SAME_ALL(a, b, count, array, same)                                                                             \
    do {                                                                                                               \
        assert_int_equal((a)->count, (b)->count);                                                                      \
        for (unsigned i = 0; i < (a)->count; i++)                                                                      \
            same(&(a)->array[i], &(b)->array[i]);                                                                      \
    } while (0)

static inline void same_scan(const Scan *a, const Scan *b)
{
    same_text(a->tool_version, b->tool_version);
    same_text(a->clang_version, b->clang_version);
    same_text(a->target, b->target);
    same_text(a->package, b->package);
    same_text(a->version, b->version);
    assert_true(a->audit == b->audit);
    same_text(a->root, b->root);
    same_text(a->python, b->python);
    same_text(a->started, b->started);
    same_text(a->command, b->command);
    assert_true(a->seconds == b->seconds);
    SAME_ALL(a, b, rule_count, rules, same_rule);
    SAME_ALL(a, b, unit_count, units, same_unit);
    SAME_ALL(a, b, type_count, types, same_type);
    SAME_ALL(a, b, module_count, modules, same_module);
    SAME_ALL(a, b, edge_count, edges, same_edge);
    SAME_ALL(a, b, skipped_count, skipped, same_skipped);
    SAME_ALL(a, b, finding_count, findings, same_finding);
}

static inline int64_t count(const char *path, const char *query)
{
    sqlite3 *database;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, query, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return number;
}

#define STORE_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
