#!/usr/bin/env python3
"""Compiles and scans the fixtures of rules, and compares what is found with the comments in them. See README.md."""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile

import batch_compile

ROOT = pathlib.Path(__file__).resolve().parent
SUFFIXES = (".c", ".cpp")
COMPILER_FLAGS = ["-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", "-Wno-unused-parameter", "-Wno-cast-function-type",
                  "-Wno-deprecated-declarations", "-Wno-string-plus-int", "-Wno-c99-designator"]
MORE_FLAGS = {".c": [], ".cpp": ["-std=gnu++17"]}
SEVERITIES = ("error", "warning", "note")
DIRECTIVE = re.compile(r"(?:/\*|//)\s*(expect|miss|allow|options|python|compile)(@[+-]\d+)?:\s*(.*?)\s*(?:\*/|$)")


class FixtureError(Exception):
    pass


class Expectation:
    """One `rule [severity] [type] [field]` on a line."""

    def __init__(self, line, text):
        words = text.split()
        self.line = line
        self.rule = words.pop(0)
        self.severity = words.pop(0) if words and words[0] in SEVERITIES else None
        self.type = words.pop(0) if words else None
        self.field = words.pop(0) if words else None
        if words:
            raise FixtureError(f"{line}: too many words in \"{text}\"; it is rule [severity] [type] [field]")

    def fits(self, finding):
        return (self.line == finding["line"] and self.rule == finding["rule"]
                and self.severity in (None, finding["severity"])
                and self.type in (None, finding["type"]) and self.field in (None, finding["field"]))

    def weight(self):
        return sum(part is not None for part in (self.severity, self.type, self.field))

    def __str__(self):
        parts = (self.rule, self.severity, self.type, self.field)
        return f"{self.line}: " + " ".join(part for part in parts if part)


class Fixture:
    def __init__(self, path):
        self.path = path
        self.rule = path.parent.name
        self.is_good = path.name.startswith("good")
        self.expected, self.missed, self.allowed, self.options = [], [], set(), []
        self.says_nothing = False
        self.compiles = True
        self.python = (3, 0)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for kind, offset, text in DIRECTIVE.findall(line):
                self.take(kind, number + int(offset[1:] or 0) if offset else number, text)
        self.check_form()

    def take(self, kind, line, text):
        if kind == "python":
            self.python = tuple(int(part) for part in text.split("."))
        elif kind == "options":
            self.options += text.split()
        elif kind == "allow":
            self.allowed.update(re.split(r"[,;\s]+", text))
        elif kind == "compile":
            self.compiles = text != "no"
        elif text == "nothing":
            self.says_nothing = True
        else:
            into = self.expected if kind == "expect" else self.missed
            into += [Expectation(line, part) for part in text.split(";") if part.strip()]

    def check_form(self):
        if self.is_good and (self.expected or not self.says_nothing):
            raise FixtureError("a good file has one /* expect: nothing */ and no other expectation")
        if not self.is_good and (self.says_nothing
                                 or self.rule not in {e.rule for e in self.expected + self.missed}):
            raise FixtureError(f"a bad file expects (or misses) {self.rule} somewhere")


def header_version(folder):
    """(3, 11) of a folder with Python's headers; None if it is none."""
    try:
        text = pathlib.Path(folder, "patchlevel.h").read_text(encoding="utf-8")
    except OSError:
        return None
    return tuple(int(re.search(rf"#define PY_{part}_VERSION\s+(\d+)", text)[1]) for part in ("MAJOR", "MINOR"))


def find_headers(fixture, include):
    """The given headers if they are new enough for the fixture, else the oldest on this machine that are; None: none are."""
    version = header_version(include)
    if version and version >= fixture.python:
        return include
    places = (ROOT.parent / "build/headers", pathlib.Path("/usr/include"), pathlib.Path("/usr/local/include"),
              *pathlib.Path.home().glob(".pyenv/versions/*/include"))
    known = [folder for place in places for folder in place.glob("python3.*")]
    fitting = [(header_version(folder), str(folder)) for folder in known if (header_version(folder) or (0, 0)) >= fixture.python]
    return min(fitting)[1] if fitting else None


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


