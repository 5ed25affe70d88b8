#!/usr/bin/env python3
"""The program from the outside. test_cli.py GCLINT [CLASS...]"""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE / "demo"
INCLUDE = sysconfig.get_path("include")
GCLINT = ""

CLEAN = """#include <Python.h>
static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "plain.Plain",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};
int ready(void) { return PyType_Ready(&Plain_Type); }
"""
FAULTY = (DEMO / "layout.c").read_text(encoding="utf-8")


def schema_problems(path):
    """Lines of what is wrong with a file under the official schemas."""
    done = subprocess.run([sys.executable, str(HERE / "schema" / "validate.py"), str(path)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return [] if done.returncode == 0 else done.stdout.splitlines()


class CliTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.tree = self.folder / "tree"
        self.tree.mkdir()

    def write(self, name, content):
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
        return path

    def run_gclint(self, *arguments, status=None, **options):
        done = subprocess.run([GCLINT, *map(str, arguments)], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, check=False, timeout=250, **options)
        if status is not None:
            self.assertEqual(done.returncode, status, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def scan(self, *arguments, status=None):
        return self.run_gclint("scan", "--python-include", INCLUDE, *arguments, status=status)

    def scan_json(self, *arguments, status=None):
        return json.loads(self.scan("--format", "json", *arguments, status=status).stdout)

    def assert_says(self, done, text):
        self.assertIn(text, done.stderr)
        self.assertTrue(done.stderr.startswith("gclint: "), done.stderr)


class Usage(CliTest):
    def test_help(self):
        text = self.run_gclint("--help", status=0).stdout
        for command in ("scan", "facts", "report", "diff", "audit", "merge", "explain", "rules", "completion"):
            self.assertIn(f"gclint {command} ", text)
            one = self.run_gclint("help", command, status=0).stdout
            self.assertTrue(one.startswith(f"Usage: gclint {command} "), one)
            self.assertEqual(one, self.run_gclint(command, "--help", status=0).stdout)
        self.assertIn("--fail-on=LEVEL", self.run_gclint("help", "scan").stdout)

    def test_version(self):
        self.assertRegex(self.run_gclint("--version", status=0).stdout, r"^gclint \d+\.\d+\.\d+, with .*clang version \d+")

    def test_wrong_usage(self):
        for arguments in ([], ["scam"], ["help", "scam"], ["scan"], ["facts"], ["scan", "--bogus", "."], ["scan", "--python", "2.7", "."],
                          ["scan", "--python", "3.12-3.9", "."], ["scan", "--python", "3.9x", "."], ["scan", "-j", "0", "."],
                          ["scan", "--severity", "never", "."], ["scan", "--fail-on", "sometimes", "."], ["scan", "--format", "pdf", "."],
                          ["scan", "--select", "no-such-rule", "."], ["scan", "--sarif", "x.sarif", "a", "b"], ["scan", "--format", "sarif", "a", "b"], ["facts", "--format", "sarif", "."],
                          ["report", "x"], ["merge", "one.db"], ["completion"], ["completion", "csh"], ["audit", "a", "b"], ["audit", "--shard", "1/2"], ["audit", "--shard", "3/2", "x"], ["audit", "nowhere"], ["audit"], ["diff", "1", "2", "3"], ["diff", "--format", "html"], ["explain"], ["explain", "no-such-rule"], ["rules", "--format", "sarif"]):
            with self.subTest(arguments):
                done = self.run_gclint(*arguments, status=2)
                self.assertEqual(done.stdout, "")
                self.assertNotEqual(done.stderr, "")
                self.assertFalse((self.folder / "gclint.db").exists())

    def test_rule_that_is_nearly_right(self):
        self.assert_says(self.run_gclint("scan", "--select", "container-without-gcs", "."), "did you mean `container-without-gc`")


class Rules(CliTest):
    def rules(self):
        return json.loads(self.run_gclint("rules", "--format", "json", status=0).stdout)["rules"]

    def test_list(self):
        rules = self.rules()
        self.assertEqual(len({rule["name"] for rule in rules}), len(rules))
        text = self.run_gclint("rules", status=0).stdout
        for rule in rules:
            self.assertLessEqual({"name", "family", "severity", "python", "summary"}, rule.keys())
            self.assertIn(rule["severity"], ("error", "warning", "note"))
            self.assertRegex(rule["python"], r"^3\.\d+(-3\.\d+)?$")
            self.assertRegex(text, rf"(?m)^  {rule['name']} ")

    def test_explain(self):
        everything = self.run_gclint("explain", "--all", status=0).stdout
        for rule in self.rules():
            page = self.run_gclint("explain", rule["name"], status=0).stdout
            self.assertIn(rule["name"], page)
            self.assertIn(page, everything)

    def test_explain_family(self):
        family = self.rules()[0]["family"]
        page = self.run_gclint("explain", family, status=0).stdout
        for rule in self.rules():
            self.assertEqual(f"# {rule['name']}\n" in page, rule["family"] == family)


class ExitStatus(CliTest):
    def test_clean(self):
        self.write("plain.c", CLEAN)
        self.assertEqual(self.scan("tree", status=0).stdout, "")

    def test_fail_on(self):
        worst = self.scan_json(DEMO, status=1)["findings"][0]["severity"]
        self.assertEqual(worst, "warning")
        for level, status in (("note", 1), ("warning", 1), ("error", 0), ("never", 0)):
            self.scan("--fail-on", level, DEMO, status=status)

    def test_severity_does_not_decide(self):
        self.assertEqual(self.scan_json("--severity", "error", DEMO, status=1)["findings"], [])

    def test_strict(self):
        self.write("plain.c", CLEAN)
        self.scan("--strict", "tree", status=0)
        self.write("partly.c", '#include <Python.h>\n#include "not_there.h"\n' + CLEAN)
        self.scan("--strict", "tree", status=0)
        self.write("deep.c", "#include <Python.h>\nextern PyTypeObject type;\nint deep = " + "!" * 300000 + "0;\n")
        self.scan("tree", status=0)
        self.scan("--strict", "tree", status=3)


class BadInput(CliTest):
    def test_path_that_does_not_exist(self):
        for command in ("scan", "facts"):
            self.assert_says(self.run_gclint(command, "nowhere", status=2), "nowhere")
        self.assertFalse((self.folder / "gclint.db").exists())

    def test_one_of_two_paths_does_not_exist(self):
        done = self.scan("nowhere", DEMO, status=2)
        self.assertIn("container-without-gc", done.stdout)

    def test_empty_tree(self):
        self.assert_says(self.scan("tree", status=0), "nothing was analysed")
        coverage = self.scan_json("tree", status=0)["coverage"]
        self.assertEqual(set(coverage.values()), {0})

    def check_others_survive(self, name, content, statuses):
        self.write(name, content)
        self.write("layout.c", FAULTY)
        answer = self.scan_json("tree", status=1)
        self.assertIn(("container-without-gc", "layout.c"), {(f["rule"], f["file"]) for f in answer["findings"]})
        facts = json.loads(self.run_gclint("facts", "--format", "json", "--python-include", INCLUDE, "tree", status=0).stdout)
        unit = next(unit for unit in facts["units"] if unit["path"] == name)
        self.assertIn(unit["status"], statuses)
        self.assertTrue(unit["reason"])
        return answer

    def test_binary_named_c(self):
        self.check_others_survive("picture.c", bytes(range(256)) * 64, ("skipped", "failed", "partial"))

    def test_binary_that_mentions_python(self):
        self.check_others_survive("picture.c", b"#include <Python.h>\n" + bytes(range(256)) * 64, ("partial", "failed"))

    def test_syntax_errors(self):
        broken = FAULTY.replace("layout_module = {", "layout_module = {{{ ;;; (").replace("layout.", "broken.")
        answer = self.check_others_survive("broken.c", broken, ("partial",))
        self.assertIn("broken.c", {finding["file"] for finding in answer["findings"]})

    def test_missing_header(self):
        answer = self.check_others_survive("other.c", '#include "third_party/not_there.h"\n' + FAULTY, ("partial",))
        self.assertIn("other.c", {finding["file"] for finding in answer["findings"]})

    def test_struct_with_a_part_of_a_missing_header(self):
        self.write("sat.c", """#include <Python.h>
#include <structmember.h>
#include "third_party/not_there.h"
typedef struct { PyObject_HEAD struct orbit orbit; PyObject *name, *number; } Sat;
static PyMemberDef members[] = {{"number", T_OBJECT, offsetof(Sat, number), 0, NULL}, {NULL, 0, 0, 0, NULL}};
static void sat_dealloc(PyObject *op) { Py_XDECREF(((Sat *)op)->name); Py_TYPE(op)->tp_free(op); }
PyTypeObject Sat_Type = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "m.Sat", .tp_basicsize = sizeof(Sat), .tp_members = members,
                         .tp_dealloc = sat_dealloc, .tp_flags = Py_TPFLAGS_DEFAULT};
typedef struct { PyObject_HEAD struct orbit orbit; } Orbit;
static void orbit_dealloc(PyObject *op) { orbit_cleanup(&((Orbit *)op)->orbit); }
PyTypeObject Orbit_Type = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "m.Orbit", .tp_basicsize = sizeof(Orbit),
                           .tp_dealloc = orbit_dealloc, .tp_flags = Py_TPFLAGS_DEFAULT};
""")
        found = self.scan_json("--select", "dealloc", "tree")["findings"]
        self.assertEqual({(finding["rule"], finding["type"], finding["field"]) for finding in found},
                         {("dealloc-missing-field-release", "Sat_Type", "number"), ("dealloc-missing-free", "Orbit_Type", None)})

    def weakrefs_forgotten_in(self, includes, body):
        """Whether it is seen that a tp_dealloc of that body, and nothing else, forgets the weak references."""
        self.write("old.c", """#include <Python.h>
#include <stddef.h>
%s
typedef struct { PyObject_HEAD struct handle *handle; PyObject *weaklist, *name; } Old;
static void old_dealloc(Old *self) { %s }
PyTypeObject Old_Type = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "m.Old", .tp_basicsize = sizeof(Old),
                         .tp_dealloc = (destructor)old_dealloc, .tp_flags = Py_TPFLAGS_DEFAULT,
                         .tp_weaklistoffset = offsetof(Old, weaklist)};
""" % (includes, body))
        found = self.scan_json("--select", "dealloc-missing-weakref-clear", "tree")["findings"]
        return [finding["type"] for finding in found] == ["Old_Type"]

    def test_object_header_of_python_2(self):
        """Its members are in ob_base now: clang's error loses nothing, any other one may."""
        self.assertTrue(self.weakrefs_forgotten_in("", "Py_XDECREF(self->name); self->ob_type->tp_free((PyObject *)self);"))
        self.assertTrue(self.weakrefs_forgotten_in("", "PyTypeObject *type = self->ob_type; (type->tp_free)((PyObject *)self);"))
        self.assertFalse(self.weakrefs_forgotten_in("", "self->ob_type->tp_clear_all(self); self->ob_type->tp_free(self);"))
        self.assertFalse(self.weakrefs_forgotten_in("", "self->nothing->clear(self); self->ob_type->tp_free(self);"))

    def test_members_without_structmember(self):
        """Python.h declares them since 3.12; with older headers the names are missing, and the struct is not defined."""
        self.write("new.c", """#include <Python.h>
#include <stddef.h>
typedef struct { PyObject_HEAD PyObject *name, *number; } New;
static PyMemberDef members[] = {{"name", Py_T_OBJECT_EX, offsetof(New, name), Py_READONLY, NULL},
                                {"number", _Py_T_OBJECT, offsetof(New, number), 0, NULL}, {NULL}};
static void new_dealloc(PyObject *self) { PyTypeObject *type = Py_TYPE(self); type->tp_free(self); Py_DECREF(type); }
static PyType_Slot slots[] = {{Py_tp_members, members}, {Py_tp_dealloc, new_dealloc}, {0, NULL}};
PyType_Spec new_spec = {"m.New", sizeof(New), 0, Py_TPFLAGS_DEFAULT, slots};
""")
        found = self.scan_json("--select", "dealloc-missing-field-release", "tree")["findings"]
        self.assertEqual([finding["field"] for finding in found], ["number"])

    def test_static_definition_behind_an_extern_declaration(self):
        """clang makes two variables, or functions, of one, and its error at a function's name is none of the body."""
        self.write("clash.c", """#include <Python.h>
#include <stddef.h>
typedef struct { PyObject_HEAD PyObject *weaklist; } Cell;
extern PyTypeObject Meta_Type;
void cell_dealloc(PyObject *);
PyTypeObject Cell_Type = {PyVarObject_HEAD_INIT(&Meta_Type, 0) .tp_name = "m.Cell", .tp_basicsize = sizeof(Cell),
                          .tp_dealloc = cell_dealloc, .tp_flags = Py_TPFLAGS_DEFAULT,
                          .tp_weaklistoffset = offsetof(Cell, weaklist)};
static void cell_dealloc(PyObject *op) { PyObject_Free(op); }
static PyTypeObject Meta_Type = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "m.Meta", .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC};
int make_ready(void) {
    Meta_Type.tp_base = &PyType_Type;
    Meta_Type.tp_traverse = PyType_Type.tp_traverse;
    Meta_Type.tp_clear = PyType_Type.tp_clear;
    return PyType_Ready(&Meta_Type) < 0 || PyType_Ready(&Cell_Type) < 0;
}
""")
        found = self.scan_json("--severity", "warning", "tree")["findings"]
        self.assertEqual({(finding["rule"], finding["type"]) for finding in found},
                         {("dealloc-missing-weakref-clear", "Cell_Type")})

    def test_call_behind_a_macro_that_is_a_statement(self):
        body = "Py_BEGIN_ALLOW_THREADS handle_close(self->handle); Py_END_ALLOW_THREADS Py_TYPE(self)->tp_free(self);"
        self.assertTrue(self.weakrefs_forgotten_in('#include "third_party/not_there.h"', body))

    def test_offsets_in_a_struct_with_a_part_of_a_missing_header(self):
        """offsetof() names the field; it may itself have been declared by that header."""
        self.write("watch.c", """#include <Python.h>
#include "third_party/not_there.h"
typedef struct { PyObject_HEAD struct orbit orbit; PyObject *weaklist, *attributes; } Watch;
static int watch_traverse(PyObject *op, visitproc visit, void *arg) { Py_VISIT(Py_TYPE(op)); return 0; }
static void watch_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Watch *)op)->attributes);
    Py_TYPE(op)->tp_free(op);
}
PyTypeObject Watch_Type = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "m.Watch", .tp_basicsize = sizeof(Watch),
                           .tp_traverse = watch_traverse, .tp_dealloc = watch_dealloc,
                           .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
                           .tp_weaklistoffset = offsetof(Watch, weaklist), .tp_dictoffset = offsetof(Watch, attributes)};
""")
        found = self.scan_json("--select", "dealloc-missing-weakref-clear,traverse-missing-dict", "tree")["findings"]
        self.assertEqual({(finding["rule"], finding["type"], finding["field"]) for finding in found},
                         {("dealloc-missing-weakref-clear", "Watch_Type", None),
                          ("traverse-missing-dict", "Watch_Type", "attributes")})

    def test_file_that_crashes_the_parser(self):
        self.check_others_survive("deep.c", "#include <Python.h>\nextern PyTypeObject type;\nint deep = " + "!" * 300000 + "0;\n", ("failed", "partial"))

    def test_nothing_could_be_read(self):
        self.write("deep.c", "#include <Python.h>\nextern PyTypeObject type;\nint deep = " + "!" * 300000 + "0;\n")
        done = self.scan("tree")
        if '"failed": 1' in self.scan("--format", "json", "tree").stdout:
            self.assertEqual(done.returncode, 2)

    def test_no_python_headers(self):
        (self.folder / "empty").mkdir()
        self.assert_says(self.run_gclint("scan", "--python-include", "empty", DEMO, status=2), "--python-include")
        self.assertFalse((self.folder / "gclint.db").exists())

    def test_store_in_a_folder_that_does_not_exist(self):
        done = self.scan("--db", "nowhere/gclint.db", DEMO, status=2)
        self.assertIn("gclint: ", done.stderr)
        self.assertIn("nowhere/gclint.db", done.stderr)
        self.assertIn("container-without-gc", done.stdout)

    def test_store_that_is_something_else(self):
        other = self.folder / "other.db"
        for content in (b"not a database at all" * 100, b"SQLite format 3\0 but damaged" * 100):
            other.write_bytes(content)
            done = self.scan("--db", "other.db", DEMO, status=2)
            self.assertIn("container-without-gc", done.stdout)
            self.assertEqual(other.read_bytes(), content)

    def test_store_of_another_program(self):
        with sqlite3.connect(self.folder / "other.db") as database:
            database.execute("CREATE TABLE scans (mine TEXT)")
        database.close()
        before = (self.folder / "other.db").read_bytes()
        self.scan("--db", "other.db", DEMO, status=2)
        self.assertEqual((self.folder / "other.db").read_bytes(), before)

    def test_report_file_that_cannot_be_written(self):
        done = self.scan("--sarif", "nowhere/x.sarif", DEMO, status=2)
        self.assertIn("nowhere/x.sarif", done.stderr)
        self.assertIn("container-without-gc", done.stdout)

    def test_report_without_store(self):
        self.assert_says(self.run_gclint("report", status=2), "gclint.db")
        self.assertFalse((self.folder / "gclint.db").exists())

    def test_names_with_strange_characters(self):
        self.write("a b'\"%\n\x1b[31m.c", FAULTY)
        done = self.scan("tree", status=1)
        self.assertNotIn("\x1b", done.stdout + done.stderr)
        self.assertEqual(self.scan_json("tree", status=1)["findings"][0]["file"], "a b'\"%\n\x1b[31m.c")


class Interrupted(CliTest):
    def test_what_is_known_is_kept(self):
        for number in range(300):
            self.write(f"unit{number:03}.c", FAULTY)
        command = [GCLINT, "scan", "--python-include", INCLUDE, "-j", "1", "--progress", "always", "--format", "none", "tree"]
        with subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True) as process:
            for _ in range(3):
                process.stderr.readline()
            process.send_signal(signal.SIGINT)
            process.stderr.read()
            self.assertEqual(process.wait(timeout=60), 130)
        stored = json.loads(self.run_gclint("report", "--format", "json", status=0).stdout)
        self.assertGreaterEqual(stored["coverage"]["parsed"], 2)
        self.assertGreater(stored["coverage"]["failed"], 0)
        self.assertGreater(len(stored["findings"]), 0)

    def test_after_the_parsing(self):
        """What is parsed is judged, stored and told before the program ends."""
        for number in range(200):
            self.write(f"unit{number:03}.c", FAULTY)
        command = [GCLINT, "scan", "--no-cache", "--python-include", INCLUDE, "--progress", "always", "--format", "json", "tree"]
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            while "parsed 200 of 200" not in process.stderr.readline():
                pass
            process.send_signal(signal.SIGINT)
            found = json.load(process.stdout)["findings"]
            self.assertIn("interrupted", process.stderr.read())
            self.assertEqual(process.wait(timeout=60), 130)
        self.assertEqual(len(found), 400)
        self.assertEqual(len(json.loads(self.run_gclint("report", "--format", "json", status=0).stdout)["findings"]), 400)

    def test_reader_that_goes_away(self):
        reading, writing = os.pipe()
        os.close(reading)
        process = subprocess.run([GCLINT, "explain", "--all"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writing)
        self.assertEqual((process.returncode, process.stderr), (0, ""))

    def test_full_disk(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            process = subprocess.run([GCLINT, "explain", "--all"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(process.returncode, 2)
        self.assertIn("No space left", process.stderr)


class Parts(CliTest):
    """A module in several files, some of which are only included where a macro asks for them."""

    PART = """typedef struct { PyObject_HEAD PyObject *owner; } Session;
static int session_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Session *)self)->owner);
    return 0;
}
static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "parts.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_traverse = session_traverse,
};
int session_ready(void) { return PyType_Ready(&Session_Type); }
"""

    def test_part_behind_a_switch(self):
        self.write("part.c", self.PART)
        self.write("whole.c", "#include <Python.h>\n#ifdef WITH_SESSION\n#include \"part.c\"\n#endif\n")
        answer = self.scan_json(self.tree, status=1)
        self.assertEqual((answer["coverage"]["types"], answer["coverage"]["types_complete"]), (1, 1))
        self.assertEqual([(finding["rule"], finding["file"]) for finding in answer["findings"]],
                         [("gc-slots-without-gc-flag", "part.c")])

    def test_part_that_cannot_be_had(self):
        self.write("part.c", self.PART)
        self.write("whole.c", "#include <Python.h>\n#ifdef _WIN32\n#include \"part.c\"\n#endif\n")
        facts = json.loads(self.run_gclint("facts", "--python-include", INCLUDE, "--format", "json", self.tree, status=0).stdout)
        self.assertEqual([(entry["symbol"], entry["complete"]) for entry in facts["types"]], [("Session_Type", False)])

    def test_part_that_changes(self):
        """The unit depends on it, although the parser never opened it."""
        self.write("whole.c", "#include <Python.h>\n#ifdef _WIN32\n#include \"part.c\"\n#endif\n")
        known = []
        for part in ("int session;\n", self.PART, None):
            if part:
                self.write("part.c", part)
            else:
                (self.tree / "part.c").unlink()
            facts = self.run_gclint("facts", "--python-include", INCLUDE, "--format", "json", self.tree, status=0,
                                    env={**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")})
            known.append([entry["symbol"] for entry in json.loads(facts.stdout)["types"]])
        self.assertEqual(known, [[], ["Session_Type"], []])


class Facts(CliTest):
    def facts(self, *arguments):
        return json.loads(self.run_gclint("facts", "--format", "json", "--python-include", INCLUDE, *arguments, status=0).stdout)

    def test_contract(self):
        answer = self.facts(DEMO)
        self.assertEqual(answer["units"], [{"path": "layout.c", "status": "parsed", "reason": None, "diagnostics": 0,
                                            **{key: value for key, value in answer["units"][0].items() if key in ("variant", "arguments")}}])
        field, descriptor = sorted(answer["types"], key=lambda one: one["symbol"], reverse=True)
        expected = {"symbol": "Field_Type", "name": "layout.Field", "file": "layout.c", "style": "static", "record": "Field",
                    "flags": ["DEFAULT"], "gc": False, "base": None, "complete": True, "unresolved": []}
        self.assertEqual(expected, {key: field[key] for key in expected})
        self.assertEqual(field["slots"]["tp_dealloc"], "field_dealloc")
        self.assertEqual(FAULTY.splitlines()[field["line"] - 1], "static PyTypeObject Field_Type = {")
        self.assertEqual((descriptor["gc"], descriptor["flags"]), (True, ["DEFAULT", "HAVE_GC"]))
        self.assertEqual([module["symbol"] for module in answer["modules"]], ["layout_module"])
        references = {(one["symbol"], reference["path"]): reference for one in answer["types"] for reference in one["references"]}
        owned = references["Field_Type", "type"]
        self.assertEqual((owned["declared"], owned["offset"], owned["owned"], owned["visited"], owned["released"]),
                         ("Descriptor *", 16, "yes", "no", "yes"))
        fields = references["Descriptor_Type", "fields"]
        self.assertEqual((fields["owned"], fields["visited"], fields["cleared"], fields["released"]), ("yes",) * 4)
        for reference in references.values():
            self.assertLessEqual({reference[key] for key in ("owned", "cyclic", "visited", "cleared", "released")}, {"yes", "no", "unknown"})

    def test_nothing_is_stored(self):
        self.run_gclint("facts", "--python-include", INCLUDE, DEMO, status=0)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["tree"])

    def test_output_file_and_graph(self):
        self.run_gclint("facts", "--graph", "-o", "graph.dot", "--python-include", INCLUDE, DEMO, status=0)
        graph = (self.folder / "graph.dot").read_text(encoding="utf-8")
        self.assertRegex(graph, r"(?m)^digraph ")
        self.assertIn("Field_Type", graph)

    def test_types_of_many_styles(self):
        self.write("spec.c", """#include <Python.h>
typedef struct { PyObject_HEAD PyObject *item; } Box;
static int box_traverse(PyObject *op, visitproc visit, void *arg)
{ Py_VISIT(Py_TYPE(op)); Py_VISIT(((Box *)op)->item); return 0; }
static int box_clear(PyObject *op) { Py_CLEAR(((Box *)op)->item); return 0; }
static void box_dealloc(PyObject *op)
{ PyTypeObject *type = Py_TYPE(op); PyObject_GC_UnTrack(op); (void)box_clear(op); type->tp_free(op); Py_DECREF(type); }
static PyType_Slot box_slots[] = {
    {Py_tp_traverse, box_traverse}, {Py_tp_clear, box_clear}, {Py_tp_dealloc, box_dealloc}, {0, NULL}};
static PyType_Spec box_spec = {"box.Box", sizeof(Box), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, box_slots};
PyObject *make(PyObject *module) { return PyType_FromModuleAndSpec(module, &box_spec, NULL); }
""")
        box, = self.facts("tree")["types"]
        self.assertEqual((box["symbol"], box["name"], box["style"], box["gc"], box["complete"]), ("box_spec", "box.Box", "spec", True, True))
        self.assertEqual([(r["path"], r["owned"], r["visited"], r["cleared"]) for r in box["references"]], [("item", "yes", "yes", "yes")])


class Baseline(CliTest):
    def setUp(self):
        super().setUp()
        self.write("layout.c", FAULTY)
        self.scan("--sarif", "base.sarif", "--db", "base.db", "tree", status=1)

    def test_known_findings_do_not_fail(self):
        for baseline in ("base.sarif", "base.db"):
            moved = self.scan_json("--baseline", baseline, "tree", status=0)
            self.assertEqual({finding["baseline"] for finding in moved["findings"]} - {"unchanged"}, set())
            self.assertEqual(self.scan("--baseline", baseline, "tree", status=0).stdout, "")

    def test_new_findings_do(self):
        self.write("other.c", FAULTY.replace("layout.", "other.").replace("Field_Type", "Other_Type"))
        findings = self.scan_json("--baseline", "base.sarif", "tree", status=1)["findings"]
        self.assertEqual({finding["type"] for finding in findings if finding["baseline"] == "new"}, {"Other_Type"})

    def test_findings_that_are_gone_are_counted(self):
        self.write("layout.c", CLEAN)
        self.assert_says(self.scan("--baseline", "base.db", "tree", status=0), "of the baseline base.db are gone")

    def test_no_baseline(self):
        (self.folder / "text.json").write_text("{}", encoding="utf-8")
        for baseline in ("nowhere", "text.json", "tree/layout.c"):
            done = self.scan("--baseline", baseline, "tree", status=2)
            self.assert_says(done, baseline)
            self.assertIn("container-without-gc", done.stdout)


class Settings(CliTest):
    def test_command_line_wins(self):
        self.write("layout.c", FAULTY)
        self.write(".gclint.ini", "[gclint]\nfail-on = never\nignore = container-without-gc\n")
        rules = {finding["rule"] for finding in self.scan_json("tree", status=0)["findings"]}
        self.assertNotIn("container-without-gc", rules)
        self.assertTrue(rules)
        rules = {finding["rule"] for finding in self.scan_json("--ignore", ",".join(rules), "--fail-on", "warning", "tree", status=1)["findings"]}
        self.assertEqual(rules, {"container-without-gc"})

    def test_setup_cfg(self):
        self.write("layout.c", FAULTY)
        self.write("setup.cfg", "[metadata]\nname = tree\n\n[gclint]\nexclude = lay*.c\nstrict = yes\n")
        self.assertEqual(self.scan_json("tree", status=0)["coverage"]["parsed"], 0)

    def test_a_file_has_the_settings_of_its_project(self):
        self.write("src/layout.c", FAULTY)
        self.write("setup.py", "")
        self.write(".gclint.ini", "fail-on = never\n")
        self.scan("tree/src/layout.c", status=0)

    def test_each_path_has_its_own(self):
        self.write("one/layout.c", FAULTY)
        self.write("one/.gclint.ini", "fail-on = never\n")
        self.write("two/layout.c", FAULTY)
        self.scan("tree/one", status=0)
        self.scan("tree/one", "tree/two", status=1)

    def test_wrong_settings(self):
        self.write("layout.c", FAULTY)
        for text, message in (("fail-on = sometimes\n", ".gclint.ini:1: fail-on is one of"), ("\nfale-on = never\n", ".gclint.ini:2"),
                              ("select = no-such-rule\n", "no-such-rule"), ("format = pdf\n", "pdf"), ("db = /etc/passwd\n", ".gclint.ini:1")):
            self.write(".gclint.ini", text)
            self.assert_says(self.scan("tree", status=2), message)
        self.assertFalse((self.folder / "gclint.db").exists())


class Reports(CliTest):
    def test_two_scans_do_not_mix(self):
        self.write("plain.c", CLEAN)
        first = self.scan_json(DEMO, status=1)
        second = self.scan_json("tree", status=0)
        self.assertNotEqual(first["scan"], second["scan"])
        for answer in (first, second):
            again = self.run_gclint("report", "--format", "json", "--scan", answer["scan"], status=0)
            self.assertEqual(json.loads(again.stdout), answer)
        self.assertEqual(json.loads(self.run_gclint("report", "--format", "json", status=0).stdout), second)
        self.run_gclint("report", "--scan", 99, status=2)

    def test_two_paths_are_two_scans(self):
        self.write("plain.c", CLEAN)
        self.scan(DEMO, "tree", status=1)
        counts = [len(json.loads(self.run_gclint("report", "--format", "json", "--scan", scan).stdout)["findings"]) for scan in (1, 2)]
        self.assertGreater(counts[0], 0)
        self.assertEqual(counts[1], 0)

    def test_files_of_one_run_agree(self):
        self.scan("--json", "x.json", "--sarif", "x.sarif", "--format", "none", DEMO, status=1)
        answer = json.loads((self.folder / "x.json").read_text(encoding="utf-8"))
        sarif = json.loads((self.folder / "x.sarif").read_text(encoding="utf-8"))
        self.assertEqual([f["rule"] for f in answer["findings"]], [r["ruleId"] for r in sarif["runs"][0]["results"]])
        for format_, name in (("json", "x.json"), ("sarif", "x.sarif")):
            again = self.run_gclint("report", "--format", format_, status=0).stdout
            self.assertEqual(again, (self.folder / name).read_text(encoding="utf-8"))

    def test_report_to_a_file(self):
        self.scan(DEMO, status=1)
        self.run_gclint("report", "-o", "report.txt", status=0)
        self.assertIn("container-without-gc", (self.folder / "report.txt").read_text(encoding="utf-8"))

    def test_findings_and_summary_go_different_ways(self):
        done = self.scan(DEMO, status=1)
        self.assertIn("container-without-gc", done.stdout)
        self.assertNotIn("Analysed", done.stdout)
        self.assertIn("Analysed", done.stderr)
        self.assertEqual(self.scan("-q", DEMO, status=1).stderr, "")

    def test_sarif_partial_fingerprints_survive_moved_lines(self):
        def fingerprints(text):
            self.write("layout.c", text)
            sarif = json.loads(self.scan("--format", "sarif", "tree", status=1).stdout)
            return [result["partialFingerprints"] for result in sarif["runs"][0]["results"]]
        self.assertEqual(fingerprints(FAULTY), fingerprints("\n\n\n" + FAULTY))


class Schemas(CliTest):
    """What is printed is valid under the official SARIF schema and under the published one of gclint's JSON."""

    def assert_valid(self, text, name):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        self.assertEqual(schema_problems(path), [])

    def check(self, path):
        for format_ in ("json", "sarif"):
            self.assert_valid(self.scan("--format", format_, path).stdout, f"scan.{format_}")
        self.assert_valid(self.run_gclint("facts", "--format", "json", "--python-include", INCLUDE, path).stdout, "facts.json")

    def test_findings(self):
        self.check(DEMO)

    def test_empty_tree(self):
        self.check("tree")

    def test_strange_tree(self):
        self.write("sub folder/a b'\"%\n\x1b[31m\u00fc.c", FAULTY)
        self.write("broken.c", '#include "third_party/not_there.h"\n' + FAULTY.replace("layout_module = {", "layout_module = {{{ ;;; ("))
        self.write("picture.c", b"#include <Python.h>\n" + bytes(range(256)) * 64)
        self.write("plain.c", CLEAN.replace("= {", "= { /* gclint: ignore[no-such-rule] */"))
        self.check("tree")

    def test_rules(self):
        self.assert_valid(self.run_gclint("rules", "--format", "json").stdout, "rules.json")


def main():
    global GCLINT
    GCLINT = str(pathlib.Path(sys.argv[1]).resolve())
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])


if __name__ == "__main__":
    main()
