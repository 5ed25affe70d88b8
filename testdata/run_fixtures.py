#!/usr/bin/env python3
"""Compiles and scans the fixtures of rules, and compares what is found with the comments in them. See README.md."""

import argparse
import concurrent.futures
import json
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent
SUFFIXES = {".c": "gcc", ".cpp": "g++"}
COMPILER_FLAGS = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers",
                  "-Wno-unused-parameter", "-Wno-cast-function-type"]
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


def precompile(options):
    """gcc takes the precompiled form of Python.h for what begins with it and has the same flags, and else Python.h itself."""
    folder = pathlib.Path(options.precompiled)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = run([SUFFIXES[".c"], *COMPILER_FLAGS[1:], "-x", "c-header", "-o", str(folder / "Python.h.gch"),
                f"{options.python_include}/Python.h"])
    if done.returncode:
        print(done.stderr)
    return done.returncode


def compile_fixture(fixture, include, precompiled):
    compiler = SUFFIXES[fixture.path.suffix]
    done = run([compiler, *COMPILER_FLAGS, *(["-I", precompiled] if precompiled else []), "-I", include, str(fixture.path)])
    if done.returncode:
        raise FixtureError(f"{compiler} does not accept it:\n{done.stderr.rstrip()}")


def run_scan(gclint, include, arguments, paths):
    with tempfile.TemporaryDirectory() as folder:
        return run([gclint, "scan", "--format", "json", "--fail-on", "never", "-j", "1", "--db", f"{folder}/gclint.db",
                    "--python-include", include, *arguments, *map(str, paths)])


def scan_fixture(fixture, gclint, include):
    done = run_scan(gclint, include, fixture.options, [fixture.path])
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


def scan_together(paths, options):
    """The findings of fixtures without options, by path, from one run of gclint, each as a target of its own; those of which anything is
    not as it should be are left out: what is wrong shows when they are scanned alone."""
    fixtures = []
    for path in paths:
        try:
            fixture = Fixture(path)
        except FixtureError:
            continue
        if not fixture.options and fixture.compiles and find_headers(fixture, options.python_include) == options.python_include:
            fixtures.append(fixture)
    if not fixtures:
        return {}
    done = run_scan(options.gclint, options.python_include, [], [fixture.path for fixture in fixtures])
    answers = [] if done.returncode else list(documents(done.stdout))
    if len(answers) != len(fixtures):
        return {}
    return {fixture.path: unsuppressed(answer) for fixture, answer in zip(fixtures, answers)
            if answer["target"] == fixture.path.name and answer["coverage"]["parsed"] == 1}


def parse_together(folder, options):
    """What gclint keeps of a scan of the folder serves the scans of its files: the flags are the same. Returns what went wrong."""
    done = run([options.gclint, "facts", "-q", "-j", "1", "--python-include", options.python_include, str(folder)])
    return done.stderr if done.returncode else None


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


def test(path, options, known):
    """What differs; None if the fixture needs newer headers than there are."""
    try:
        fixture = Fixture(path)
        include = find_headers(fixture, options.python_include)
        if include is None:
            return None
        if fixture.compiles and not options.no_compile:
            compile_fixture(fixture, include, options.precompiled if include == options.python_include else None)
        findings = known[path] if path in known else scan_fixture(fixture, options.gclint, include)
        return compare(fixture, findings)
    except FixtureError as error:
        return [str(error)]


def test_as_cxx(path, options):
    """What differs if the fixture is called C++."""
    try:
        return compare(Fixture(path), scan_fixture(Fixture(path), options.gclint, options.python_include))
    except FixtureError as error:
        return [str(error)]


def copy_as_cxx(path, root, include):
    """clang takes C's designators in C++ too. What it does not accept, or needs newer headers, is not kept."""
    fixture = Fixture(path)
    if path.suffix != ".c" or not fixture.compiles or fixture.python > (3, 0):
        return
    copy = root / path.parent.name / f"{path.stem}.cpp"
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(path, copy)
    if run(["clang++", "-std=gnu++17", "-fsyntax-only", "-w", "-I", include, str(copy)]).returncode:
        copy.unlink()


def run_as_cxx(paths, options):
    """Much of C is C++ too, which clang gives another tree for. Where all of a fixture is, the same has to be found."""
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        root = pathlib.Path(folder)
        list(pool.map(lambda path: copy_as_cxx(path, root, options.python_include), paths))
        problems = [problem for problem in pool.map(lambda one: parse_together(one, options), sorted(root.iterdir())) if problem]
        copies = sorted(root.glob("*/*.cpp"))
        reports = list(pool.map(lambda path: test_as_cxx(path, options), copies))
    for path, report in zip(copies, reports):
        if report:
            print(f"FAILED as C++: {path.relative_to(root)}")
            print("\n".join(f"  {line}" for line in report))
    print("".join(problems), f"{reports.count([])} of {len(copies)} fixtures as expected as C++", sep="")
    return 1 if problems or any(reports) or not reports.count([]) else 0


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
    parser.add_argument("--precompiled", metavar="FOLDER", help="where --precompile has put its header")
    parser.add_argument("--precompile", action="store_true", help="only make --precompiled FOLDER, from the headers given")
    parser.add_argument("--complete", action="store_true", help="only check that every rule has its fixtures")
    parser.add_argument("-j", type=int, default=2, help="how many at once (default: %(default)s)")
    return parser.parse_args()


def main():
    options = parse_arguments()
    if options.complete:
        problems = list(incomplete_rules(options.gclint))
        print("\n".join(problems) if problems else "every rule has its fixtures")
        return 1 if problems else 0
    if options.precompile:
        return precompile(options)
    folders = [ROOT / "rules" / rule for rule in options.rule] if options.rule else sorted((ROOT / "rules").iterdir())
    paths = sorted(path for folder in folders for path in folder.iterdir()
                   if path.suffix in SUFFIXES and path.name.startswith(("bad", "good")))
    if not paths:
        print("there is no fixture")
        return 1
    if options.as_cxx:
        return run_as_cxx(paths, options)
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        problems = [problem for problem in pool.map(lambda folder: parse_together(folder, options), folders) if problem]
        known = {}
        for some in pool.map(lambda folder: scan_together([path for path in paths if path.parent == folder], options), folders):
            known.update(some)
        reports = list(pool.map(lambda path: test(path, options, known), paths))
    failed, skipped = 0, 0
    for problem in problems:
        print(f"FAILED gclint facts:\n{problem}")
    for path, report in zip(paths, reports):
        if report is None:
            skipped += 1
        elif report:
            failed += 1
            print(f"FAILED {path.relative_to(ROOT)}")
            print("\n".join(f"  {line}" for line in report))
    print(f"{len(paths) - failed - skipped} of {len(paths)} fixtures as expected"
          + (f", {skipped} skipped for want of newer Python headers" if skipped else ""))
    return 1 if failed or problems else 0


if __name__ == "__main__":
    sys.exit(main())