class Tree:
    """Copies of fixtures in one folder, with a cache of its own: parsed by one scan of the folder, and then scanned one by one, each as
    a target of its own: in folders of their own, each of these would have flags and precompiled headers of its own."""

    def __init__(self, fixtures, options, root):
        self.gclint = pathlib.Path(shutil.which(options.gclint) or options.gclint).resolve()
        self.own_include, self.root = options.python_include, root
        (self.root / "tree").mkdir()
        self.copies = {}
        for fixture in fixtures:
            self.copies[fixture.path] = self.root / "tree" / f"{fixture.rule}--{fixture.path.name}"
            shutil.copy(fixture.path, self.copies[fixture.path])
            for header in fixture.path.parent.glob("*.h"):
                shutil.copy(header, self.root / "tree")

    def run(self, command, include, *arguments):
        return subprocess.run([self.gclint, command, "--python-include", include, *arguments], check=False, text=True, cwd=self.root,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "XDG_CACHE_HOME": str(self.root / "cache")})

    def parse(self, jobs):
        """Returns what went wrong."""
        done = self.run("facts", self.own_include, "-q", "-j", str(jobs), "tree")
        return done.stderr if done.returncode else None

    def scan(self, fixtures, include):
        """Of fixtures with the same options."""
        with tempfile.TemporaryDirectory(dir=self.root) as folder:
            return self.run("scan", include, "--format", "json", "--fail-on", "never", "-j", "1", "--db", f"{folder}/gclint.db",
                            *fixtures[0].options, *(str(self.copies[fixture.path]) for fixture in fixtures))


def scan_fixture(fixture, tree, include):
    done = tree.scan([fixture], include)
    if done.returncode:
        raise FixtureError(f"gclint ended with status {done.returncode}:\n{done.stderr.rstrip()}")
    answer = json.loads(done.stdout)
    if answer["coverage"]["parsed" if fixture.compiles else "partial"] != 1:
        raise FixtureError(f"gclint could not analyse all of it:\n{done.stderr.rstrip()}")
    return unsuppressed(answer)


def unsuppressed(answer):
    return [finding for finding in answer["findings"] if not finding["suppressed"]]


def documents(text):
    """One for each PATH that was given, in their order."""
    while text := text.lstrip():
        answer, end = json.JSONDecoder().raw_decode(text)
        text = text[end:]
        yield answer


def group(fixtures, options):
    """Those that are compiled and scanned with the same headers and options: {(headers, options, suffix): fixtures}."""
    groups = collections.defaultdict(list)
    for fixture in fixtures:
        include = find_headers(fixture, options.python_include)
        if include:
            groups[include, tuple(fixture.options), fixture.path.suffix].append(fixture)
    return groups


def scan_together(fixtures, include, tree):
    """The findings of fixtures with the same options, by path, from one run of gclint; those of which anything is not as it should be
    are left out: what is wrong shows when they are scanned alone."""
    done = tree.scan(fixtures, include)
    answers = [] if done.returncode else list(documents(done.stdout))
    if len(answers) != len(fixtures):
        return {}
    return {fixture.path: unsuppressed(answer) for fixture, answer in zip(fixtures, answers)
            if answer["target"] == tree.copies[fixture.path].name and answer["coverage"]["parsed" if fixture.compiles else "partial"] == 1}


