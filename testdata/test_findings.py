#!/usr/bin/env python3
"""What is said of findings, what silences them, and which rules run. test_findings.py GCLINT [CLASS...]"""

import difflib
import json
import os
import signal

import test_cli
from test_cli import CLEAN, DEMO, FAULTY, HERE, CliTest


class Findings(CliTest):
    def test_contract(self):
        answer = self.scan_json(DEMO, status=1)
        self.assertLessEqual({"gclint", "format", "scan", "target", "python", "coverage", "findings"}, answer.keys())
        self.assertEqual((answer["format"], answer["target"]), (1, "demo"))
        self.assertEqual(answer["coverage"], {"units": 1, "parsed": 1, "skipped": 0, "partial": 0, "failed": 0,
                                              "types": 2, "types_complete": 2})
        for finding in answer["findings"]:
            self.assertLessEqual({"rule", "severity", "type", "type_name", "field", "function", "file", "line", "column", "end_line",
                                  "end_column", "message", "evidence", "fingerprint", "suppressed", "baseline"}, finding.keys())
            self.assertRegex(finding["fingerprint"], r"^[0-9a-f]{32}$")
            self.assertEqual((finding["file"], finding["suppressed"], finding["baseline"]), ("layout.c", False, "new"))
            for evidence in finding["evidence"]:
                self.assertLessEqual({"file", "line", "column", "text"}, evidence.keys())

    def test_the_fault_is_told(self):
        finding = next(f for f in self.scan_json(DEMO)["findings"] if f["rule"] == "container-without-gc")
        self.assertEqual((finding["severity"], finding["type"], finding["type_name"], finding["field"]),
                         ("warning", "Field_Type", "layout.Field", "type"))
        lines = FAULTY.splitlines()
        self.assertIn("Py_DECREF(self->type);", {lines[e["line"] - 1].strip() for e in finding["evidence"] if e["file"]})

    def test_structs_of_one_name_are_different_things(self):
        """Two modules of a tree call their struct the same: what one stores in a field says nothing of the other's."""
        by_convention = (HERE / "rules" / "traverse-missing-field" / "bad_str_by_convention.c").read_text(encoding="utf-8")
        self.assertIn("self->name = Py_NewRef(name);", by_convention)
        other = by_convention.replace("if (!PyUnicode_Check(name))", "if (name == Py_None)").replace("fixture.Signal", "other.Signal")
        self.write("one/signal.c", by_convention)
        self.write("two/signal.c", other)
        found = self.scan_json("--select", "traverse-missing-field", "tree", status=1)["findings"]
        self.assertEqual({(f["file"], f["severity"]) for f in found}, {("one/signal.c", "note"), ("two/signal.c", "warning")})

    def test_a_test_of_another_type_guards_no_type(self):
        """What is asked about an argument says nothing of the type that is allocated, wherever that is defined."""
        self.write("record.c", "#include <Python.h>\nPyTypeObject Record_Type = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = \"t.Record\", "
                   ".tp_basicsize = sizeof(PyObject), .tp_flags = Py_TPFLAGS_DEFAULT};\n"
                   "int record_ready(void) { return PyType_Ready(&Record_Type); }\n")
        unit = ("#include <Python.h>\nextern PyTypeObject Record_Type;\nPyObject *record_of(PyObject *name)\n{\n    if (@test@)\n"
                "        return (PyObject *)PyObject_GC_New(PyObject, &Record_Type);\n    return NULL;\n}\n")
        for test, expected in (("PyUnicode_CheckExact(name)", ["gc-alloc-for-nongc-type"]), ("PyType_IS_GC(&Record_Type)", [])):
            self.write("make.c", unit.replace("@test@", test))
            found = self.scan_json("--select", "gc-alloc-for-nongc-type", "tree")["findings"]
            self.assertEqual([finding["rule"] for finding in found], expected, test)

    def test_workers_make_no_difference(self):
        for name in ("a.c", "b.c", "sub/c.c", "sub/d.c"):
            self.write(name, FAULTY)
        answers = [self.scan_json("--no-cache", "-j", jobs, "tree", status=1) for jobs in (1, 2, 5)]
        for answer in answers:
            del answer["scan"], answer["started"]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])

    def test_fingerprints_survive_moved_lines(self):
        self.write("layout.c", FAULTY)
        before = self.scan_json("tree", status=1)["findings"]
        moved = "/* one */\n/* two */\n\n" + FAULTY.replace("static void field_dealloc", "\n\n/* more */\nstatic void field_dealloc")
        self.write("layout.c", moved)
        after = self.scan_json("tree", status=1)["findings"]
        self.assertEqual([f["fingerprint"] for f in before], [f["fingerprint"] for f in after])
        self.assertNotEqual([f["line"] for f in before], [f["line"] for f in after])

    def test_select_and_ignore(self):
        def rules(*arguments):
            return {finding["rule"] for finding in self.scan_json(*arguments, DEMO)["findings"]}
        everything = rules()
        self.assertIn("container-without-gc", everything)
        self.assertEqual(rules("--select", "container-without-gc"), {"container-without-gc"})
        self.assertEqual(rules("--select", "declare", "--ignore", "container-without-gc") & {"container-without-gc"}, set())
        self.assertEqual(rules("--ignore", "container-without-gc"), everything - {"container-without-gc"})
        self.assertEqual(rules("--ignore", ",".join(everything)), set())

    def test_severity(self):
        note = [f for f in self.scan_json("--severity", "note", DEMO)["findings"]]
        error = [f for f in note if f["severity"] == "error"]
        self.assertEqual(self.scan_json("--severity", "error", DEMO)["findings"], error)

    def test_suppression(self):
        findings = self.scan_json(DEMO, status=1)["findings"]
        lines = FAULTY.splitlines()
        for finding in findings:
            lines[finding["line"] - 1] += f" /* gclint: ignore[{finding['rule']}] shown in a test */"
        self.write("layout.c", "\n".join(lines) + "\n")
        after = self.scan_json("tree", status=0)["findings"]
        self.assertTrue(all(finding["suppressed"] for finding in after))
        self.assertNotIn("warning[", self.scan("tree", status=0).stdout)

    def test_suppression_without_reason(self):
        self.write("layout.c", FAULTY.replace("Field_Type = {", "Field_Type = { /* gclint: ignore[container-without-gc] */"))
        self.assertIn("suppression-incomplete", {finding["rule"] for finding in self.scan_json("tree", status=1)["findings"]})

    def test_suppression_without_reason_is_reported(self):
        self.write("plain.c", CLEAN.replace("= {", "= { /* gclint: ignore[container-without-gc] */"))
        findings = self.scan_json("tree", status=0)["findings"]
        self.assertTrue(findings)
        self.assertEqual({finding["severity"] for finding in findings}, {"note"})

    def test_golden(self):
        done = self.scan("--color", "never", DEMO, status=1)
        golden = HERE / "golden" / "demo.txt"
        if os.environ.get("GCLINT_UPDATE_GOLDEN"):
            golden.write_text(done.stdout, encoding="utf-8")
        expected = golden.read_text(encoding="utf-8")
        if done.stdout != expected:
            self.fail("\n".join(difflib.unified_diff(expected.splitlines(), done.stdout.splitlines(), str(golden), "now", lineterm="")))


