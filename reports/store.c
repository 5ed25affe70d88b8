#include "reports/store_internal.h"

#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 30000, WAL_ATTEMPTS = 50, WAL_PAUSE_US = 20000 };

const StoreTableColumns store_tables[TABLE_COUNT] = {
#define TABLE_ENTRY(constant, name, columns, key) {name, columns, key},
    STORE_TABLES(TABLE_ENTRY)
#undef TABLE_ENTRY
};

int64_t store_number(sqlite3 *database, const char *query, int *code)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = 0;
    *code = sqlite3_prepare_v2(database, query, -1, &statement, NULL);
    if (*code == SQLITE_OK && (*code = sqlite3_step(statement)) == SQLITE_ROW) {
        number = sqlite3_column_int64(statement, 0);
        *code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return number;
}

static const char *advice(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return "no room is left on the disk, or the file may not grow; scans stored before are kept. "
               "Free some space, or name another place with --db FILE";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "it, or the folder it is in, cannot be written. Change the permissions, or name another place with --db "
               "FILE";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program keeps it locked. Try again when that one is done";
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: /* a table or column of the schema is missing */
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
        return "the file is damaged. `sqlite3 FILE .recover` may save what is in it; "
               "move it away, or name another place with --db FILE";
    case SQLITE_NOTADB:
        return "the file is not an SQLite database. Name another place with --db FILE";
    case SQLITE_IOERR:
        return "reading or writing failed. Check the disk, or name another place with --db FILE";
    default:
        return "name another place with --db FILE";
    }
}

const char *store_error(const Store *store, Arena *arena, const char *attempt)
{
    int code = sqlite3_extended_errcode(store->database);
    const char *reason = (code & 0xff) == SQLITE_CANTOPEN && sqlite3_system_errno(store->database)
                             ? strerror(sqlite3_system_errno(store->database))
                             : sqlite3_errmsg(store->database);
    return arena_format(arena, "cannot %s the store %s: %s: %s", attempt, store->path, reason, advice(code));
}

const char *store_failed(const Store *store, Arena *arena, const char *attempt)
{
    const char *error = store_error(store, arena, attempt);
    if (!sqlite3_get_autocommit(store->database))
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    return error;
}

static const char *folder_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash ? "." : slash == path ? "/" : arena_copy_text(arena, path, (size_t)(slash - path));
}

/* SQLite keeps its log beside the file, so the folder must be writable too. */
static const char *writing_problem(Arena *arena, const char *path, bool exists)
{
    const char *folder = folder_of(arena, path);
    struct stat status;
    if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
        return arena_format(
            arena, "cannot make the store %s: there is no folder %s: make it, or name another place with --db FILE",
            path, folder);
    if (exists && access(path, W_OK) != 0)
        return arena_format(
            arena, "the store %s is read-only (%s): change its permissions, or name another place with --db FILE", path,
            strerror(errno));
    if (access(folder, W_OK | X_OK) != 0)
        return arena_format(arena,
                            "cannot write the store %s: its folder is read-only (%s): change the permissions, or name "
                            "another place with --db FILE",
                            path, strerror(errno));
    return NULL;
}

