#!/usr/bin/env python3
"""How many mistakes gclint notices that are made on purpose in a real tree: one visit, release, untrack, flag or slot less at a time.

mutate.py --gclint GCLINT [--jobs N] [--most N] [--seed N] [--kind KIND]... TREE...

Every change is made alone in a copy of the tree, which is then scanned; a finding that the tree itself does not have tells that it was
noticed. What nothing noticed is listed, to be read: not every change is a mistake (a field may hold strings only, a base may do what
was taken away, a build may leave the line out). Only functions that `gclint facts` names as slots of a type are changed, so a type that
gclint does not see is not counted either.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile

SOURCES = {".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx"}
UNSEEN = {".git", ".hg", ".pc", "node_modules"}
EVERYWHERE = None
TRAVERSE, CLEAR, DEALLOC = ("tp_traverse",), ("tp_clear",), ("tp_dealloc", "tp_finalize", "tp_del")
STATE_TRAVERSE, STATE_CLEAR, STATE_FREE = ("m_traverse",), ("m_clear",), ("m_free",)

Kind = collections.namedtuple("Kind", "name slots pattern replacement")
ARGUMENTS = r"\s*\((?:[^;()]|\((?:[^;()]|\([^;()]*\))*\))*\)"
# An object's type as an argument: Py_TYPE(self), or a variable that stands for it, cast or not.
TYPE = r"\s*\((?:\s*\(\s*PyObject\s*\*\s*\))?\s*\(?\s*(?:Py_TYPE\s*\(|(?:tp|type|cls|heap_?type|ob_?type)\s*\))"
RELEASE = r"(?:Py_CLEAR|Py_XDECREF|Py_DECREF)"
FREE = r"(?=[^;{}]*(?:->\s*tp_free|\bPyObject_GC_Del)\s*\()"
POSITION = r"(?<=,)(\s*)(?:\(\s*\w+\s*\)\s*)?&?\bNAME(?=\s*,)"
KINDS = [
    Kind("visit", TRAVERSE, rf"\bPy_VISIT(?!{TYPE}){ARGUMENTS}\s*;", ";"),
    Kind("double-visit", TRAVERSE, rf"\b(Py_VISIT(?!{TYPE}){ARGUMENTS}\s*;)", r"\1 \1"),
    Kind("type-visit", TRAVERSE, rf"\bPy_VISIT(?={TYPE}){ARGUMENTS}\s*;", ";"),
    Kind("visit-call", TRAVERSE, rf"\bvisit(?!{TYPE}){ARGUMENTS}", "0"),
    Kind("managed-visit", TRAVERSE, rf"\b_?PyObject_VisitManagedDict{ARGUMENTS}", "0"),
    Kind("clear", CLEAR, rf"\bPy_CLEAR{ARGUMENTS}\s*;", ";"),
    Kind("unsafe-clear", CLEAR, r"\bPy_CLEAR\b(?=\s*\()", "Py_XDECREF"),
    Kind("old-clear", CLEAR, rf"\bPy_X?DECREF{ARGUMENTS}\s*;", ";"),
    Kind("managed-clear", CLEAR, rf"\b_?PyObject_ClearManagedDict{ARGUMENTS}\s*;", ";"),
    Kind("release", DEALLOC, rf"\b{RELEASE}(?!{TYPE}){ARGUMENTS}\s*;", ";"),
    Kind("type-release", DEALLOC, rf"\b{RELEASE}(?={TYPE}){ARGUMENTS}\s*;", ";"),
    Kind("early-type-release", DEALLOC, rf"([^\s;{{}}][^;{{}}]*;)(\s*)(\b{RELEASE}(?={TYPE}){ARGUMENTS}\s*;)", r"\3\2\1"),
    Kind("untrack", DEALLOC, rf"\bPyObject_GC_UnTrack{ARGUMENTS}\s*;", ";"),
    Kind("late-untrack", DEALLOC, rf"(\bPyObject_GC_UnTrack{ARGUMENTS}\s*;)([^}}]*?){FREE}", r"\2 \1"),
    Kind("weak-references", DEALLOC, rf"\bPyObject_ClearWeakRefs{ARGUMENTS}\s*;", ";"),
    Kind("free", DEALLOC, r"\bPyObject_GC_Del\b", "PyObject_Free"),
    Kind("no-free", DEALLOC, r"\b(?:Py_TYPE\s*\(\s*\w+\s*\)|tp|type)\s*->\s*tp_free" + ARGUMENTS + r"\s*;", ";"),
    Kind("allocation", EVERYWHERE, r"\bPyObject_GC_New\b(?=\s*\()", "PyObject_New"),
    Kind("track", EVERYWHERE, rf"\b_?PyObject_GC_(?:Track|TRACK){ARGUMENTS}\s*;", ";"),
    Kind("flag", EVERYWHERE, r"(?:\|\s*Py_TPFLAGS_HAVE_GC\b|\bPy_TPFLAGS_HAVE_GC\s*\|)", ""),
    Kind("traverse-slot", EVERYWHERE, r"\{\s*Py_tp_traverse\s*,[^{}]*\}\s*,|\.tp_traverse\s*=[^,;{}]*,", ""),
    Kind("traverse-position", TRAVERSE, POSITION, r"\1 0"),
    Kind("clear-position", CLEAR, POSITION, r"\1 0"),
    Kind("free-slot", EVERYWHERE, r"\bPyObject_GC_Del(?=\s*[,}])", "PyObject_Free"),
    Kind("clear-slot", EVERYWHERE, r"\{\s*Py_tp_clear\s*,[^{}]*\}\s*,|\.tp_clear\s*=[^,;{}]*,", ""),
    Kind("state-visit", STATE_TRAVERSE, rf"\bPy_VISIT{ARGUMENTS}\s*;", ";"),
    Kind("state-clear", STATE_CLEAR, rf"\bPy_CLEAR{ARGUMENTS}\s*;", ";"),
    Kind("state-release", STATE_FREE, rf"\b{RELEASE}{ARGUMENTS}\s*;", ";"),
    Kind("state-hook", EVERYWHERE, r"\.m_(?:traverse|clear|free)\s*=[^,;{}]*,|\{\s*Py_mod_state_(?:traverse|clear|free)\s*,[^{}]*\}\s*,", ""),
]

Change = collections.namedtuple("Change", "kind path line function text start end replacement")


def blank(text):
    """The text with comments and strings as spaces, so that what stands in them is not changed."""
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"", lambda found: re.sub(r"[^\n]", " ", found.group()), text, flags=re.S)


def body_end(text, begin):
    depth = 0
    for found in re.compile(r"[{}]").finditer(text, begin):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return found.end()
    return begin


def bodies(text, name):
    for found in re.finditer(rf"\b{re.escape(name)}{ARGUMENTS}\s*(?:const|noexcept|override|\s)*\{{", text):
        yield found.end() - 1, body_end(text, found.end() - 1)


class Scanner:
    """Copies of a tree, one a worker, each with a cache of its own, so that a change costs one parse."""

    def __init__(self, options, tree, folder):
        self.options = options
        self.roots = queue.Queue()
        for number in range(options.jobs):
            root = folder / str(number) / tree.resolve().name
            shutil.copytree(tree, root, symlinks=True, ignore=lambda at, names: [name for name in names if name in UNSEEN])
            self.roots.put(root)
        self.root = root

    def run(self, command, root):
        done = subprocess.run([self.options.gclint, command, "--format", "json", "-j", "1", *self.options.option,
                               *(["--fail-on", "never"] if command == "scan" else []), root], stdin=subprocess.DEVNULL, capture_output=True,
                              check=False, timeout=600, env={**os.environ, "XDG_CACHE_HOME": str(root.parent / "cache")})
        if not done.stdout:
            sys.exit(f"mutate: gclint {command} ended with status {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")
        return json.loads(done.stdout)

    def findings(self, root):
        return {(f["rule"], f["type"], f["field"], f["file"]): f["severity"] for f in self.run("scan", root).get("findings", [])}

    def try_change(self, change, known):
        root = self.roots.get()
        path = root / change.path
        before = path.read_bytes()
        try:
            text = before.decode("utf-8", "surrogateescape")
            path.write_bytes((text[:change.start] + change.replacement + text[change.end:]).encode("utf-8", "surrogateescape"))
            new = {key: severity for key, severity in self.findings(root).items() if known.get(key) != severity}
        finally:
            path.write_bytes(before)
            self.roots.put(root)
        return change, new


def changes_of(root, facts, kinds):
    slots = collections.defaultdict(set)
    hooks = [one["slots"] for one in facts.get("types", [])] + facts.get("modules", [])
    for slot, function in (item for one in hooks for item in one.items()):
        if isinstance(function, str):
            slots[slot].add(function.split("::")[-1])
    for path in sorted(path for path in root.rglob("*") if path.suffix in SOURCES and path.is_file()):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        masked = blank(text)
        for kind in kinds:
            names = [None] if kind.slots is EVERYWHERE else sorted({name for slot in kind.slots for name in slots[slot]})
            for name in names:
                for begin, end in [(0, len(masked))] if name is None or "NAME" in kind.pattern else bodies(masked, name):
                    for found in re.compile(kind.pattern.replace("NAME", name or "")).finditer(masked, begin, end):
                        yield Change(kind.name, path.relative_to(root), text.count("\n", 0, found.start()) + 1, name,
                                     " ".join(text[found.start():found.end()].split()), found.start(), found.end(),
                                     found.expand(kind.replacement))


def report(tree, results, total):
    for change, new in results:
        if "error" in new.values() or "warning" in new.values():
            total[change.kind]["found"] += 1
            continue
        total[change.kind]["note" if new else "missed"] += 1
        said = ", ".join(sorted({key[0] for key in new})) or "nothing"
        print(f"{said}: {change.kind}: {tree}/{change.path}:{change.line}: {change.text}" + (f" in {change.function}" if change.function else ""),
              flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gclint", required=True, type=os.path.abspath)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most", type=int, help="so many changes of a tree, picked at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in KINDS])
    parser.add_argument("--option", action="append", default=[], help="an option for gclint, as --option=--python=3.12")
    parser.add_argument("trees", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    kinds = [kind for kind in KINDS if not options.kind or kind.name in options.kind]
    total = collections.defaultdict(collections.Counter)
    for tree in options.trees:
        with tempfile.TemporaryDirectory(prefix="gclint-mutate-") as folder:
            scanner = Scanner(options, tree, pathlib.Path(folder))
            known = scanner.findings(scanner.root)
            changes = list(changes_of(scanner.root, scanner.run("facts", scanner.root), kinds))
            if options.most and len(changes) > options.most:
                changes = sorted(random.Random(options.seed).sample(changes, options.most))
            with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
                report(tree.name, pool.map(lambda change, at=scanner, base=known: at.try_change(change, base), changes), total)
    print("\n| change | made | noticed | as a note | not |\n|---|---|---|---|---|")
    for kind in kinds:
        count = total[kind.name]
        print(f"| {kind.name} | {sum(count.values())} | {count['found']} | {count['note']} | {count['missed']} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
