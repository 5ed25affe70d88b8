/* A scan built by hand for the tests of the store and of the reports: every field is used, and its tree holds what a
 * scanned tree must not be able to do harm with. */
#ifndef GCLINT_SCAN_FIXTURE_H
#define GCLINT_SCAN_FIXTURE_H

#include "reports/scan.h"

/* Makes the tree in a fresh temporary folder. The scan and the folder's name are in the arena. */
Scan *fixture_scan(Arena *arena);
/* Removes the tree. */
void fixture_remove(const Scan *scan);

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIXTURE_BOX     "src/box.c"
#define FIXTURE_HOSTILE "src/\xc3\xbc ber\x1b[31m\xff,100%:\n.c"
#define FIXTURE_LONG    "src/long.c"

static const char fixture_box_text[] = "#include <Python.h>\n"
                                       "\n"
                                       "typedef struct {\n"
                                       "    PyObject_HEAD\n"
                                       "\tPyObject *item; /* \xe4\xbd\xa0\xe5\xa5\xbd */ PyObject *after;\n"
                                       "    struct { PyObject *key; } pairs[4];\n"
                                       "} BoxObject;\r\n"
                                       "\n"
                                       "static void box_dealloc(BoxObject *self)\n"
                                       "{\n"
                                       "    Py_XDECREF(self->item);\n"
                                       "    Py_TYPE(self)->tp_free(self);\n"
                                       "}\n"
                                       "\n"
                                       "static PyTypeObject Box_Type = {\n"
                                       "    PyVarObject_HEAD_INIT(NULL, 0)\n"
                                       "    .tp_name = \"box.Box\",\n"
                                       "};";

static const char fixture_hostile_text[] =
    "int before; \x1b]0;owned\x07 /* \xe2\x80\xae reversed \xff */ int marked = 1;\n"
    "\xf0\x9f\x98\x80 e\xcc\x81 = {\n";

static void fixture_write(const char *root, const char *name, const char *text, size_t length)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text, 1, length, file) != length || fclose(file) != 0)
        abort();
}

static void fixture_write_tree(const char *root)
{
    char path[4096];
    char line[4001];
    snprintf(path, sizeof path, "%s/src", root);
    if (mkdir(path, 0777) != 0)
        abort();
    fixture_write(root, FIXTURE_BOX, fixture_box_text, sizeof fixture_box_text - 1);
    fixture_write(root, FIXTURE_HOSTILE, fixture_hostile_text, sizeof fixture_hostile_text - 1);
    for (unsigned i = 0; i < 4000; i++)
        line[i] = "abcdefghi "[i % 10];
    memcpy(line + 2000, "MARKED", 6);
    fixture_write(root, FIXTURE_LONG, line, 4000);
    snprintf(path, sizeof path, "%s/src/link.c", root);
    if (symlink("/etc/passwd", path) != 0)
        abort();
    snprintf(path, sizeof path, "%s/src/pipe.c", root);
    if (mkfifo(path, 0666) != 0)
        abort();
}

static const ScanRule fixture_rules[] = {
    {.name = "container-without-gc",
     .family = "declaration",
     .python = "3.8-3.15",
     .summary = "A type owns objects that may be part of a cycle, but takes no part in garbage collection",
     .markdown =
         "# container-without-gc\n\nA cycle through an instance is *never* freed. See `tp_traverse`.\n\n## Example\n\n"
         "```c\nstatic PyTypeObject Box_Type = {0};\n```\n\n- first\n- <b>second</b>\n",
     .severity = SEVERITY_WARNING},
    {.name = "traverse-visits-unowned",
     .family = "traverse",
     .python = "3.8-3.15",
     .summary = "tp_traverse visits a reference the instance does not own",
     .severity = SEVERITY_ERROR,
     .markdown = "# traverse-visits-unowned\n\nThe collector frees objects that are alive.\n",
     .security_severity = "7.5"},
    {.name = "missing-clear",
     .family = "clear",
     .python = "3.8-3.15",
     .summary = "A collected type has no tp_clear",
     .severity = SEVERITY_NOTE},
};

static const ScanUnit fixture_units[] = {
    {.path = FIXTURE_BOX, .variant = "", .status = "parsed"},
    {.path = FIXTURE_BOX, .variant = "-DBOX_DEBUG", .status = "parsed", .diagnostics = 2},
    {.path = FIXTURE_HOSTILE, .variant = "", .status = "partial", .reason = "missing header zlib.h", .diagnostics = 3},
    {.path = "src/one.c", .variant = "", .status = "skipped", .reason = "does not include Python.h"},
    {.path = "src/two.c", .variant = "", .status = "skipped", .reason = "does not include Python.h"},
    {.path = "src/three.c", .variant = "", .status = "skipped", .reason = "excluded by *three*"},
    {.path = "src/broken.c", .variant = "", .status = "failed", .reason = "took longer than 60 s"},
};

