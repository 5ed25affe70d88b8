#!/usr/bin/env python3
"""Writes the fixtures of the rules in other words that mean the same, on the same lines, and asks that the same is found.

restyle.py --gclint GCLINT [--style STYLE[+STYLE]...]... [--rule RULE]... [--keep FOLDER]

A visit by hand or by a helper, a release by the project's own macro, a slot that only calls another function: real code has all of
these. Without --style each is tried alone; those joined by + are tried together. What clang does not accept is left out.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import re
import sys
import sysconfig
import tempfile

import batch_compile
import run_fixtures

Style = collections.namedtuple("Style", "name pattern replacement")
OPERAND = r"\(\s*((?:[^;()]|\((?:[^;()]|\([^;()]*\))*\))*)\s*\)"
CLEAR, VISIT = rf"\bPy_CLEAR{OPERAND}\s*;", rf"\bPy_VISIT{OPERAND}\s*;"
STORE = r"\bPy_INCREF\(\s*(\w+)\s*\);(\s*)([\w>.\-]+) = \1;"
STYLES = [
    Style("clear-by-hand", CLEAR, r"{ PyObject *old_one = (PyObject *)(\1); \1 = NULL; Py_XDECREF(old_one); }"),
    Style("clear-by-test", CLEAR, r"if (\1) { PyObject *old_one = (PyObject *)(\1); \1 = NULL; Py_DECREF(old_one); }"),
    Style("clear-by-function", CLEAR, r"clear_object((PyObject **)&(\1));"),
    Style("clear-by-macro", CLEAR, r"MY_CLEAR(\1);"),
    Style("clear-by-setref", CLEAR, r"MY_SETREF(\1, NULL);"),
    Style("visit-by-hand", VISIT, r"if (\1) { int failed = visit((PyObject *)(\1), arg); if (failed != 0) return failed; }"),
    Style("visit-in-condition", VISIT, r"{ int failed = 0; if ((\1) != NULL && (failed = visit((PyObject *)(\1), arg))) return failed; }"),
    Style("visit-by-function", VISIT, r"{ int failed = visit_object((PyObject *)(\1), visit, arg); if (failed) return failed; }"),
    Style("visit-by-macro", VISIT, r"MY_VISIT(\1);"),
    Style("visit-a-local", VISIT, r"{ PyObject *local_one = (PyObject *)(\1); Py_VISIT(local_one); }"),
    Style("untrack-by-function", rf"\bPyObject_GC_UnTrack{OPERAND}\s*;", r"untrack_object((PyObject *)(\1));"),
    Style("release-by-test", rf"\bPy_XDECREF{OPERAND}\s*;", r"if (\1) Py_DECREF(\1);"),
    Style("release-by-exported", rf"\bPy_X?DECREF{OPERAND}\s*;", r"Py_DecRef((PyObject *)(\1));"),
    Style("release-by-function", rf"\bPy_XDECREF{OPERAND}\s*;", r"drop_object((PyObject *)(\1));"),
    Style("reference-by-function", STORE, r"\3 = NEW_REFERENCE(\1);\2"),
    Style("reference-after", STORE, r"\3 = \1;\2Py_INCREF(\3);"),
    Style("reference-by-assignment", rf"([\w>.\-]+) = Py_NewRef{OPERAND};", r"\1 = \2; Py_INCREF(\1);"),
    Style("gc-new-by-function", r"\bPyObject_GC_New\(\s*([\w ]+?)\s*,\s*([^;,()]+)\)", r"(\1 *)new_collected(\2)"),
    Style("new-by-function", r"\bPyObject_New\(\s*([\w ]+?)\s*,\s*([^;,()]+)\)", r"(\1 *)new_plain(\2)"),
    Style("alloc-by-macro", r"\b(type)->tp_alloc\(", r"NEW_INSTANCE(\1)("),
    Style("free-by-variable", r"Py_TYPE\((\w+)\)->tp_free\(", r"freefunc release = Py_TYPE(\1)->tp_free; release("),
    Style("free-by-slot", r"Py_TYPE\((\w+)\)->tp_free\(", r"((freefunc)PyType_GetSlot(Py_TYPE(\1), Py_tp_free))("),
    Style("type-by-field", r"\bPy_TYPE\((self|op|object|o)\)", r"(((PyObject *)(\1))->ob_type)"),
    Style("type-cast", r"\bPy_DECREF\((type|tp)\);", r"Py_DECREF((PyObject *)\1);"),
    Style("flags-by-macro", r"\bPy_TPFLAGS_HAVE_GC\b", "MY_FLAGS"),
    Style("slots-in-parentheses", r"(\{\s*Py_tp_\w+\s*,\s*)(\w+)(\s*\})", r"\1(void *)(\2)\3"),
    Style("return-by-goto", r"\breturn 0;\n\}", "goto done; done: return 0;\n}"),
    Style("traverse-by-other", r"\bstatic int (\w+_traverse)\(PyObject \*(\w+), visitproc visit, void \*arg\)",
          r"static int \1_of(PyObject *, visitproc, void *); static int \1(PyObject *o_, visitproc v_, void *a_) { return \1_of(o_, v_, a_); } "
          r"static int \1_of(PyObject *\2, visitproc visit, void *arg)"),
    Style("clear-by-other", r"\bstatic int (\w+_clear)\(PyObject \*(\w+)\)",
          r"static int \1_of(PyObject *); static int \1(PyObject *o_) { return \1_of(o_); } static int \1_of(PyObject *\2)"),
    Style("dealloc-by-other", r"\bstatic void (\w+_dealloc)\(PyObject \*(\w+)\)",
          r"static void \1_of(PyObject *); static void \1(PyObject *o_) { \1_of(o_); } static void \1_of(PyObject *\2)"),
    Style("casts-by-macro", r"\(\((\w+) \*\)(op|object|self|o)\)->", r"CAST(\1, \2)->"),
    Style("ready-by-function", r"\bPyType_Ready\((&\w+)\)", r"ready_type(\1)"),
    Style("ready-in-loop", r"\bPyType_Ready\((&\w+)\) < 0", r"ready_types((PyTypeObject *[]){\1, NULL}) < 0"),
]
HELPERS = """#include <Python.h>
#define MY_CLEAR(o) Py_CLEAR(o)
#define MY_SETREF(o, n) do { PyObject *old_ = (PyObject *)(o); (o) = (n); Py_XDECREF(old_); } while (0)
#define MY_VISIT(o) Py_VISIT(o)
#define NEW_REFERENCE(o) ((__typeof__(o))own_object((PyObject *)(o)))
#define NEW_INSTANCE(t) ((t)->tp_alloc)
#define MY_FLAGS Py_TPFLAGS_HAVE_GC
#define CAST(type, object) ((type *)(void *)(object))
static void clear_object(PyObject **at) { PyObject *old = *at; *at = NULL; Py_XDECREF(old); }
static int visit_object(PyObject *object, visitproc visit, void *arg) { return object ? visit(object, arg) : 0; }
static void untrack_object(PyObject *object) { PyObject_GC_UnTrack(object); }
static void drop_object(PyObject *object) { if (object) { Py_DECREF(object); } }
static PyObject *own_object(PyObject *object) { Py_INCREF(object); return object; }
static PyObject *new_collected(PyTypeObject *type) { return PyObject_GC_New(PyObject, type); }
static PyObject *new_plain(PyTypeObject *type) { return PyObject_New(PyObject, type); }
static int ready_type(PyTypeObject *type) { return PyType_Ready(type); }
static int ready_types(PyTypeObject **types) { for (; *types; types++) if (PyType_Ready(*types) < 0) return -1; return 0; }
"""


def rewritten(name, text):
    """None if nothing changes. The helpers come out of a header, so that lines stay where they are."""
    changed = text
    for style in STYLES:
        if style.name in name.split("+"):
            changed = re.sub(style.pattern, style.replacement, changed)
    return None if changed == text else re.sub(r"#include [<\"]Python\.h[>\"]", '#include "restyled.h"', changed, count=1)


def write_copies(name, paths, root):
    for path in paths:
        fixture = run_fixtures.Fixture(path)
        text = rewritten(name, path.read_text(encoding="utf-8")) if fixture.compiles and fixture.python <= (3, 0) else None
        if text is None:
            continue
        folder = root / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / path.name).write_text(text, encoding="utf-8")
        (folder / "restyled.h").write_text(HELPERS, encoding="utf-8")


def refused(paths, include):
    """Of the copies that differ, those that no compiler accepts: the style does not fit them."""
    said = {}
    for suffix in run_fixtures.SUFFIXES:
        if some := [path for path in paths if path.suffix == suffix]:
            said.update(batch_compile.refused(some, include, ["-w"]))
    return said


def test_style(name, paths, options):
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        root = pathlib.Path(options.keep or folder) / name
        write_copies(name, paths, root)
        copies = [path for path in sorted(root.glob("*/*")) if path.suffix in run_fixtures.SUFFIXES]
        reports, problem = run_fixtures.judge([run_fixtures.Fixture(path) for path in copies], options, pool)
        for path in refused([path for path, report in reports.items() if report], options.python_include):
            del reports[path]
    if problem:
        print(f"FAILED gclint facts:\n{problem}")
    for path, report in reports.items():
        if report:
            print(f"DIFFERS {name}: {path.relative_to(root)}")
            print("\n".join(f"  {line}" for line in report))
    print(f"{name}: {list(reports.values()).count([])} of {len(reports)} fixtures as expected", flush=True)
    return bool(reports) and not problem and not any(reports.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gclint", required=True)
    parser.add_argument("--python-include", default=sysconfig.get_path("include"))
    parser.add_argument("--style", action="append", help="one of: " + ", ".join(style.name for style in STYLES))
    parser.add_argument("--rule", action="append", help="only this rule's fixtures; repeatable")
    parser.add_argument("--keep", help="leave the copies in this folder")
    parser.add_argument("-j", type=int, default=2)
    options = parser.parse_args()
    known = {style.name for style in STYLES}
    unknown = {part for name in options.style or [] for part in name.split("+")} - known
    if unknown:
        parser.error(f"there is no style {', '.join(sorted(unknown))}")
    paths = sorted(path for folder in sorted((run_fixtures.ROOT / "rules").iterdir()) if not options.rule or folder.name in options.rule
                   for path in folder.iterdir() if path.suffix in run_fixtures.SUFFIXES and path.name.startswith(("bad", "good")))
    results = [test_style(name, paths, options) for name in options.style or sorted(known)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