def scan_all(fixtures, tree, options, pool):
    """Likewise of all fixtures."""
    parts = []
    for (include, _, _), members in group(fixtures, options).items():
        size = max(8, (len(members) + options.j - 1) // options.j)
        parts += [(members[first:first + size], include) for first in range(0, len(members), size)]
    known = {}
    for job in [pool.submit(scan_together, some, include, tree) for some, include in parts]:
        known.update(job.result())
    return known


def judge(fixtures, options, pool):
    """({path: what differs, or None if the fixture needs newer headers than there are}, what went wrong as a whole)."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(fixtures, options, pathlib.Path(folder))
        problem = tree.parse(options.j)
        known = scan_all(fixtures, tree, options, pool)
        reports = pool.map(lambda fixture: test(fixture, tree, options, known), fixtures)
        return dict(zip((fixture.path for fixture in fixtures), reports)), problem


def compile_all(fixtures, options, pool):
    """By path: what clang has against them."""
    jobs, said = [], {}
    for (include, _, suffix), members in group(fixtures, options).items():
        if paths := [fixture.path for fixture in members if fixture.compiles]:
            jobs.append(pool.submit(batch_compile.refused, paths, include, [*COMPILER_FLAGS, *MORE_FLAGS[suffix]]))
    for job in jobs:
        said.update(job.result())
    return said


def take_first(findings, expectation):
    for finding in findings:
        if expectation.fits(finding):
            findings.remove(finding)
            return True
    return False


def compare(fixture, findings):
    """The lines of the report on what differs; none if all is as the comments say."""
    report = []
    for expectation in fixture.missed:
        if any(expectation.fits(finding) for finding in findings):
            report.append(f"! {expectation}   (found, although marked as a miss: turn `miss` into `expect`)")
            take_first(findings, expectation)
    for expectation in sorted(fixture.expected, key=Expectation.weight, reverse=True):
        if not take_first(findings, expectation):
            report.append(f"- {expectation}   (expected, not found)")
    for finding in findings:
        if finding["rule"] not in fixture.allowed:
            report.append("+ {line}: {rule} {severity} {type} {field}   (found, not expected)\n      {message}".format(**finding))
    return sorted(report, key=lambda line: int(line[2:].split(":")[0]))


def test(fixture, tree, options, known):
    try:
        include = find_headers(fixture, options.python_include)
        if include is None:
            return None
        path = fixture.path
        return compare(fixture, known[path] if path in known else scan_fixture(fixture, tree, include))
    except FixtureError as error:
        return [str(error)]


def run_fixtures(paths, options):
    fixtures, reports = [], {}
    for path in paths:
        try:
            fixtures.append(Fixture(path))
        except FixtureError as error:
            reports[path] = [str(error)]
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        some, problem = judge(fixtures, options, pool)
        reports.update(some)
        refused = {} if options.no_compile else compile_all(fixtures, options, pool)
    for path, said in refused.items():
        reports[path] = [*(reports[path] or []), f"clang does not accept it:\n{said}"]
    if problem:
        print(f"FAILED gclint facts:\n{problem}")
    for path, report in sorted(reports.items()):
        if report:
            print(f"FAILED {path.relative_to(ROOT)}")
            print("\n".join(f"  {line}" for line in report))
    skipped = sum(report is None for report in reports.values())
    print(f"{list(reports.values()).count([])} of {len(paths)} fixtures as expected"
          + (f", {skipped} skipped for want of newer Python headers" if skipped else ""))
    return 1 if any(reports.values()) or problem else 0


def copy_as_cxx(paths, root, include):
    """clang takes C's designators in C++ too. What it does not accept, or needs newer headers, is not kept."""
    copies = []
    for fixture in map(Fixture, paths):
        if fixture.path.suffix == ".c" and fixture.compiles and fixture.python <= (3, 0):
            copy = root / fixture.path.parent.name / f"{fixture.path.stem}.cpp"
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(fixture.path, copy)
            copies.append(copy)
    for path in batch_compile.refused(copies, include, ["-std=gnu++17", "-w"]):
        path.unlink()


def run_as_cxx(paths, options):
    """Much of C is C++ too, which clang gives another tree for. Where all of a fixture is, the same has to be found."""
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        root = pathlib.Path(folder)
        copy_as_cxx(paths, root, options.python_include)
        reports, problem = judge([Fixture(path) for path in sorted(root.glob("*/*.cpp"))], options, pool)
    for path, report in reports.items():
        if report:
            print(f"FAILED as C++: {path.relative_to(root)}")
            print("\n".join(f"  {line}" for line in report))
    print(problem or "", f"{list(reports.values()).count([])} of {len(reports)} fixtures as expected as C++", sep="")
    return 1 if problem or any(reports.values()) or not list(reports.values()).count([]) else 0


def incomplete_rules(gclint):
    """Every rule has a bad.c and a good.c with a passage for its documentation; every folder is a rule's."""
    rules = {rule["name"] for rule in json.loads(run([gclint, "rules", "--format", "json"]).stdout)["rules"]}
    for name in sorted(rules):
        for kind in ("bad", "good"):
            path = ROOT / "rules" / name / f"{kind}.c"
            if not path.is_file():
                yield f"{path.relative_to(ROOT)} does not exist"
            elif "/* example */" not in path.read_text(encoding="utf-8"):
                yield f"{path.relative_to(ROOT)} marks no passage with /* example */ and /* end example */"
    for folder in sorted((ROOT / "rules").iterdir()):
        if folder.is_dir() and folder.name not in rules:
            yield f"{folder.relative_to(ROOT)}: there is no such rule"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gclint", required=True, help="the program to test")
    parser.add_argument("--rule", action="append", help="only this rule's fixtures; repeatable")
    parser.add_argument("--python-include", default=sysconfig.get_path("include"), help="folder of Python.h (default: %(default)s)")
    parser.add_argument("--no-compile", action="store_true", help="do not compile the fixtures")
    parser.add_argument("--as-cxx", action="store_true", help="do the fixtures in C as C++ instead, as far as they are that")
    parser.add_argument("--complete", action="store_true", help="only check that every rule has its fixtures")
    parser.add_argument("-j", type=int, default=2, help="how many at once (default: %(default)s)")
    return parser.parse_args()


def main():
    options = parse_arguments()
    if options.complete:
        problems = list(incomplete_rules(options.gclint))
        print("\n".join(problems) if problems else "every rule has its fixtures")
        return 1 if problems else 0
    folders = [ROOT / "rules" / rule for rule in options.rule] if options.rule else sorted((ROOT / "rules").iterdir())
    paths = sorted(path for folder in folders for path in folder.iterdir()
                   if path.suffix in SUFFIXES and path.name.startswith(("bad", "good")))
    if not paths:
        print("there is no fixture")
        return 1
    return (run_as_cxx if options.as_cxx else run_fixtures)(paths, options)


if __name__ == "__main__":
    sys.exit(main())