static const char *const fixture_flags[] = {"DEFAULT", "BASETYPE"};
static const char *const fixture_unresolved[] = {"tp_traverse: value is not a constant", "second reason"};
static const ScanSlot fixture_slots[] = {
    {"tp_dealloc", "box_dealloc"}, {"tp_members", "box_members"}, {"tp_new", NULL}};
static const ScanEvidence fixture_reference_evidence[] = {
    {.location = {FIXTURE_BOX, 11, 5, 11, 27}, .text = "item is released here", .is_step = true},
    {.text = "no place in the source"},
};
static const ScanReference fixture_references[] = {
    {.path = "item",
     .declared = "PyObject *",
     .offset = 16,
     .owned = "yes",
     .cyclic = "yes",
     .visited = "no",
     .cleared = "no",
     .released = "yes",
     .declaration = {FIXTURE_BOX, 5, 2, 5, 16},
     .evidence = fixture_reference_evidence,
     .evidence_count = 2},
    {.path = "pairs[*].key",
     .declared = "PyObject *",
     .offset = -1,
     .owned = "unknown",
     .cyclic = "unknown",
     .visited = "no",
     .cleared = "unknown",
     .released = "unknown",
     .unknown_reason = "its address is taken"},
};
static const ScanReference fixture_node_references[] = {
    {.path = "next",
     .declared = "struct Node *",
     .offset = 0,
     .owned = "yes",
     .cyclic = "no",
     .visited = "yes",
     .cleared = "yes",
     .released = "yes",
     .evidence = fixture_reference_evidence,
     .evidence_count = 1},
};

static const ScanType fixture_types[] = {
    {.symbol = "Box_Type",
     .name = "box.Box",
     .style = "static",
     .record = "BoxObject",
     .location = {FIXTURE_BOX, 15, 21, 15, 29},
     .flags = fixture_flags,
     .flag_count = 2,
     .complete = true,
     .slots = fixture_slots,
     .slot_count = 3,
     .references = fixture_references,
     .reference_count = 2},
    {.symbol = "Empty_Type",
     .name = NULL,
     .style = "runtime",
     .location = {FIXTURE_HOSTILE, 2, 1, 0, 0},
     .unresolved = fixture_unresolved,
     .unresolved_count = 2},
    {.symbol = "Node_Type",
     .name = "box.\"Node\"<>\n",
     .style = "spec",
     .record = "Node",
     .base = "Box_Type",
     .location = {FIXTURE_BOX, 18, 1, 18, 2},
     .flags = fixture_flags,
     .flag_count = 1,
     .gc = true,
     .complete = true,
     .weakly_referenceable = true,
     .has_finalizer = true,
     .variant = "-DBOX_DEBUG",
     .references = fixture_node_references,
     .reference_count = 1},
};

static const ScanModule fixture_modules[] = {
    {.symbol = "box_module",
     .name = "box",
     .state = "BoxState",
     .m_traverse = "box_traverse",
     .m_clear = "box_clear",
     .m_free = "box_free",
     .location = {FIXTURE_BOX, 18, 1, 18, 3}},
    {.symbol = "plain_module"},
};

static const ScanEdge fixture_edges[] = {
    {.from = 0, .to = 2, .field = "item", .owned = true},
    {.from = 2, .to = 2, .field = "next", .owned = true, .by_collector = true},
    {.from = 0, .to = UINT32_MAX, .field = "pairs[*].key"},
};

static const ScanSkippedRegion fixture_skipped[] = {
    {.file = FIXTURE_BOX, .condition = "defined(MS_WINDOWS)", .symbols = "WinBox_Type", .line = 16, .end_line = 17,
     .reason = "MS_WINDOWS is not the project's to set"},
};

static const ScanEvidence fixture_path[] = {
    {.location = {FIXTURE_BOX, 5, 12, 5, 16}, .text = "item is declared here", .is_step = true},
    {.location = {FIXTURE_BOX, 11, 5, 11, 27},
     .text = "item is released here, so an instance owns it",
     .is_step = true},
    {.location = {FIXTURE_BOX, 12, 5, 12, 33},
     .text = "the instance is freed here without having been untracked, which would be wrong for a collected type but "
             "is not for "
             "this one: it was never tracked",
     .is_step = false},
    {.location = {FIXTURE_HOSTILE, 2, 1, 2, 5}, .text = "item can refer to an instance of Node_Type", .is_step = true},
    {.text = "Node_Type is weakly referenceable", .is_step = true},
    {.location = {"src/missing.c", 3, 1, 3, 2}, .text = "a file that is gone", .is_step = false},
};

static const ScanEvidence fixture_same_place[] = {{.location = {FIXTURE_LONG, 1, 2001, 1, 2007}, .text = "this one"}};

