/* The run as SARIF's invocation: when, how, and a notification for everything that was not analysed or left out. */
#include "reports/sarif_internal.h"

#include "reports/render_internal.h"
#include "reports/safe_text.h"

#include <string.h>
#include <time.h>

typedef enum NotificationKind {
    NOTIFY_UNIT_FAILED,
    NOTIFY_UNIT_PARTIAL,
    NOTIFY_UNITS_SKIPPED,
    NOTIFY_REGION_LEFT_OUT,
    NOTIFY_REPORT_CUT,
    NOTIFY_COUNT
} NotificationKind;

static const struct {
    const char *id, *name, *level, *description, *help;
} notification_kinds[NOTIFY_COUNT] = {
    [NOTIFY_UNIT_FAILED] =
        {"unit-failed", "UnitFailed", "error", "A file could not be analysed.",
         "Nothing is known of the types in this file. Look at the reason: often a longer --timeout or the right "
         "compile_commands.json (--build) helps."},
    [NOTIFY_UNIT_PARTIAL] =
        {"unit-partial", "UnitPartial", "warning", "A file was analysed only in part.",
         "Something in it was not understood, mostly for a missing header; what concerns it was left out. "
         "Install the header, or name its folder in compile_commands.json (--build)."},
    [NOTIFY_UNITS_SKIPPED] = {"units-skipped", "UnitsSkipped", "note", "Files were not analysed on purpose.",
                              "They do not use Python's C API, are part of another file, or were excluded."},
    [NOTIFY_REGION_LEFT_OUT] =
        {"region-left-out", "RegionLeftOut", "note", "Lines were left out in every analysis.",
         "The preprocessor's conditions are false for this platform and these flags. Scan with others to see "
         "what stands there."},
    [NOTIFY_REPORT_CUT] = {"report-cut", "ReportCut", "warning", "Something is missing from this file for its size.",
                           "Code hosts limit what they take. The store and the other reports have everything."},
};

static json_t *plain_text(const char *text)
{
    json_t *object = json_new_object();
    json_put(object, "text", json_text(text));
    return object;
}

json_t *sarif_notification_descriptors(void)
{
    json_t *array = json_new_array();
    for (unsigned i = 0; i < NOTIFY_COUNT; i++) {
        json_t *object = json_new_object(), *level = json_new_object();
        json_put(level, "level", json_text(notification_kinds[i].level));
        json_put(object, "id", json_text(notification_kinds[i].id));
        json_put(object, "name", json_text(notification_kinds[i].name));
        json_put(object, "shortDescription", plain_text(notification_kinds[i].description));
        json_put(object, "fullDescription", plain_text(notification_kinds[i].description));
        json_put(object, "help", plain_text(notification_kinds[i].help));
        json_put(object, "defaultConfiguration", level);
        json_add(array, object);
    }
    return array;
}

/* `location` may be NULL. */
static void notify(const SarifReport *report, json_t *array, NotificationKind kind, const char *text,
                   const ScanLocation *location)
{
    json_t *descriptor = json_new_object(), *object = json_new_object();
    json_put(descriptor, "id", json_text(notification_kinds[kind].id));
    json_put(descriptor, "index", json_integer(kind));
    json_put(object, "descriptor", descriptor);
    json_put(object, "level", json_text(notification_kinds[kind].level));
    json_put(object, "message", sarif_message(report, text));
    if (location && location->file) {
        json_t *locations = json_new_array();
        json_add(locations, sarif_location(report, location));
        json_put(object, "locations", locations);
    }
    json_add(array, object);
}

static void notify_more(const SarifReport *report, json_t *array, NotificationKind kind, unsigned total)
{
    if (total > SARIF_NOTIFICATION_LIMIT)
        notify(report, array, kind,
               arena_format(report->arena, "%u more are not listed.", total - SARIF_NOTIFICATION_LIMIT), NULL);
}

