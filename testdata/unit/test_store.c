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

static int set_up(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->scan = fixture_scan(fixture->arena);
    fixture->path = arena_format(fixture->arena, "%s/store #1?%%.db", fixture->scan->root);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;
    fixture_remove(fixture->scan);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static Store *open_store(const Fixture *fixture, bool read_only)
{
    const char *error;
    Store *store = store_open(fixture->arena, fixture->path, read_only, &error);
    if (!store)
        fail_msg("%s", error);
    return store;
}

static int64_t save(const Fixture *fixture, Store *store)
{
    const char *error;
    int64_t id = store_save(store, fixture->arena, fixture->scan, &error);
    if (!id)
        fail_msg("%s", error);
    return id;
}

static Scan *load(const Fixture *fixture, Store *store, int64_t id)
{
    const char *error;
    Scan *scan = store_load(store, fixture->arena, id, &error);
    if (!scan)
        fail_msg("%s", error);
    return scan;
}

static void execute(const char *path, const char *sql)
{
    sqlite3 *database;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(database);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Opening must fail with a message that has all the words in it. */
static void check_refused(const Fixture *fixture, const char *path, bool read_only, const char *first,
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

static void same_text(const char *a, const char *b)
{
    if (!a || !b)
        assert_ptr_equal(a, b);
    else
        assert_string_equal(a, b);
}

static void same_location(const ScanLocation *a, const ScanLocation *b)
{
    same_text(a->file, b->file);
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->column, b->column);
    assert_int_equal(a->end_line, b->end_line);
    assert_int_equal(a->end_column, b->end_column);
}

static void same_evidence(const ScanEvidence *a, unsigned count, const ScanEvidence *b, unsigned other_count)
{
    assert_int_equal(count, other_count);
    for (unsigned i = 0; i < count; i++) {
        same_location(&a[i].location, &b[i].location);
        same_text(a[i].text, b[i].text);
        assert_int_equal(a[i].is_step, b[i].is_step);
    }
}

static void same_finding(const ScanFinding *a, const ScanFinding *b)
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

static void same_reference(const ScanReference *a, const ScanReference *b)
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

static void same_type(const ScanType *a, const ScanType *b)
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

static void same_unit(const ScanUnit *a, const ScanUnit *b)
{
    same_text(a->path, b->path);
    same_text(a->variant, b->variant);
    same_text(a->status, b->status);
    same_text(a->reason, b->reason);
    assert_int_equal(a->diagnostics, b->diagnostics);
}

static void same_module(const ScanModule *a, const ScanModule *b)
{
    same_text(a->symbol, b->symbol);
    same_text(a->name, b->name);
    same_text(a->state, b->state);
    same_text(a->m_traverse, b->m_traverse);
    same_text(a->m_clear, b->m_clear);
    same_text(a->m_free, b->m_free);
    same_location(&a->location, &b->location);
}

static void same_edge(const ScanEdge *a, const ScanEdge *b)
{
    assert_int_equal(a->from, b->from);
    assert_int_equal(a->to, b->to);
    same_text(a->field, b->field);
    assert_int_equal(a->owned, b->owned);
    assert_int_equal(a->by_collector, b->by_collector);
}

static void same_skipped(const ScanSkippedRegion *a, const ScanSkippedRegion *b)
{
    same_text(a->file, b->file);
    same_text(a->condition, b->condition);
    same_text(a->symbols, b->symbols);
    same_text(a->reason, b->reason);
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->end_line, b->end_line);
}

static void same_rule(const ScanRule *a, const ScanRule *b)
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

static void same_scan(const Scan *a, const Scan *b)
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

static void test_round_trip(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    int64_t id = save(fixture, store);
    Scan *loaded = load(fixture, store, id);
    assert_int_equal(loaded->id, id);
    same_scan(fixture->scan, loaded);
    store_close(store);
    store = open_store(fixture, true);
    same_scan(fixture->scan, load(fixture, store, 0));
    store_close(store);
}

static void test_empty_scan(void **state)
{
    const Fixture *fixture = *state;
    const char *error;
    Scan nothing = {0};
    Store *store = open_store(fixture, false);
    int64_t id = store_save(store, fixture->arena, &nothing, &error);
    assert_true(id > 0);
    same_scan(&nothing, load(fixture, store, id));
    store_close(store);
}

static void test_scans_do_not_mix(void **state)
{
    Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    int64_t first = save(fixture, store);
    Scan before = *fixture->scan;
    fixture->scan->finding_count = 1;
    fixture->scan->type_count = 1;
    fixture->scan->edges = NULL;
    fixture->scan->edge_count = 0;
    fixture->scan->target = "another";
    int64_t second = save(fixture, store);
    assert_true(second > first);
    same_scan(&before, load(fixture, store, first));
    same_scan(fixture->scan, load(fixture, store, second));
    same_scan(fixture->scan, load(fixture, store, 0));
    store_close(store);
}

static int64_t count(const char *path, const char *query)
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

static void test_rules_are_shared(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    save(fixture, store);
    store_close(store);
    assert_int_equal(count(fixture->path, "SELECT count(*) FROM rules"), fixture->scan->rule_count);
    assert_int_equal(count(fixture->path, "SELECT count(*) FROM scan_rules"), 2 * fixture->scan->rule_count);
}

static void test_deleting_a_scan(void **state)
{
    const Fixture *fixture = *state;
    static const char *const tables[] = {"units",
                                         "types",
                                         "type_flags",
                                         "type_slots",
                                         "type_unresolved",
                                         "object_references",
                                         "reference_evidence",
                                         "modules",
                                         "edges",
                                         "skipped_regions",
                                         "findings",
                                         "finding_evidence",
                                         "finding_fixes",
                                         "scan_rules"};
    Store *store = open_store(fixture, false);
    int64_t first = save(fixture, store);
    int64_t second = save(fixture, store);
    store_close(store);
    execute(fixture->path, arena_format(fixture->arena, "PRAGMA foreign_keys = ON; DELETE FROM scans WHERE id = %lld",
                                        (long long)second));
    for (unsigned i = 0; i < sizeof tables / sizeof *tables; i++)
        assert_int_equal(
            count(fixture->path, arena_format(fixture->arena, "SELECT count(*) FROM %s WHERE scan_id <> %lld",
                                              tables[i], (long long)first)),
            0);
    store = open_store(fixture, false);
    same_scan(fixture->scan, load(fixture, store, 0));
    assert_int_equal(save(fixture, store), second + 1);
    store_close(store);
}

static void test_no_such_scan(void **state)
{
    const Fixture *fixture = *state;
    const char *error;
    Store *store = open_store(fixture, false);
    assert_null(store_load(store, fixture->arena, 0, &error));
    assert_non_null(strstr(error, "holds no scan yet"));
    save(fixture, store);
    assert_null(store_load(store, fixture->arena, 7, &error));
    assert_non_null(strstr(error, "no scan 7: it holds only scan 1"));
    save(fixture, store);
    assert_null(store_load(store, fixture->arena, -1, &error));
    assert_non_null(strstr(error, "holds scans 1 to 2"));
    store_close(store);
}

static void test_places_that_cannot_be(void **state)
{
    const Fixture *fixture = *state;
    const char *root = fixture->scan->root;
    check_refused(fixture, arena_format(fixture->arena, "%s/no/where.db", root), false, "there is no folder",
                  "--db FILE");
    check_refused(fixture, arena_format(fixture->arena, "%s/none.db", root), true, "there is no store", "gclint scan");
    check_refused(fixture, root, false, "is a folder", "--db FILE");
    check_refused(fixture, arena_format(fixture->arena, "%s/src/pipe.c", root), false, "not a regular file",
                  "--db FILE");
    check_refused(fixture, arena_format(fixture->arena, "%s/src/box.c/x.db", root), false, "Not a directory",
                  "--db FILE");
    check_refused(fixture, "", false, "empty", "--db FILE");
    write_file(fixture->path, "", 0);
    check_refused(fixture, fixture->path, true, "is empty", "gclint scan");
    store_close(open_store(fixture, false));
}

static void test_names_with_a_meaning_for_sqlite(void **state)
{
    const Fixture *fixture = *state;
    const char *error;
    char *before = getcwd(NULL, 0);
    assert_int_equal(chdir(fixture->scan->root), 0);
    static const char *const names[] = {":memory:", "file:x.db?mode=memory"};
    for (unsigned i = 0; i < 2; i++) {
        Store *store = store_open(fixture->arena, names[i], false, &error);
        assert_non_null(store);
        save(fixture, store);
        store_close(store);
        assert_int_equal(access(names[i], F_OK), 0);
    }
    assert_int_equal(chdir(before), 0);
    free(before);
}

static void test_foreign_files(void **state)
{
    const Fixture *fixture = *state;
    const char *text = "this is a letter, not a database";
    write_file(fixture->path, text, strlen(text));
    check_refused(fixture, fixture->path, false, "not an SQLite database", "--db FILE");
    check_refused(fixture, fixture->path, true, "not an SQLite database", "--db FILE");
    write_file(fixture->path, fixture_box_text, sizeof fixture_box_text);
    check_refused(fixture, fixture->path, false, "not an SQLite database", "--db FILE");

    const char *other = arena_format(fixture->arena, "%s/other.db", fixture->scan->root);
    execute(other, "CREATE TABLE scans (id); INSERT INTO scans VALUES (1)");
    check_refused(fixture, other, false, "of another program", "was not touched");
    check_refused(fixture, other, true, "of another program", "was not touched");
    assert_int_equal(count(other, "SELECT count(*) FROM scans"), 1);
    execute(other, "DROP TABLE scans; PRAGMA application_id = 5");
    check_refused(fixture, other, false, "of another program", "was not touched");
}

static void test_newer_format(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    store_close(store);
    execute(fixture->path, "PRAGMA user_version = 999");
    check_refused(fixture, fixture->path, false, "newer gclint", "format 999");
    check_refused(fixture, fixture->path, true, "newer gclint", "format 999");
}

/* Overwrites pages in the middle with garbage, at every place in turn: each time either a message or the right scan. */
static void test_corrupt_pages(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    store_close(store);
    struct stat status;
    assert_int_equal(stat(fixture->path, &status), 0);
    FILE *file = fopen(fixture->path, "rb");
    char *original = malloc((size_t)status.st_size), *damaged = malloc((size_t)status.st_size);
    assert_int_equal(fread(original, 1, (size_t)status.st_size, file), (size_t)status.st_size);
    fclose(file);
    unsigned refused = 0;
    for (off_t at = 100; at + 512 <= status.st_size; at += 1024) {
        const char *error = NULL;
        memcpy(damaged, original, (size_t)status.st_size);
        for (unsigned i = 0; i < 512; i++)
            damaged[at + i] = (char)(i * 37 + 11);
        write_file(fixture->path, damaged, (size_t)status.st_size);
        store = store_open(fixture->arena, fixture->path, false, &error);
        if (store && !store_load(store, fixture->arena, 0, &error))
            assert_non_null(error);
        if (error)
            refused++;
        store_close(store);
    }
    assert_true(refused > 5);
    write_file(fixture->path, original, (size_t)status.st_size / 2);
    check_refused(fixture, fixture->path, true, "damaged", "move it away");
    free(original);
    free(damaged);
}

static void check_hostile_rows(const Fixture *fixture, const char *change)
{
    const char *error = NULL;
    unlink(fixture->path);
    Store *store = open_store(fixture, false);
    save(fixture, store);
    store_close(store);
    execute(fixture->path, arena_format(fixture->arena, "PRAGMA ignore_check_constraints = ON; %s", change));
    store = open_store(fixture, false);
    assert_null(store_load(store, fixture->arena, 0, &error));
    assert_non_null(strstr(error, "damaged"));
    store_close(store);
}

static void test_hostile_rows(void **state)
{
    const Fixture *fixture = *state;
    check_hostile_rows(fixture, "UPDATE edges SET to_type = 99 WHERE position = 0");
    check_hostile_rows(fixture, "UPDATE edges SET from_type = -1 WHERE position = 0");
    check_hostile_rows(fixture, "UPDATE findings SET severity = 'fatal'");
    check_hostile_rows(fixture, "UPDATE findings SET line = 99999999999");
    check_hostile_rows(fixture, "UPDATE finding_evidence SET finding = 5000 WHERE finding = 0");
    check_hostile_rows(fixture, "UPDATE reference_evidence SET reference = 5000");
    check_hostile_rows(fixture, "DELETE FROM types");
    check_hostile_rows(fixture, "DELETE FROM findings");
    check_hostile_rows(fixture, "DROP TABLE units");
    check_hostile_rows(fixture, "ALTER TABLE units DROP COLUMN path");
}

/* Runs as an unprivileged user where the tests run as root, whom permissions do not stop. */
static void as_unprivileged(const Fixture *fixture, void (*check)(const Fixture *))
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(2);
        check(fixture);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void expect_refusal(const Fixture *fixture, const char *path, const char *words)
{
    const char *error = NULL;
    if (store_open(fixture->arena, path, false, &error) || !strstr(error, words)) {
        fprintf(stderr, "expected \"%s\" in: %s\n", words, error ? error : "(it was opened)");
        _exit(1);
    }
}

static void read_what_cannot_be_written(const Fixture *fixture)
{
    const char *error = NULL;
    expect_refusal(fixture, fixture->path, "is read-only");
    expect_refusal(fixture, arena_format(fixture->arena, "%s/new.db", fixture->scan->root), "Permission denied");
    Store *store = store_open(fixture->arena, fixture->path, true, &error);
    Scan *scan = store ? store_load(store, fixture->arena, 0, &error) : NULL;
    store_close(store);
    if (!scan || scan->finding_count != fixture->scan->finding_count) {
        fprintf(stderr, "not readable: %s\n", error ? error : "other findings");
        _exit(1);
    }
}

static void test_read_only_store_and_folder(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    store_close(store);
    assert_int_equal(chmod(fixture->path, 0444), 0);
    assert_int_equal(chmod(fixture->scan->root, 0555), 0);
    as_unprivileged(fixture, read_what_cannot_be_written);
    assert_int_equal(chmod(fixture->scan->root, 0700), 0);
}

/* A file that may not grow, as on a full disk: the store answers with a message and keeps what it had. */
static void save_without_room(const Fixture *fixture)
{
    struct stat status;
    const char *error = NULL;
    signal(SIGXFSZ, SIG_IGN);
    Store *store = store_open(fixture->arena, fixture->path, false, &error);
    stat(fixture->path, &status);
    struct rlimit limit = {(rlim_t)status.st_size, (rlim_t)status.st_size};
    setrlimit(RLIMIT_FSIZE, &limit);
    int64_t id = 1;
    for (unsigned i = 0; i < 100 && id; i++)
        id = store_save(store, fixture->arena, fixture->scan, &error);
    if (id || !strstr(error, "cannot save the scan in the store") || !strstr(error, "--db FILE")) {
        fprintf(stderr, "expected a message about the disk, got: %s\n", error ? error : "(saved)");
        _exit(1);
    }
    if (!store_load(store, fixture->arena, 1, &error)) {
        fprintf(stderr, "the earlier scan is gone: %s\n", error);
        _exit(1);
    }
    store_close(store);
}

static void test_no_room_left(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    store_close(store);
    assert_int_equal(chmod(fixture->path, 0666), 0);
    assert_int_equal(chmod(fixture->scan->root, 0777), 0);
    as_unprivileged(fixture, save_without_room);
    store = open_store(fixture, true);
    same_scan(fixture->scan, load(fixture, store, 1));
    store_close(store);
}

static void test_page_limit(void **state)
{
    const Fixture *fixture = *state;
    const char *error = NULL;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    sqlite3_exec(store->database, "PRAGMA max_page_count = 1", NULL, NULL, NULL);
    int64_t id = 1;
    for (unsigned i = 0; i < 100 && id; i++)
        id = store_save(store, fixture->arena, fixture->scan, &error);
    assert_int_equal(id, 0);
    assert_non_null(strstr(error, "no room is left"));
    same_scan(fixture->scan, load(fixture, store, 1));
    store_close(store);
}

enum { WRITERS = 6, SCANS_EACH = 5 };

static void test_writers_at_once(void **state)
{
    const Fixture *fixture = *state;
    pid_t children[WRITERS];
    fflush(NULL);
    for (unsigned i = 0; i < WRITERS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] != 0)
            continue;
        for (unsigned j = 0; j < SCANS_EACH; j++) {
            const char *error = NULL;
            Store *store = store_open(fixture->arena, fixture->path, false, &error);
            if (!store || !store_save(store, fixture->arena, fixture->scan, &error)) {
                fprintf(stderr, "%s\n", error);
                _exit(1);
            }
            store_close(store);
        }
        _exit(0);
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    Store *store = open_store(fixture, true);
    for (int64_t id = 1; id <= WRITERS * SCANS_EACH; id++)
        same_scan(fixture->scan, load(fixture, store, id));
    store_close(store);
}

