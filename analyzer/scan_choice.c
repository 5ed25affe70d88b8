#include "scan_choice.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct ScanList {
    const char *store;
    const StoredScan *scans;
    unsigned count;
} ScanList;

static bool read_list(Arena *arena, const char *path, ScanList *list)
{
    const char *error = NULL;
    Store *store = store_open(arena, path, true, &error);
    *list = (ScanList){.store = path};
    if (store)
        list->scans = store_list(store, arena, &list->count, &error);
    store_close(store);
    if (list->scans && !list->count)
        error = arena_format(arena, "the store %s holds no scan yet: run `gclint scan` first", path);
    if (error)
        message_error("%s", error);
    return !error;
}

static const StoredScan *find_number(const ScanList *list, const char *word)
{
    char *end;
    long long id = strtoll(word, &end, 10);
    for (unsigned i = 0; !*end && i < list->count; i++)
        if (list->scans[i].id == id)
            return &list->scans[i];
    return NULL;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b && !strcmp(a, b);
}

static const StoredScan *find_name(const ScanList *list, const char *word)
{
    for (unsigned i = list->count; i-- > 0;)
        if (is_same_text(list->scans[i].target, word) || is_same_text(list->scans[i].package, word))
            return &list->scans[i];
    return NULL;
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* NULL after a message. *list may become that of another store. */
static const StoredScan *find_scan(Arena *arena, ScanList *list, const char *word)
{
    const StoredScan *found = !strcmp(word, "latest") ? &list->scans[list->count - 1] : find_number(list, word);
    if (!found)
        found = find_name(list, word);
    if (!found && is_file(word)) {
        if (!read_list(arena, word, list))
            return NULL;
        found = &list->scans[list->count - 1];
    }
    if (!found)
        message_error(
            "\"%s\" is neither the number of a scan in %s, nor a target or package that it has, nor another store; "
            "`gclint report --list` shows what is there",
            word, list->store);
    return found;
}

const StoredScan *scan_choice_previous(const StoredScan *scans, unsigned end, const StoredScan *scan)
{
    for (unsigned i = end; i-- > 0;)
        if (stored_scans_belong_together(&scans[i], scan))
            return &scans[i];
    return NULL;
}

/* The scan, and the one of the same package before it. */
static bool choose_last_two(const ScanList *list, const StoredScan *latest, ScanChoice *before, ScanChoice *after)
{
    const StoredScan *previous = scan_choice_previous(list->scans, (unsigned)(latest - list->scans), latest);
    if (!previous) {
        message_error("%s has only one scan of %s: there is nothing to compare it with; name two: gclint diff OLD NEW",
                      list->store, latest->package ? latest->package : latest->target);
        return false;
    }
    *before = (ScanChoice){list->store, previous->id};
    *after = (ScanChoice){list->store, latest->id};
    return true;
}

/* The latest of the same package; if that is the old scan itself, the latest of all. */
static const StoredScan *newer_scan(const ScanList *list, const StoredScan *old)
{
    const StoredScan *newer = scan_choice_previous(list->scans, list->count, old);
    return newer && newer->id != old->id ? newer : &list->scans[list->count - 1];
}

bool scan_choice_pair(Arena *arena, const char *store, const char *const *words, unsigned count, ScanChoice *before,
                      ScanChoice *after)
{
    /* Stores may be all that is named: then there need be none of one's own. */
    bool only_stores = count == 2 && is_file(words[0]) && is_file(words[1]);
    ScanList own, list;
    if (!read_list(arena, only_stores ? words[0] : store, &own))
        return false;
    list = own;
    const StoredScan *named = count == 1 && !find_number(&own, words[0]) ? find_name(&own, words[0]) : NULL;
    if (!count || named)
        return choose_last_two(&own, named ? named : &own.scans[own.count - 1], before, after);
    const StoredScan *old = find_scan(arena, &list, words[0]);
    if (!old)
        return false;
    *before = (ScanChoice){list.store, old->id};
    if (count == 2)
        list = own;
    const StoredScan *new = count == 2 ? find_scan(arena, &list, words[1]) : newer_scan(&own, old);
    if (!new)
        return false;
    *after = (ScanChoice){count == 2 ? list.store : own.store, new->id};
    if (before->id != after->id || strcmp(before->store, after->store) != 0)
        return true;
    message_error("both are scan %lld of %s: name two scans to compare", (long long)old->id, before->store);
    return false;
}

bool scan_choice_one(Arena *arena, const char *store, const char *word, ScanChoice *choice)
{
    char *end;
    long long id = strtoll(word, &end, 10);
    *choice = (ScanChoice){store, id};
    if (!strcmp(word, "latest") || (id > 0 && !*end)) /* there is no need to know what else there is */
        return true;
    ScanList list;
    const StoredScan *scan = read_list(arena, store, &list) ? find_scan(arena, &list, word) : NULL;
    if (scan)
        *choice = (ScanChoice){list.store, scan->id};
    return scan != NULL;
}

Scan *scan_choice_load(Arena *arena, const ScanChoice *choice)
{
    const char *error = NULL;
    Store *store = store_open(arena, choice->store, true, &error);
    Scan *scan = store ? store_load(store, arena, choice->id, &error) : NULL;
    store_close(store);
    if (!scan)
        message_error("%s", error);
    return scan;
}