static void notify_units(const SarifReport *report, json_t *array, NotificationKind kind, const char *status,
                         const char *what)
{
    unsigned total = 0;
    for (unsigned i = 0; i < report->scan->unit_count; i++) {
        const ScanUnit *unit = &report->scan->units[i];
        if (!unit->status || strcmp(unit->status, status) != 0 || unit_is_variant(unit) || total++ >= SARIF_NOTIFICATION_LIMIT)
            continue;
        ScanLocation location = {.file = unit->path};
        const char *path = unit->path ? unit->path : "?";
        notify(report, array, kind,
               arena_format(report->arena, "%s %s: %s", path, what, unit->reason ? unit->reason : "no reason given"),
               &location);
    }
    notify_more(report, array, kind, total);
}

static void notify_skipped_units(const SarifReport *report, json_t *array)
{
    unsigned count;
    const Tally *reasons = tally_unit_reasons(report->arena, report->scan, "skipped", &count);
    for (unsigned i = 0; i < count && i < SARIF_NOTIFICATION_LIMIT; i++)
        notify(report, array, NOTIFY_UNITS_SKIPPED,
               arena_format(report->arena, "%u unit%s skipped: %s", reasons[i].count, reasons[i].count == 1 ? "" : "s",
                            *reasons[i].name ? reasons[i].name : "no reason given"),
               NULL);
}

static void notify_regions(const SarifReport *report, json_t *array)
{
    for (unsigned i = 0; i < report->scan->skipped_count && i < SARIF_NOTIFICATION_LIMIT; i++) {
        const ScanSkippedRegion *region = &report->scan->skipped[i];
        ScanLocation location = {.file = region->file, .line = region->line, .end_line = region->end_line};
        notify(report, array, NOTIFY_REGION_LEFT_OUT,
               arena_format(
                   report->arena, "Lines %u to %u were left out by the preprocessor in every analysis (%s)%s%s.",
                   region->line, region->end_line, region->condition ? region->condition : "unknown condition",
                   region->symbols && *region->symbols ? "; here stand " : "", region->symbols ? region->symbols : ""),
               &location);
    }
    notify_more(report, array, NOTIFY_REGION_LEFT_OUT, report->scan->skipped_count);
}

static json_t *notifications(const SarifReport *report)
{
    json_t *array = json_new_array();
    if (report->results_cut)
        notify(report, array, NOTIFY_REPORT_CUT,
               arena_format(report->arena,
                            "%u findings are left out, the least severe ones: code hosts take at most %u in a run.",
                            report->results_cut, SARIF_RESULT_LIMIT),
               NULL);
    if (report->locations_cut)
        notify(report, array, NOTIFY_REPORT_CUT,
               arena_format(
                   report->arena,
                   "%u places of evidence are left out: code hosts take at most %u places and %u steps of a result.",
                   report->locations_cut, SARIF_LOCATION_LIMIT, SARIF_FLOW_LIMIT),
               NULL);
    notify_units(report, array, NOTIFY_UNIT_FAILED, "failed", "could not be analysed");
    notify_units(report, array, NOTIFY_UNIT_PARTIAL, "partial", "was analysed only in part");
    notify_skipped_units(report, array);
    notify_regions(report, array);
    return array;
}

/* Nothing without a start that can be read. */
static void put_times(const SarifReport *report, json_t *invocation)
{
    struct tm start = {0};
    const char *end = report->scan->started ? strptime(report->scan->started, "%Y-%m-%dT%H:%M:%S", &start) : NULL;
    if (!end || strcmp(end, "Z") != 0)
        return;
    double seconds = report->scan->seconds;
    bool plausible = seconds >= 0 && seconds < 1e9;
    time_t finished = timegm(&start) + (plausible ? (time_t)(seconds + 0.5) : 0);
    struct tm when;
    char text[32];
    json_put(invocation, "startTimeUtc", json_text(report->scan->started));
    if (gmtime_r(&finished, &when) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &when) > 0)
        json_put(invocation, "endTimeUtc", json_text(text));
}

json_t *sarif_invocations(const SarifReport *report)
{
    ScanCoverage coverage = scan_coverage(report->scan);
    json_t *invocation = json_new_object(), *array = json_new_array();
    json_put(invocation, "executionSuccessful", json_boolean(coverage.units == 0 || coverage.failed < coverage.units));
    put_times(report, invocation);
    if (report->scan->command)
        json_put(invocation, "commandLine", json_text(arena_format(report->arena, "gclint %s", report->scan->command)));
    json_put(invocation, "toolExecutionNotifications", notifications(report));
    json_add(array, invocation);
    return array;
}
