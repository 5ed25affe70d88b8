#!/usr/bin/env python3
"""Writes fixtures in other words that mean the same, on the same lines, and asks that the same is found.

restyle.py --gclint GCLINT [--style STYLE]... [--rule RULE]... [--keep FOLDER]
"""

import argparse
import collections
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import sysconfig
import tempfile

import run_fixtures

Style = collections.namedtuple("Style", "name pattern replacement prelude")
INNER = r"(?:[^;()]|\((?:[^;()]|\([^;()]*\))*\))*"
OPERAND = rf"\(\s*({INNER})\s*\)\s*;"
STYLES = [
    Style("clear-by-hand", rf"\bPy_CLEAR{OPERAND}", r"{ PyObject *old_one = (PyObject *)(\1); \1 = NULL; Py_XDECREF(old_one); }", ""),
    Style("clear-by-test", rf"\bPy_CLEAR{OPERAND}", r"if (\1) { PyObject *old_one = (PyObject *)(\1); \1 = NULL; Py_DECREF(old_one); }", ""),
    Style("clear-by-function", rf"\bPy_CLEAR{OPERAND}", r"clear_object((PyObject **)&(\1));",
          "static void clear_object(PyObject **at) { PyObject *old = *at; *at = NULL; Py_XDECREF(old); }"),
    Style("clear-by-macro", rf"\bPy_CLEAR{OPERAND}", r"MY_CLEAR(\1);", "MACRO MY_CLEAR(o) Py_CLEAR(o)"),
    Style("clear-by-setref", rf"\bPy_CLEAR{OPERAND}", r"MY_SETREF(\1, NULL);",
          "MACRO MY_SETREF(o, n) do { PyObject *t_ = (PyObject *)(o); (o) = (n); Py_XDECREF(t_); } while (0)"),
    Style("visit-by-hand", rf"\bPy_VISIT{OPERAND}", r"if (\1) { int failed = visit((PyObject *)(\1), arg); if (failed != 0) return failed; }", ""),
    Style("visit-and", rf"\bPy_VISIT{OPERAND}", r"{ int failed = 0; if ((\1) != NULL && (failed = visit((PyObject *)(\1), arg))) return failed; }", ""),
    Style("visit-by-function", rf"\bPy_VISIT{OPERAND}", r"{ int failed = visit_object((PyObject *)(\1), visit, arg); if (failed) return failed; }",
          "static int visit_object(PyObject *object, visitproc visit, void *arg) { return object ? visit(object, arg) : 0; }"),
    Style("visit-by-macro", rf"\bPy_VISIT{OPERAND}", r"MY_VISIT(\1);", "MACRO MY_VISIT(o) Py_VISIT(o)"),
    Style("visit-a-local", rf"\bPy_VISIT{OPERAND}", r"{ PyObject *local_one = (PyObject *)(\1); Py_VISIT(local_one); }", ""),
    Style("untrack-by-function", rf"\bPyObject_GC_UnTrack{OPERAND}", r"untrack_object((PyObject *)(\1));",
          "static void untrack_object(PyObject *object) { PyObject_GC_UnTrack(object); }"),
    Style("decref-by-test", rf"\bPy_XDECREF{OPERAND}", r"if (\1) Py_DECREF(\1);", ""),
    Style("decref-by-function", rf"\bPy_(X?)DECREF{OPERAND}", r"Py_\1DecRef((PyObject *)(\2));",
          "MACRO Py_XDecRef Py_DecRef"),
    Style("decref-by-own-function", rf"\bPy_XDECREF{OPERAND}", r"drop_object((PyObject *)(\1));",
          "static void drop_object(PyObject *object) { if (object) { Py_DECREF(object); } }"),
    Style("new-reference-by-function", rf"\bPy_INCREF\(\s*(\w+)\s*\);(\s*)([\w>.\-]+) = \1;", r"\3 = new_reference(\1);\2",
          "MACRO new_reference(o) ((__typeof__(o))own_object((PyObject *)(o)))|static PyObject *own_object(PyObject *object) { Py_INCREF(object); return object; }"),
    Style("new-reference-after", r"\bPy_INCREF\(\s*(\w+)\s*\);(\s*)([\w>.\-]+) = \1;", r"\3 = \1;\2Py_INCREF(\3);", ""),
    Style("new-reference-by-assignment", rf"([\w>.\-]+) = Py_NewRef\(({INNER})\);", r"\1 = \2; Py_INCREF(\1);", ""),
    Style("gc-new-by-function", r"\bPyObject_GC_New\(\s*([\w ]+?)\s*,\s*([^;,()]+)\)", r"(\1 *)new_collected(\2)",
          "static PyObject *new_collected(PyTypeObject *type) { return PyObject_GC_New(PyObject, type); }"),
    Style("new-by-function", r"\bPyObject_New\(\s*([\w ]+?)\s*,\s*([^;,()]+)\)", r"(\1 *)new_plain(\2)",
          "static PyObject *new_plain(PyTypeObject *type) { return PyObject_New(PyObject, type); }"),
    Style("alloc-by-macro", r"\b(type)->tp_alloc\(", r"NEW_INSTANCE(\1)(", "MACRO NEW_INSTANCE(t) ((t)->tp_alloc)"),
    Style("free-by-variable", r"Py_TYPE\((\w+)\)->tp_free\(", r"freefunc release = Py_TYPE(\1)->tp_free; release(", ""),
    Style("free-by-slot", r"Py_TYPE\((\w+)\)->tp_free\(", r"((freefunc)PyType_GetSlot(Py_TYPE(\1), Py_tp_free))(", ""),
    Style("type-by-field", r"\bPy_TYPE\((self|op|object|o)\)", r"(((PyObject *)(\1))->ob_type)", ""),
    Style("type-cast", r"\bPy_DECREF\((type|tp)\);", r"Py_DECREF((PyObject *)\1);", ""),
    Style("flags-by-macro", r"\bPy_TPFLAGS_HAVE_GC\b", "MY_FLAGS", "MACRO MY_FLAGS Py_TPFLAGS_HAVE_GC"),
    Style("slots-in-parentheses", r"(\{\s*Py_tp_\w+\s*,\s*)(\w+)(\s*\})", r"\1(void *)(\2)\3", ""),
    Style("return-by-goto", r"\breturn 0;\n\}", "goto done; done: return 0;\n}", ""),
    Style("self-by-reference", r"\bstatic int (\w+_traverse)\(PyObject \*(\w+), visitproc visit, void \*arg\)",
          r"static int \1_of(PyObject *, visitproc, void *); static int \1(PyObject *o_, visitproc v_, void *a_) { return \1_of(o_, v_, a_); } static int \1_of(PyObject *\2, visitproc visit, void *arg)", ""),
    Style("dealloc-by-other", r"\bstatic void (\w+_dealloc)\(PyObject \*(\w+)\)",
          r"static void \1_of(PyObject *); static void \1(PyObject *o_) { \1_of(o_); } static void \1_of(PyObject *\2)", ""),
    Style("clear-by-other", r"\bstatic int (\w+_clear)\(PyObject \*(\w+)\)",
          r"static int \1_of(PyObject *); static int \1(PyObject *o_) { return \1_of(o_); } static int \1_of(PyObject *\2)", ""),
    Style("casts-by-macro", r"\(\((\w+) \*\)(op|object|self|o)\)->", r"CAST(\1, \2)->", "MACRO CAST(type, object) ((type *)(void *)(object))"),
    Style("ready-by-function", r"\bPyType_Ready\((&\w+)\)", r"ready_type(\1)", "static int ready_type(PyTypeObject *type) { return PyType_Ready(type); }"),
    Style("ready-in-loop", r"\bPyType_Ready\((&\w+)\) < 0", r"ready_types((PyTypeObject *[]){\1, NULL}) < 0",
          "static int ready_types(PyTypeObject **types) { for (; *types; types++) if (PyType_Ready(*types) < 0) return -1; return 0; }"),
]


