/* Files that are no stores, or damaged, or of which there is no room left; writers at once, and killed ones. */
#include "store_fixture.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_foreign_files),
        STORE_TEST(test_newer_format),
        STORE_TEST(test_corrupt_pages),
        STORE_TEST(test_hostile_rows),
        STORE_TEST(test_read_only_store_and_folder),
        STORE_TEST(test_no_room_left),
        STORE_TEST(test_page_limit),
        STORE_TEST(test_writers_at_once),
        STORE_TEST(test_killed_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
