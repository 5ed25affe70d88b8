#!/usr/bin/env python3
"""How long gclint takes, as ratios to what a compiler takes for the same tree, measured side by side.

bench.py --gclint GCLINT [--cpu] [--runs N] [--jobs N] [--growth] [--others] TREE...

Every run of a tree measures all columns once, one after the other, so that what else the machine does meets all of them; ratios
are of the medians. On a machine that others use too, --cpu measures processor time instead. `clang -fsyntax-only` goes over every C
and C++ file of the tree, with Python's headers and every folder of the tree that has headers, as many at once as gclint has
workers. Of CPython's own tree the modules and objects are taken, with its own headers and the flags of its build.
"""

import argparse
import concurrent.futures
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time

SOURCES = {".c", ".cc", ".cpp", ".cxx"}
HEADERS = {".h", ".hh", ".hpp", ".hxx"}
UNSEEN = {".git", ".hg", ".pc", "node_modules"}
SUBSET = 4


CPYTHON_PARTS = ("Include", "Modules", "Objects")


class Tree:
    def __init__(self, path, folder):
        self.name = path.resolve().name
        self.root = folder / self.name
        self.is_cpython = (path / "Include/Python.h").exists() and (path / "Objects/object.c").exists()
        for part in CPYTHON_PARTS if self.is_cpython else ("",):
            shutil.copytree(path / part, self.root / part, symlinks=True, dirs_exist_ok=True)
        files = [pathlib.Path(at) / name for at, folders, names in os.walk(self.root)
                 for name in (folders.__setitem__(slice(None), [one for one in folders if one not in UNSEEN]) or names)]
        self.sources = sorted(path for path in files if path.suffix in SOURCES)
        folders = sorted({path.parent for path in files if path.suffix in HEADERS})
        python = ["-DPy_BUILD_CORE", f"-I{self.root}/Include", f"-I{self.root}/Include/internal", f"-I{self.root}",
                  "-idirafter", sysconfig.get_path("include")] if self.is_cpython else ["-I" + sysconfig.get_path("include")]
        self.flags = ["-w", *python, *(f"-I{folder}" for folder in folders)]
        self.python_units = [path for path in self.sources if b"Python.h" in path.read_bytes()] or self.sources
        self.largest = max(self.python_units, key=lambda path: path.stat().st_size)
        self.touched = next((path for path in self.python_units if b"PyTypeObject" in path.read_bytes()), self.python_units[0])


MEASURES_PROCESSOR = False


def clock(is_elapsed=False):
    if is_elapsed or not MEASURES_PROCESSOR:
        return time.monotonic()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(function, is_elapsed=False):
    begin = clock(is_elapsed)
    function()
    return clock(is_elapsed) - begin


def most_memory(process):
    """In MiB, of a process as long as it runs; 0 if it does not."""
    try:
        status = pathlib.Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def run(*command, **options):
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False, **options)


