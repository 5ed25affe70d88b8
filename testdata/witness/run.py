#!/usr/bin/env python3
"""Shows at run time what the rules claim.

A witness is a folder with the name of its rule:

    bad.c, good.c   one extension module, named `witness`, with the defect and without it
    script.py       runs it in a child process; its first comments say what is to be seen

        # python: 3.9-3.13               on which versions the defect shows (default: all)
        # headers: 3.8                   which of them gclint is given (default: 3.11 if it is one of these, else the newest)
        # environment: PYTHONMALLOC=debug    set for the child
        # bad: crash                     the child is ended by a signal (also `crash or hang`)
        # bad: says REGEX                its last line on standard output
        # bad: raises REGEX              it ends with a traceback whose last line fits
        # bad 3.8-3.10: crash            what holds for these versions only; before what holds for the others
        # good: says REGEX               likewise, for good.c

Both forms are built for every interpreter that is found and that has headers: /usr/bin/python3, and those of
~/.pyenv/versions. With --gclint the rule has to be found in bad.c, and nothing at all in good.c. Prints a table; the
status is 1 if anything was not as said. witness.h, which all of them include, is compiled once for each interpreter.
"""

import argparse
import collections
import concurrent.futures
import itertools
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import run_fixtures

DIRECTIVE = re.compile(r"^#\s*(python|headers|environment|bad|good)(?: ([\d.-]+))?:\s*(.*\S)", re.MULTILINE)
FORMS = ("bad", "good")
TIMEOUT = 40
HANG_TIMEOUT = 8  # where a hang is what is expected
COMPILE = ["gcc", "-O0", "-g0", "-Wall", "-Wno-unused-function", "-fPIC"]


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)


class Interpreter:
    def __init__(self, program, version, include):
        self.program, self.version, self.include = program, version, include
        self.precompiled = None

    def __str__(self):
        return ".".join(map(str, self.version))


def find_interpreters():
    """One for each minor version; the system's own is preferred."""
    ask = "import sys, sysconfig; print(*sys.version_info[:2]); print(sysconfig.get_paths()['include'])"
    found = {}
    candidates = sorted(pathlib.Path.home().glob(".pyenv/versions/3.*/bin/python3"))
    for program in [pathlib.Path("/usr/bin/python3"), *candidates]:
        if not program.exists():
            continue
        done = run([program, "-c", ask])
        lines = done.stdout.splitlines()
        if done.returncode or len(lines) != 2 or not pathlib.Path(lines[1], "Python.h").exists():
            continue
        version = tuple(map(int, lines[0].split()))
        if version >= (3, 8):
            found.setdefault(version, Interpreter(program, version, lines[1]))
    return [found[version] for version in sorted(found)]


def parse_versions(text):
    low, _, high = text.partition("-")
    low = tuple(map(int, low.split(".")))
    return low, tuple(map(int, high.split("."))) if high else low


class Witness:
    def __init__(self, folder):
        self.folder, self.rule = folder, folder.name
        self.script = folder / "script.py"
        self.low, self.high = (3, 8), (3, 99)
        self.headers = (3, 11)
        self.environment, self.expected = {}, []
        for kind, versions, text in DIRECTIVE.findall(self.script.read_text(encoding="utf-8")):
            if kind == "python":
                self.low, self.high = parse_versions(text)
            elif kind == "headers":
                self.headers, _ = parse_versions(text)
            elif kind == "environment":
                self.environment.update(part.split("=", 1) for part in text.split())
            else:
                self.expected.append((kind, *parse_versions(versions or "3.8-3.99"), text))

    def concerns(self, interpreter):
        return self.low <= interpreter.version <= self.high

    def expects(self, form, interpreter):
        """What is said of these versions in particular stands first."""
        return next(text for kind, low, high, text in self.expected if kind == form and low <= interpreter.version <= high)