static const char *file_problem(Arena *arena, const char *path, bool read_only)
{
    struct stat status;
    if (!*path)
        return "the name of the store is empty: name a file with --db FILE";
    if (strcmp(path, STORE_DEFAULT_NAME) == 0 && lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
        return arena_format(arena, "the store %s is a link: it is not followed, as it may be of a tree that leads elsewhere with it: name a "
                                   "store with --db FILE (--db ./%s is this one)",
                            path, path);
    if (stat(path, &status) != 0) {
        if (errno != ENOENT)
            return arena_format(arena, "cannot open the store %s: %s: name another place with --db FILE", path,
                                strerror(errno));
        if (!read_only)
            return writing_problem(arena, path, false);
        return arena_format(
            arena, "there is no store %s yet: run `gclint scan` first, or name another file with --db FILE", path);
    }
    if (S_ISDIR(status.st_mode))
        return arena_format(arena, "the store %s is a folder: name a file with --db FILE", path);
    if (!S_ISREG(status.st_mode))
        return arena_format(arena, "the store %s is not a regular file: name another with --db FILE", path);
    if (!read_only)
        return writing_problem(arena, path, true);
    if (status.st_size == 0)
        return arena_format(
            arena, "the store %s is empty: run `gclint scan` first, or name another file with --db FILE", path);
    return NULL;
}

/* SQLite gives names such as ":memory:" and "file:..." a meaning of their own; a leading folder takes it away. */
static const char *plain_name(Arena *arena, const char *path)
{
    return *path == '/' ? path : arena_format(arena, "./%s", path);
}

static const char *uri_name(Arena *arena, const char *path)
{
    char *uri = arena_allocate(arena, strlen(path) * 3 + 32);
    char *end = uri + sprintf(uri, "file:");
    for (const char *c = plain_name(arena, path); *c; c++) {
        if (*c == '%' || *c == '?' || *c == '#')
            end += sprintf(end, "%%%02X", (unsigned)*c);
        else
            *end++ = *c;
    }
    strcpy(end, "?immutable=1");
    return uri;
}

static int open_database(Store *store, Arena *arena, bool read_only, bool immutable)
{
    int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
                (immutable ? SQLITE_OPEN_URI : 0);
    const char *name = immutable ? uri_name(arena, store->path) : plain_name(arena, store->path);
    sqlite3_close(store->database);
    int code = sqlite3_open_v2(name, &store->database, flags, NULL);
    if (!store->database)
        fatal("out of memory (SQLite)");
    if (code != SQLITE_OK)
        return code;
    sqlite3_extended_result_codes(store->database, 1);
    sqlite3_busy_timeout(store->database, BUSY_TIMEOUT_MS);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* gclint makes neither: in a store that came with a tree a trigger could delete findings, a view never end. */
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    store_number(store->database, "PRAGMA application_id", &code);
    return code;
}

/* Who opens a store in WAL mode for reading only leaves files beside it, so wherever it could be written it is opened
 * so, and writing forbidden. One that lies in a folder nobody can write is read as it stands, if no log waits beside
 * it. */
static int open_read_only(Store *store, Arena *arena)
{
    bool is_writable = !access(store->path, W_OK) && !access(folder_of(arena, store->path), W_OK | X_OK);
    int code = open_database(store, arena, !is_writable, false);
    if (code == SQLITE_OK && is_writable)
        code = sqlite3_exec(store->database, "PRAGMA query_only = ON", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        store_number(store->database, "SELECT count(*) FROM sqlite_schema", &code);
    bool unwritable = (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY;
    if (unwritable && access(arena_format(arena, "%s-wal", store->path), F_OK) != 0)
        code = open_database(store, arena, true, true);
    return code;
}

/* NULL if the open file is a gclint store that this program understands, or empty. */
static const char *identity_problem(const Store *store, Arena *arena)
{
    int code;
    /* One transaction: another process may be making the store right now, and half of its work would look like
     * another program's. */
    sqlite3_exec(store->database, "BEGIN", NULL, NULL, NULL);
    int64_t application = store_number(store->database, "PRAGMA application_id", &code);
    int64_t tables = code ? 0 : store_number(store->database, "SELECT count(*) FROM sqlite_schema", &code);
    int64_t version = code ? 0 : store_number(store->database, "PRAGMA user_version", &code);
    if (code) {
        const char *problem = store_error(store, arena, "open");
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
        return problem;
    }
    sqlite3_exec(store->database, "COMMIT", NULL, NULL, NULL);
    if (application == 0 && tables == 0 && version == 0)
        return NULL;
    if (application != STORE_APPLICATION_ID)
        return arena_format(arena,
                            "%s is an SQLite database of another program, not a gclint store; it was not touched: "
                            "name another place with --db FILE",
                            store->path);
    if (version > store_schema_version())
        return arena_format(arena,
                            "the store %s was written by a newer gclint (format %lld, this one knows up to %d): "
                            "use that gclint, or name another place with --db FILE",
                            store->path, (long long)version, store_schema_version());
    return NULL;
}

/* Readers and a writer do not wait for each other then. Where it is impossible (a file system without shared memory)
 * the store works without. SQLite does not wait here for a lock that another process holds while it does the same. */
static void prefer_write_ahead_log(sqlite3 *database)
{
    for (int i = 0; i < WAL_ATTEMPTS; i++) {
        int code = sqlite3_exec(database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if ((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
            return;
        usleep(WAL_PAUSE_US);
    }
}

static const char *prepare_for_writing(Store *store, Arena *arena)
{
    if (sqlite3_db_readonly(store->database, "main") == 1)
        return arena_format(arena,
                            "the store %s is read-only: change its permissions, or name another place with --db FILE",
                            store->path);
    int code;
    /* Waiting for the disk costs a small scan a good part of its time. A store in which nothing is yet has nothing to lose. */
    bool is_new = store_number(store->database, "PRAGMA user_version", &code) == 0 && code == SQLITE_OK;
    const char *settings = is_new || store->is_scratch ? "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF"
                                                       : "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL";
    if (sqlite3_exec(store->database, settings, NULL, NULL, NULL))
        return store_error(store, arena, "prepare");
    if (!store->is_scratch)
        prefer_write_ahead_log(store->database);
    const char *problem = store_migrate(store, arena);
    if (!problem && !store->is_scratch && sqlite3_exec(store->database, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL))
        problem = store_error(store, arena, "prepare");
    /* Another process may have got in between. */
    return problem ? problem : identity_problem(store, arena);
}

/* Of a store that is only to be read, but is of an older format. */
static const char *upgrade(const Store *store, Arena *arena)
{
    const char *problem;
    Store *writer = store_open(arena, store->path, false, &problem);
    store_close(writer);
    return writer ? NULL
                  : arena_format(arena, "the store %s has an older format, and cannot be brought up to date: %s",
                                 store->path, problem);
}

static const char *open_store(Store *store, Arena *arena, bool read_only)
{
    const char *problem = file_problem(arena, store->path, read_only);
    if (problem)
        return problem;
    int code = read_only ? open_read_only(store, arena) : open_database(store, arena, false, false);
    if (code != SQLITE_OK)
        return store_error(store, arena, "open");
    problem = identity_problem(store, arena);
    if (problem)
        return problem;
    if (read_only && store_number(store->database, "PRAGMA user_version", &code) < store_schema_version())
        return upgrade(store, arena);
    return read_only ? NULL : prepare_for_writing(store, arena);
}

static Store *open_new(Arena *arena, const char *path, bool read_only, bool is_scratch, const char **error)
{
    Store *store = memory_allocate(sizeof *store);
    *store = (Store){.path = memory_copy_string(path), .is_scratch = is_scratch};
    *error = open_store(store, arena, read_only);
    if (!*error)
        return store;
    store_close(store);
    return NULL;
}

Store *store_open(Arena *arena, const char *path, bool read_only, const char **error)
{
    return open_new(arena, path, read_only, false, error);
}

Store *store_open_scratch(Arena *arena, const char *path, const char **error)
{
    return open_new(arena, path, false, true, error);
}

/* A store can be made so that it takes what is written and keeps less. */
static bool is_same_scan(const Scan *written, const Scan *read)
{
    bool is_same = written->finding_count == read->finding_count && written->unit_count == read->unit_count &&
                   written->type_count == read->type_count;
    unsigned counts[2][SEVERITY_ERROR + 1] = {0};
    for (unsigned i = 0; is_same && i < written->finding_count; i++) {
        counts[0][written->findings[i].severity] += !written->findings[i].suppressed;
        counts[1][read->findings[i].severity] += !read->findings[i].suppressed;
    }
    return is_same && memcmp(counts[0], counts[1], sizeof counts[0]) == 0;
}

Scan *store_keep(Store *store, Arena *arena, const Scan *scan, const char **error)
{
    int64_t id = store_save(store, arena, scan, error);
    Scan *loaded = id ? store_load(store, arena, id, error) : NULL;
    if (!loaded || is_same_scan(scan, loaded))
        return loaded;
    *error = arena_format(arena, "the store %s does not give back what was written into it: it is not as gclint made it: move it away, or name "
                                 "another place with --db FILE",
                          store->path);
    return NULL;
}

void store_close(Store *store)
{
    if (!store)
        return;
    sqlite3_close(store->database);
    memory_free(store->path);
    memory_free(store);
}
