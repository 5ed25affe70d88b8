/* Audits: which runs over a list there were, and whether they came to their end. */
#include "reports/store_internal.h"

static sqlite3_stmt *prepare(const Store *store, const char *query, const char *list, const char *shard)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->database, query, -1, &statement, NULL) != SQLITE_OK)
        return NULL;
    sqlite3_bind_text(statement, 1, list, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, shard, -1, SQLITE_STATIC);
    return statement;
}

/* 0: there is none, or *error. */
static int64_t find_unfinished(const Store *store, Arena *arena, const char *list, const char *shard,
                               const char **error)
{
    sqlite3_stmt *find = prepare(store,
                                 "SELECT id FROM audits WHERE list IS ? AND shard IS ? AND finished IS NULL "
                                 "ORDER BY id DESC LIMIT 1",
                                 list, shard);
    int code = find ? sqlite3_step(find) : SQLITE_ERROR;
    int64_t id = code == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        *error = store_error(store, arena, "read");
    sqlite3_finalize(find);
    return id;
}

int64_t store_audit_begin(Store *store, Arena *arena, const char *list, const char *shard, bool anew,
                          bool *is_continued, const char **error)
{
    *error = NULL;
    int64_t id = anew ? 0 : find_unfinished(store, arena, list, shard, error);
    *is_continued = id != 0;
    if (id || *error)
        return id;
    sqlite3_stmt *insert = prepare(store,
                                   "INSERT INTO audits (list, shard, started) "
                                   "VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                                   list, shard);
    if (insert && sqlite3_step(insert) == SQLITE_DONE)
        id = sqlite3_last_insert_rowid(store->database);
    else
        *error = store_error(store, arena, "note the audit in");
    sqlite3_finalize(insert);
    return id;
}

bool store_audit_finish(Store *store, Arena *arena, int64_t audit, const char **error)
{
    const char *query = arena_format(arena,
                                     "UPDATE audits SET finished = strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', 'now') "
                                     "WHERE id = %lld",
                                     (long long)audit);
    if (sqlite3_exec(store->database, query, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    *error = store_error(store, arena, "note the audit's end in");
    return false;
}