def compile_all(compiler, files, flags, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda path: run(*compiler, *flags, path), files))


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.caches = 0
        self.edits = 0

    def command(self, tree, jobs=None):
        is_cpython = (tree / "Include/Python.h").exists() or (tree / "copy0/Include/Python.h").exists()
        python = [] if is_cpython else ["--python-include", sysconfig.get_path("include")]
        return [self.options.gclint, "scan", "-q", "--format", "none", "--fail-on", "never", "--db", self.folder / "bench.db", *python,
                "-j", jobs or self.options.jobs, tree]

    def scan(self, tree, cache, jobs=None):
        done = run(*self.command(tree, jobs), env={**os.environ, "XDG_CACHE_HOME": str(self.folder / f"cache{cache}")})
        if done.returncode:
            sys.exit(f"bench: gclint ended with status {done.returncode} on {tree}")

    def cold(self, tree, jobs=None, is_elapsed=False):
        self.caches += 1
        seconds = timed(lambda: self.scan(tree, self.caches, jobs), is_elapsed)
        shutil.rmtree(self.folder / f"cache{self.caches - 1}", ignore_errors=True)
        return seconds

    def changed(self, tree, text):
        with open(tree.touched, "a", encoding="utf-8") as file:
            file.write(text)
        return timed(lambda: self.scan(tree.root, self.caches))

    def touched(self, tree):
        """What is said stays the same."""
        return self.changed(tree, "\n/* touched */\n")

    def edited(self, tree):
        """All is judged again."""
        self.edits += 1
        return self.changed(tree, f"\nint gclint_bench_{self.edits}(void) {{ return {self.edits}; }}\n")

    def warm(self, tree):
        time.sleep(2.5)  # what changed just now is looked at anew
        self.scan(tree.root, self.caches)
        return timed(lambda: self.scan(tree.root, self.caches))

    def tree(self, tree):
        clang = ["clang", "-fsyntax-only"]
        columns = {"clang": lambda: timed(lambda: compile_all(clang, tree.sources, tree.flags, self.options.jobs)),
                   "cold": lambda: self.cold(tree.root), "warm": lambda: self.warm(tree), "touched": lambda: self.touched(tree),
                   "edited": lambda: self.edited(tree), "clang of that file": lambda: timed(lambda: compile_all(clang, [tree.touched], tree.flags, 1)),
                   "clang of the largest": lambda: timed(lambda: compile_all(clang, [tree.largest], tree.flags, 1))}
        times = {name: [] for name in columns}
        for _ in range(self.options.runs):
            for name, measure in columns.items():
                times[name].append(measure())
        return {name: statistics.median(values) for name, values in times.items()}

    def report(self, tree):
        times = self.tree(tree)
        clang, of_file = times["clang"], times["clang of that file"]
        print(f"| {tree.name} | {len(tree.sources)} | {times['cold'] / clang:.2f} | {times['warm'] / clang:.3f} | "
              f"{times['touched'] / clang:.3f} | {times['touched'] / of_file:.2f} | {times['edited'] / clang:.3f} | {times['edited'] / of_file:.2f} | "
              f"{times['clang of the largest'] / clang:.2f} |", flush=True)

    def others(self, tree):
        units = tree.python_units[:SUBSET]
        flags = tree.flags[1:]
        tools = {"clang-tidy": ["clang-tidy", "--quiet"], "cppcheck": ["cppcheck", "--quiet", "--enable=warning"],
                 "gcc -fanalyzer": ["gcc", "-fsyntax-only", "-w", "-fanalyzer"]}
        subset = self.folder / "subset"
        for unit in units:
            (subset / unit.relative_to(tree.root)).parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(subset)
        shutil.copytree(tree.root, subset, ignore=lambda at, names: [name for name in names if pathlib.Path(name).suffix in SOURCES and
                                                                    pathlib.Path(at) / name not in units], symlinks=True)
        own = statistics.median(self.cold(subset) for _ in range(self.options.runs))
        cells = []
        for name, command in tools.items():
            if not shutil.which(command[0]):
                cells.append("-")
                continue
            tail = (["--", *flags] if name == "clang-tidy" else [])
            seconds = timed(lambda: [run(*command, *([] if tail else flags), unit, *tail) for unit in units])
            cells.append(f"{seconds / own:.0f}×")
        print(f"| {tree.name}, {len(units)} units | " + " | ".join(cells) + " |", flush=True)
        shutil.rmtree(subset)

    def growth(self, tree):
        grown = self.folder / "grown"
        times = {}
        for copies in (1, 4, 16):
            for number in range(copies):
                if not (grown / f"copy{number}").exists():
                    shutil.copytree(tree.root, grown / f"copy{number}", symlinks=True)
            times[copies] = min(self.cold(grown) for _ in range(2))
        print(f"| {tree.name} | " + " | ".join(f"{times[copies] / times[1]:.1f}" for copies in (1, 4, 16)) + " |", flush=True)
        shutil.rmtree(grown)

    def processes(self, tree):
        one, two = [statistics.median(self.cold(tree.root, jobs, True) for _ in range(self.options.runs)) for jobs in (1, 2)]
        print(f"{tree.name}: 2 workers are {one / two:.2f} times as fast as 1", flush=True)

    def memory(self, tree):
        command = [str(word) for word in self.command(tree.root)]
        parent, worker = 0, 0
        with subprocess.Popen([*command, "--no-cache"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as scan:
            while scan.poll() is None:
                parent = max(parent, most_memory(scan.pid))
                try:
                    children = pathlib.Path(f"/proc/{scan.pid}/task/{scan.pid}/children").read_text(encoding="utf-8").split()
                except OSError:
                    children = []
                worker = max([worker, *map(most_memory, children)])
                time.sleep(0.01)
        print(f"{tree.name}: a worker takes at most {worker} MiB, the process that judges {parent} MiB", flush=True)

    def small_file(self):
        small = self.folder / "small"
        small.mkdir()
        unit = small / "small.c"
        unit.write_text("#include <Python.h>\nstatic PyTypeObject X = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = \"x\"};\n", encoding="utf-8")
        pairs = [(self.cold(unit), timed(lambda: compile_all(["clang", "-fsyntax-only"], [unit], ["-I" + sysconfig.get_path("include")], 1)))
                 for _ in range(max(5, self.options.runs))]
        print(f"one small file: {statistics.median(a for a, b in pairs) / statistics.median(b for a, b in pairs):.2f} of clang -fsyntax-only")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--gclint", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--cpu", action="store_true", help="processor time rather than elapsed time")
    parser.add_argument("--growth", action="store_true", help="also 4 and 16 copies of each tree")
    parser.add_argument("--others", action="store_true", help="also clang-tidy, cppcheck and gcc -fanalyzer, on a few units")
    parser.add_argument("trees", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    global MEASURES_PROCESSOR  # pylint: disable=global-statement
    MEASURES_PROCESSOR = options.cpu
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bench = Bench(options, folder)
        trees = [Tree(path, folder / f"tree{number}") for number, path in enumerate(options.trees)]
        print("| of clang -fsyntax-only over the tree | files | cold | warm | one file touched | of clang over that file | one file edited | "
              "of clang over that file | clang over the largest file alone |")
        print("|---|---|---|---|---|---|---|---|---|")
        for tree in trees:
            bench.report(tree)
        print()
        bench.small_file()
        for tree in trees:
            bench.processes(tree)
            bench.memory(tree)
        if options.others:
            print("\n| slower than gclint | clang-tidy | cppcheck | gcc -fanalyzer |\n|---|---|---|---|")
            for tree in trees:
                bench.others(tree)
        if options.growth:
            print("\n| time of copies of the tree | 1 | 4 | 16 |\n|---|---|---|---|")
            for tree in trees:
                bench.growth(tree)


if __name__ == "__main__":
    main()