def precompile(interpreter, folder):
    """The compiler falls back on witness.h itself where it cannot use the precompiled form."""
    interpreter.precompiled = folder / str(interpreter)
    interpreter.precompiled.mkdir()
    run([*COMPILE, "-I", interpreter.include, "-x", "c-header", "-o", str(interpreter.precompiled / "witness.h.gch"),
         str(HERE / "witness.h")])


def build(source, interpreter, folder):
    """Returns what the compiler said if it failed."""
    done = run([*COMPILE, "-shared", "-I", str(interpreter.precompiled), "-I", str(HERE), "-I", interpreter.include,
                "-include", "witness.h", "-o", str(folder / "witness.so"), str(source)])
    return done.stderr if done.returncode else None


def execute(witness, interpreter, folder, timeout):
    """How the child ended, in the words of the directives."""
    environment = dict(os.environ, PYTHONPATH=str(folder), PYTHONDONTWRITEBYTECODE="1", **witness.environment)
    environment.pop("PYTHONHOME", None)
    try:
        done = run([interpreter.program, "-S", str(witness.script)], env=environment, timeout=timeout,
                   cwd=folder, errors="replace")
    except subprocess.TimeoutExpired:
        return "hang"
    if done.returncode < 0:
        return "crash"
    if done.returncode:
        return "raises " + (done.stderr.strip().splitlines() or [""])[-1]
    return "says " + (done.stdout.strip().splitlines() or [""])[-1]


def is_as_said(outcome, expected):
    if expected.startswith(("says ", "raises ")):
        kind, pattern = expected.split(" ", 1)
        said = outcome.split(" ", 1)
        return said[0] == kind and re.fullmatch(pattern, said[1] if len(said) > 1 else "") is not None
    return outcome in expected.split(" or ")


def observe(witness, interpreter, form, repeat):
    """None if the form behaves as said each time, otherwise a sentence."""
    expected = witness.expects(form, interpreter)
    with tempfile.TemporaryDirectory(prefix="gclint-witness-") as folder:
        error = build(witness.folder / f"{form}.c", interpreter, pathlib.Path(folder))
        if error:
            return f"{form}.c cannot be built:\n{error}"
        timeout = HANG_TIMEOUT if "hang" in expected else TIMEOUT
        for _ in range(repeat):
            outcome = execute(witness, interpreter, pathlib.Path(folder), timeout)
            if not is_as_said(outcome, expected):
                return f"{form}.c: expected \"{expected}\", but it {outcome}"
    return None


def copy_beside_header(witness, form, folder):
    copy = folder / f"{witness.rule}--{form}.c"
    text = (witness.folder / f"{form}.c").read_text(encoding="utf-8")
    copy.write_text(text.replace('"../witness.h"', '"witness.h"'), encoding="utf-8")
    return copy


def judge(witnesses, gclint, interpreter):
    """Of each witness and form, in this order: None, or how gclint's answer is not as it should be. All stand in one folder, which is
    parsed by one run, and are scanned by another, each as a target of its own."""
    forms = [(witness, form) for witness in witnesses for form in FORMS]
    with tempfile.TemporaryDirectory(prefix="gclint-witness-") as folder:
        tree = pathlib.Path(folder, "tree")
        tree.mkdir()
        shutil.copy(HERE / "witness.h", tree)
        copies = [copy_beside_header(witness, form, tree) for witness, form in forms]
        options = ["-j", "1", "--python-include", interpreter.include]
        run([gclint, "facts", "-q", *options, str(tree)])
        done = run([gclint, "scan", "--format", "json", "--fail-on", "never", "--db", f"{folder}/gclint.db", *options, *map(str, copies)])
    answers = list(run_fixtures.documents(done.stdout))
    if done.returncode or len(answers) != len(forms):
        return [f"gclint fails: {done.stderr.strip()}"] * len(forms)
    return [fault_of(answer, witness, form) for answer, (witness, form) in zip(answers, forms)]


def fault_of(answer, witness, form):
    found = sorted({finding["rule"] for finding in answer["findings"]})
    if form == "bad" and witness.rule not in found:
        return f"gclint does not find {witness.rule} in bad.c, only {found}"
    if form == "good" and found:
        return f"gclint finds {', '.join(found)} in good.c"
    return None