/* A writer that dies in the middle of its work, again and again: what was saved before stays, and is whole. */
static void test_killed_writer(void **state)
{
    const Fixture *fixture = *state;
    Store *store = open_store(fixture, false);
    save(fixture, store);
    store_close(store);
    for (unsigned round = 0; round < 20; round++) {
        fflush(NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            const char *error;
            Store *doomed = store_open(fixture->arena, fixture->path, false, &error);
            for (;;)
                store_save(doomed, fixture->arena, fixture->scan, &error);
        }
        usleep(2000 + round * 1700);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        store = open_store(fixture, false);
        same_scan(fixture->scan, load(fixture, store, 1));
        same_scan(fixture->scan, load(fixture, store, 0));
        store_close(store);
    }
    assert_int_equal(count(fixture->path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
                     0);
    assert_int_equal(count(fixture->path, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip),
        TEST(test_empty_scan),
        TEST(test_scans_do_not_mix),
        TEST(test_rules_are_shared),
        TEST(test_deleting_a_scan),
        TEST(test_no_such_scan),
        TEST(test_places_that_cannot_be),
        TEST(test_names_with_a_meaning_for_sqlite),
        TEST(test_foreign_files),
        TEST(test_newer_format),
        TEST(test_corrupt_pages),
        TEST(test_hostile_rows),
        TEST(test_read_only_store_and_folder),
        TEST(test_no_room_left),
        TEST(test_page_limit),
        TEST(test_writers_at_once),
        TEST(test_killed_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