static const ScanFix fixture_fixes[] = {
    {.region = {FIXTURE_BOX, 17, 5, 17, 5},
     .text = ".tp_flags = Py_TPFLAGS_HAVE_GC,\n\t.tp_traverse = box_traverse,\n    ",
     .description = "take part in garbage collection"},
};

static const ScanFinding fixture_findings[] = {
    {.rule = "traverse-visits-unowned",
     .severity = SEVERITY_ERROR,
     .type = "Node_Type",
     .type_name = "box.\"Node\"<>\n",
     .field = "next",
     .function = "node_traverse",
     .location = {FIXTURE_HOSTILE, 1, 46, 1, 52},
     .message = "node_traverse visits `next`, which \x1b[31mNode\x1b[0m does not own \xe2\x80\xae|*_[x](y)\xff",
     .evidence = fixture_path + 3,
     .evidence_count = 1,
     .fingerprint = "00112233445566778899aabbccddeeff",
     .baseline = "new"},
    {.rule = "container-without-gc",
     .severity = SEVERITY_WARNING,
     .type = "Box_Type",
     .type_name = "box.Box",
     .field = "item",
     .function = "box_dealloc",
     .location = {FIXTURE_BOX, 15, 21, 15, 29},
     .message = "Box owns `item`, which can be part of a cycle, but takes no part in garbage collection",
     .evidence = fixture_path,
     .evidence_count = 6,
     .fixes = fixture_fixes,
     .fix_count = 1,
     .fingerprint = "ffeeddccbbaa99887766554433221100",
     .baseline = "new"},
    {.rule = "container-without-gc",
     .severity = SEVERITY_WARNING,
     .type = "Box_Type",
     .type_name = "box.Box",
     .field = "pairs[*].key",
     .location = {FIXTURE_LONG, 1, 2001, 1, 2007},
     .message = "Box owns `pairs[*].key`",
     .fingerprint = "0123456789abcdef0123456789abcdef",
     .baseline = "unchanged"},
    {.rule = "missing-clear",
     .severity = SEVERITY_NOTE,
     .type = "Box_Type",
     .type_name = "box.Box",
     .location = {FIXTURE_LONG, 1, 2001, 1, 2007},
     .message = "Box has no tp_clear",
     .evidence = fixture_same_place,
     .evidence_count = 1,
     .fingerprint = "123456789abcdef0123456789abcdef0"},
    {.rule = "missing-clear",
     .severity = SEVERITY_NOTE,
     .type = "Empty_Type",
     .location = {"src/link.c", 1, 1, 2, 4},
     .message = "a symbolic link is not followed",
     .fingerprint = "23456789abcdef0123456789abcdef01"},
    {.rule = "unknown-rule",
     .severity = SEVERITY_NOTE,
     .location = {NULL, 0, 0, 0, 0},
     .message = "without any place",
     .fingerprint = "3456789abcdef0123456789abcdef012"},
    {.rule = "missing-clear",
     .severity = SEVERITY_NOTE,
     .type = "Box_Type",
     .type_name = "box.Box",
     .location = {FIXTURE_BOX, 15, 21, 0, 0},
     .message = "Box has no tp_clear, as its author knows",
     .fingerprint = "456789abcdef0123456789abcdef0123",
     .suppressed = true,
     .suppression_reason = "holds only strings"},
};

Scan *fixture_scan(Arena *arena)
{
    const char *folder = getenv("TMPDIR");
    char *root = arena_format(arena, "%s/gclint-test-XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(root))
        abort();
    fixture_write_tree(root);
    Scan *scan = ARENA_NEW(arena, Scan);
    *scan = (Scan){
        .tool_version = "0.1.0",
        .clang_version = "clang 19.1.7",
        .target = "box-1.0 \"beta\" <\xc3\xa9>",
        .package = "box",
        .version = "1.0~beta",
        .root = root,
        .python = "3.8-3.14",
        .started = "2025-03-01T12:00:00Z",
        .seconds = 1.25,
        .command = "scan --python 3.8-3.14 .",
        .rules = fixture_rules,
        .rule_count = sizeof fixture_rules / sizeof *fixture_rules,
        .units = fixture_units,
        .unit_count = sizeof fixture_units / sizeof *fixture_units,
        .types = fixture_types,
        .type_count = sizeof fixture_types / sizeof *fixture_types,
        .modules = fixture_modules,
        .module_count = sizeof fixture_modules / sizeof *fixture_modules,
        .edges = fixture_edges,
        .edge_count = sizeof fixture_edges / sizeof *fixture_edges,
        .skipped = fixture_skipped,
        .skipped_count = sizeof fixture_skipped / sizeof *fixture_skipped,
        .findings = fixture_findings,
        .finding_count = sizeof fixture_findings / sizeof *fixture_findings,
    };
    return scan;
}

static int fixture_remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

void fixture_remove(const Scan *scan)
{
    nftw(scan->root, fixture_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