class Suppressions(CliTest):
    """Comments `gclint: ignore[rule-name] reason`: a Handler that is not untracked, and that does not visit its context."""

    UNIT = """#include <Python.h>
#include <structmember.h>
typedef struct { PyObject_HEAD PyObject *callback; PyObject *context; } Handler;
static PyMemberDef members[] = {{"callback", T_OBJECT_EX, offsetof(Handler, callback), 0, NULL},
                                {"context", T_OBJECT_EX, offsetof(Handler, context), 0, NULL}, {NULL, 0, 0, 0, NULL}};
static int handler_traverse(PyObject *op, visitproc visit, void *arg) @traverse@
{
    Py_VISIT(((Handler *)op)->callback);
    return 0;
}
static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->callback);
    Py_CLEAR(((Handler *)op)->context);
    return 0;
}
static void handler_dealloc(PyObject *op) @dealloc@
{
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}
@above@
static PyTypeObject Handler_Type = { @type@
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "unit.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_members = members,
    .tp_new = PyType_GenericNew,
};
int ready(void) { return PyType_Ready(&Handler_Type); } @end@
"""
    UNTRACK, VISIT = "dealloc-missing-untrack", "traverse-missing-field"

    def findings(self, *arguments, **comments):
        """What is found, and of it what is suppressed, by rule."""
        text = self.UNIT
        for place in ("traverse", "dealloc", "above", "type", "end"):
            text = text.replace(f"@{place}@", comments.get(place, ""))
        self.write("unit.c", text)
        found = self.scan_json(*arguments, "tree")["findings"]
        return sorted(f["rule"] for f in found if not f["suppressed"]), sorted(f["rule"] for f in found if f["suppressed"])

    def test_nothing_suppressed(self):
        self.assertEqual(self.findings(), ([self.UNTRACK, self.VISIT], []))

    def test_on_the_line_of_the_finding(self):
        self.assertEqual(self.findings(dealloc=f"/* gclint: ignore[{self.UNTRACK}] never dies */"), ([self.VISIT], [self.UNTRACK]))
        self.assertEqual(self.findings(traverse=f"// gclint: ignore[{self.VISIT}] a leaf"), ([self.UNTRACK], [self.VISIT]))

    def test_at_the_type(self):
        both = f"gclint: ignore[{self.UNTRACK}, {self.VISIT}] made once, kept for ever"
        for place in ("type", "above"):
            self.assertEqual(self.findings(**{place: f"/* {both} */"}), ([], [self.UNTRACK, self.VISIT]), place)
        self.assertEqual(self.findings(above=f"/* {both},\n * as its\n * maker knows */"), ([], [self.UNTRACK, self.VISIT]))

    def test_elsewhere(self):
        self.assertEqual(self.findings(end=f"/* gclint: ignore[{self.UNTRACK}] far away */"),
                         ([self.UNTRACK, "suppression-unused", self.VISIT], []))

    def test_one_of_two_is_not_needed(self):
        comment = f"/* gclint: ignore[{self.UNTRACK}, missing-clear] made once */"
        self.assertEqual(self.findings(type=comment), (["suppression-unused", self.VISIT], [self.UNTRACK]))

    def test_without_rule_name(self):
        for comment in ("/* gclint: ignore */", "/* gclint: ignore[] made once */", "/* gclint: ignore made once */"):
            self.assertEqual(self.findings(type=comment), ([self.UNTRACK, "suppression-incomplete", self.VISIT], []), comment)

    def test_without_reason(self):
        comment = f"/* gclint: ignore[{self.UNTRACK}] */"
        self.assertEqual(self.findings(type=comment), (["suppression-incomplete", self.VISIT], [self.UNTRACK]))

    def test_unknown_rule(self):
        comment = "/* gclint: ignore[dealloc-mising-untrack] made once */"
        self.assertEqual(self.findings(type=comment), ([self.UNTRACK, "suppression-incomplete", self.VISIT], []))
        message = [f["message"] for f in self.scan_json("tree")["findings"] if f["rule"] == "suppression-incomplete"]
        self.assertIn("dealloc-mising-untrack", message[0])

    def test_a_rule_that_does_not_run_is_not_unused(self):
        comment = f"/* gclint: ignore[{self.UNTRACK}] made once */"
        self.assertEqual(self.findings("--select", "traverse,suppression", type=comment), ([self.VISIT], []))
        self.assertEqual(self.findings("--ignore", self.UNTRACK, type=comment), ([self.VISIT], []))
        self.assertEqual(self.findings("--python", "3.11", type="/* gclint: ignore[managed-dict-static-type] later */"),
                         ([self.UNTRACK, self.VISIT], []))

    def test_notes_can_be_left_out(self):
        comment = "/* gclint: ignore */"
        self.assertEqual(self.findings("--ignore", "suppression", type=comment), ([self.UNTRACK, self.VISIT], []))
        self.assertEqual(self.findings("--severity", "warning", type=comment), ([self.UNTRACK, self.VISIT], []))

    def test_status_and_reports(self):
        both = f"gclint: ignore[{self.UNTRACK}, {self.VISIT}] made once"
        self.assertEqual(self.findings(type=f"/* {both} */"), ([], [self.UNTRACK, self.VISIT]))
        done = self.scan("--sarif", "out.sarif", "tree", status=0)
        self.assertNotIn(self.UNTRACK, done.stdout)
        self.assertEqual(json.loads((self.folder / "out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"], [])

    def test_in_a_header_of_two_units(self):
        self.write("unit.h", self.UNIT.replace("@type@", f"/* gclint: ignore[{self.UNTRACK}, {self.VISIT}] made once */")
                   .replace("@end@", "").replace("@above@", "").replace("@dealloc@", "").replace("@traverse@", "")
                   .replace("int ready", "static inline int ready"))
        for name in ("one.c", "two.c"):
            self.write(name, f'#include "unit.h"\nint {name[:-2]}(void) {{ return ready(); }}\n')
        found = self.scan_json("tree")["findings"]
        self.assertTrue(found)
        self.assertTrue(all(finding["suppressed"] for finding in found), found)


class Selection(CliTest):
    def rules(self, *arguments, status=None):
        return {finding["rule"] for finding in self.scan_json(*arguments, DEMO, status=status)["findings"]}

    def test_families_and_rules(self):
        every = json.loads(self.run_gclint("rules", "--format", "json", status=0).stdout)["rules"]
        families = {rule["name"]: rule["family"] for rule in every}
        found = self.rules()
        for family in {families[rule] for rule in found}:
            self.assertEqual(self.rules("--select", family), {rule for rule in found if families[rule] == family})
            self.assertEqual(self.rules("--ignore", family), {rule for rule in found if families[rule] != family})

    def test_given_twice(self):
        self.assertEqual(self.rules("--select", "declare", "--select", "dealloc"), self.rules("--select", "declare,dealloc"))

    def test_unknown_name(self):
        for option in ("--select", "--ignore"):
            done = self.scan(option, "container-without-cg", DEMO, status=2)
            self.assertIn("container-without-gc", done.stderr)

    def test_nothing_selected_is_found(self):
        self.assertEqual(self.rules("--select", "managed", status=0), set())


if __name__ == "__main__":
    test_cli.main()
