#!/usr/bin/env python3
"""run_styles.py --gclint PROGRAM [--no-compile] [NAME...]: what `gclint facts` understands of every way to define a type.

Each file of testdata/styles, and each folder as one tree, is a fixture. Its comments say what is to be found:

    /* type: Foo_Type style=static name=spam.Foo record=Foo flags=DEFAULT|HAVE_GC slots.tp_dealloc=foo_dealloc refs=callback@16 */
    /* module: spam_module state=SpamState m_traverse=spam_traverse */
    /* unit: foo.c status=skipped reason=Python 2 only */           (a folder's; the reason is the rest of the line, or its beginning)
    /* region: foo.c #ifdef HAVE_KQUEUE symbols=Queue_Type */
    /* options: --python=3.12 */  /* compile: no */

All types that are found must be named; what is not said of a type is not compared. `-` stands for null, `complete` is yes if it is not said.
Files are compiled first, with -Wall -Wextra: they must be what a compiler accepts."""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import sysconfig

STYLES = pathlib.Path(__file__).resolve().parent / "styles"
SOURCES = {".c", ".cpp", ".cc", ".cxx", ".m", ".mm", ".h"}
COMPILERS = {".c": ["cc"], ".cpp": ["c++", "-std=c++17"], ".cc": ["c++", "-std=c++17"], ".cxx": ["c++", "-std=c++17"]}
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", "-Wno-unused", "-Wno-cast-function-type"]


def comments(path, key):
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.suffix in SOURCES or file.name == "expect.txt":
            for match in re.finditer(rf"(?:/\*|^) *{key}: *(.*?) *(?:\*/|$)", file.read_text(encoding="utf-8"), re.M):
                yield match.group(1)


def compile_problem(path):
    if path.is_dir() or "no" in comments(path, "compile") or path.suffix not in COMPILERS:
        return None
    include = sysconfig.get_path("include")
    done = subprocess.run([*COMPILERS[path.suffix], *WARNINGS, "-fsyntax-only", "-I", include, str(path)], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout if done.returncode else None


def text_of(value):
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(value) if isinstance(value, list) else str(value)


def said_of(kind, key):
    if key == "refs":
        return ",".join(f"{reference['path']}@{text_of(reference['offset'])}" for reference in kind["references"]) or "-"
    if key.startswith("slots."):
        return text_of(kind["slots"].get(key[len("slots."):]))
    if key.startswith("inherited."):
        slot = kind["effective"]["inherited_slots"].get(key[len("inherited."):])
        return f"{slot['function']}:{slot['from']}" if slot else "-"
    if key in kind["effective"]:
        return text_of(kind["effective"][key])
    return text_of(kind[key])


def check_named(expected, listed, what, names_all):
    """Each expectation takes the listed thing of its symbol that fits best; what none takes is too much."""
    left = list(listed)
    for line in expected:
        symbol, *words = line.split()
        wanted = dict(word.split("=", 1) for word in words)
        if what == "type":
            wanted.setdefault("complete", "yes")
        fitting = [thing for thing in left if thing["symbol"] == symbol]
        if not fitting:
            yield f"{what} {symbol} is not listed"
            continue
        best = max(fitting, key=lambda thing: sum(said_of(thing, key) == value for key, value in wanted.items()))
        left.remove(best)
        for key, value in wanted.items():
            if said_of(best, key) != value:
                yield f"{what} {symbol}: {key} is {said_of(best, key)} and not {value}"
        if wanted.get("complete") == "yes" and best.get("unresolved"):
            yield f"{what} {symbol}: not resolved: {'; '.join(best['unresolved'])}"
    if names_all:
        for thing in left:
            yield f"{what} {thing['symbol']} at {thing['file']}:{thing['line']} is listed, and no comment says so"


def module_facts(module):
    return {**module, "effective": {}}


def check_units(path, facts):
    for line in comments(path, "unit"):
        match = re.match(r"(\S+) status=(\S+)(?: reason=(.*))?$", line)
        units = [unit for unit in facts["units"] if unit["path"] == match.group(1)]
        if not any(unit["status"] == match.group(2) and (unit["reason"] or "").startswith(match.group(3) or "") for unit in units):
            yield f"unit {match.group(1)}: " + "; ".join(f"{unit['status']} ({unit['reason']})" for unit in units)
    regions = [f"{region['file']} {region['condition']} symbols={region['symbols']}" for region in facts["skipped_regions"]]
    for line in comments(path, "region"):
        if line not in regions:
            yield f"region {line} is not listed, but: {'; '.join(regions)}"


def problems(gclint, path, compiles):
    problem = compile_problem(path) if compiles else None
    if problem:
        yield problem
    options = [option for line in comments(path, "options") for option in line.split()]
    done = subprocess.run([gclint, "facts", "-q", "--no-cache", "--format", "json", *options, str(path)], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        yield f"status {done.returncode}: {done.stderr}"
        return
    facts = json.loads(done.stdout)
    yield from check_named(comments(path, "type"), facts["types"], "type", True)
    yield from check_named(comments(path, "module"), map(module_facts, facts["modules"]), "module", False)
    yield from check_units(path, facts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gclint", required=True)
    parser.add_argument("--no-compile", action="store_true")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    fixtures = [path for path in sorted(STYLES.iterdir()) if not arguments.names or path.stem in arguments.names]
    wrong = 0
    for path in fixtures:
        found = list(problems(arguments.gclint, path, not arguments.no_compile))
        wrong += bool(found)
        for problem in found:
            print(f"{path.name}: {problem}")
    print(f"{len(fixtures) - wrong} of {len(fixtures)} fixtures as expected")
    return 1 if wrong or not fixtures else 0


if __name__ == "__main__":
    sys.exit(main())