def judged_by(witness, interpreters):
    """Whose headers gclint is given."""
    fitting = [interpreter for interpreter in interpreters if witness.concerns(interpreter)]
    last = fitting[-1] if fitting else None
    return next((interpreter for interpreter in fitting if interpreter.version == witness.headers), last)


def last_of_each(witness, interpreters):
    """Of each run of versions on which the same is expected."""
    groups = itertools.groupby(interpreters, key=lambda each: [witness.expects(form, each) for form in FORMS])
    return [list(members)[-1] for _, members in groups]


def run_on(witness, interpreters, options):
    fitting = [interpreter for interpreter in interpreters if witness.concerns(interpreter)]
    return last_of_each(witness, fitting) if options.few else fitting


def judge_all(witnesses, interpreters, gclint, pool):
    """Those that gclint is given the same headers for are judged together."""
    groups = collections.defaultdict(list)
    for witness in witnesses:
        if judged := judged_by(witness, interpreters):
            groups[judged].append(witness)
    jobs = [(members, pool.submit(judge, members, gclint, interpreter)) for interpreter, members in groups.items()]
    return [(witness, None, problem) for members, job in jobs
            for witness, problem in zip((witness for witness in members for _ in FORMS), job.result())]


def run_all(witnesses, interpreters, options):
    jobs = []
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        judged = judge_all(witnesses, interpreters, options.gclint, pool) if options.gclint else []
        for witness in witnesses:
            for interpreter in run_on(witness, interpreters, options):
                jobs += [(witness, interpreter, pool.submit(observe, witness, interpreter, form, options.repeat))
                         for form in FORMS]
        return judged + [(witness, interpreter, job.result()) for witness, interpreter, job in jobs]


def cell(results, witness, interpreter):
    own = [problem for rule, of, problem in results if rule is witness and of is interpreter]
    return "-" if not own else "FAILED" if any(own) else "shown"


def print_table(witnesses, interpreters, results, with_gclint):
    columns = [*interpreters, *([None] if with_gclint else [])]
    heads = [str(column) if column else "gclint" for column in columns]
    width = max(len(witness.rule) for witness in witnesses)
    print(" " * width, *(f"{head:>7}" for head in heads))
    for witness in witnesses:
        print(f"{witness.rule:<{width}}", *(f"{cell(results, witness, column):>7}" for column in columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gclint", help="also ask this program about both forms")
    parser.add_argument("--rule", action="append", help="only this rule's witness; repeatable")
    parser.add_argument("--version", action="append", help="only this version of Python, 3.11; repeatable")
    parser.add_argument("--few", action="store_true",
                        help="only the last of the versions on which the same is expected")
    parser.add_argument("-j", type=int, default=2, help="how many at once (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=1, help="run each so many times: chance would show")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    interpreters = [interpreter for interpreter in find_interpreters()
                    if not options.version or str(interpreter) in options.version]
    folders = [HERE / rule for rule in options.rule or sorted(path.parent.name for path in HERE.glob("*/script.py"))]
    witnesses = [Witness(folder) for folder in folders]
    if not interpreters:
        print("no Python with headers was found: install python3-dev")
        return 1
    with tempfile.TemporaryDirectory(prefix="gclint-witness-") as folder:
        for interpreter in interpreters:
            precompile(interpreter, pathlib.Path(folder))
        results = run_all(witnesses, interpreters, options)
    print_table(witnesses, interpreters, results, options.gclint)
    problems = [(witness, interpreter, problem) for witness, interpreter, problem in results if problem]
    for witness, interpreter, problem in problems:
        print(f"{witness.rule}{f' on {interpreter}' if interpreter else ''}: {problem}")
    shown = sum(interpreter is not None and not problem for _, interpreter, problem in results)
    runs = sum(interpreter is not None for _, interpreter, _ in results)
    print(f"{len(witnesses)} witnesses, {shown} of {runs} runs as expected")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