def preludes(style):
    lines = []
    for part in style.prelude.split("|") if "own_object" in style.prelude else [style.prelude]:
        lines.append("#define " + part[len("MACRO "):] if part.startswith("MACRO ") else part)
    return lines


def rewritten(style, text):
    """With the prelude in a line of its own header, so that lines stay where they are; None if nothing changes."""
    changed = re.sub(style.pattern, style.replacement, text)
    if changed == text:
        return None
    if not style.prelude:
        return changed
    return re.sub(r"(#include <Python.h>|#include \"Python.h\")", '#include "restyled.h"', changed, count=1)


def copies(style, paths, root):
    kept = []
    for path in paths:
        fixture = run_fixtures.Fixture(path)
        text = rewritten(style, path.read_text(encoding="utf-8")) if fixture.compiles and fixture.python <= (3, 0) else None
        if text is None:
            continue
        copy = root / path.parent.name / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        (copy.parent / "restyled.h").write_text("#include <Python.h>\n" + "\n".join(preludes(style)) + "\n", encoding="utf-8")
        kept.append(copy)
    return kept


def is_valid(path, include):
    done = subprocess.run(["clang++" if path.suffix == ".cpp" else "clang", "-fsyntax-only", "-w", "-I", include, str(path)],
                          capture_output=True, text=True, check=False)
    return not done.returncode


def test(folder, options):
    """By path: what differs, of what is valid."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in run_fixtures.SUFFIXES)
    run_fixtures.parse_together(folder, options)
    known = run_fixtures.scan_together(paths, options)
    reports = {}
    for path in paths:
        try:
            fixture = run_fixtures.Fixture(path)
            found = known[path] if path in known else run_fixtures.scan_fixture(fixture, options.gclint, options.python_include)
            reports[path] = run_fixtures.compare(fixture, found)
        except run_fixtures.FixtureError as error:
            reports[path] = [str(error)]
        if reports[path] and not is_valid(path, options.python_include):
            del reports[path]
    return reports


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gclint", required=True)
    parser.add_argument("--python-include", default=sysconfig.get_path("include"))
    parser.add_argument("--style", action="append")
    parser.add_argument("--rule", action="append")
    parser.add_argument("--keep", help="leave the copies here")
    parser.add_argument("-j", type=int, default=2)
    options = parser.parse_args()
    paths = sorted(path for folder in sorted((run_fixtures.ROOT / "rules").iterdir()) if not options.rule or folder.name in options.rule
                   for path in folder.iterdir() if path.suffix in run_fixtures.SUFFIXES and path.name.startswith(("bad", "good")))
    failed = 0
    for style in STYLES:
        if options.style and style.name not in options.style:
            continue
        with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.j) as pool:
            root = pathlib.Path(options.keep or folder) / style.name
            kept = copies(style, paths, root)
            reports = {}
            for some in pool.map(lambda one: test(one, options), sorted({path.parent for path in kept})):
                reports.update(some)
        for path, report in reports.items():
            if report:
                failed += 1
                print(f"DIFFERS {style.name}: {path.relative_to(root)}")
                print("\n".join(f"  {line}" for line in report))
        print(f"{style.name}: {list(reports.values()).count([])} of {len(reports)} fixtures as expected", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
