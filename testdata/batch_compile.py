"""Compiles many files in one process of clang, which reads a precompiled Python.h for each: a few milliseconds a file."""

import pathlib
import re
import shlex
import subprocess
import tempfile

DIAGNOSTIC = re.compile(r"^(.+?):\d+:\d+: (?:fatal )?error: ")
INCLUDED = re.compile(r"^In file included from (.+?):\d+[:,]") # the outermost file stands first
LANGUAGES = {".c": ("clang", "c"), ".cpp": ("clang++", "c++")}
# Of these a header that stands before Python.h, or a macro that Python.h asks for, is not in the precompiled form.
BEGINS_WITH_PYTHON = re.compile(r"\A(?:\s|//[^\n]*\n|/\*.*?\*/|#\s*define\s+PY_SSIZE_T_CLEAN\b)*#\s*include\s*[<\"]Python\.h", re.DOTALL)


def run(command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)


def frontend_command(compiler, flags, path):
    """What clang would run for a file, without the file: its own front end, which, other than the driver, takes several at once.
    -disable-free would keep the memory of each to the end."""
    told = run([compiler, "-###", "-fsyntax-only", "-ferror-limit=0", *flags, path]).stderr
    command = [word for word in shlex.split(told.splitlines()[-1]) if word not in ("-disable-free", path)]
    assert "-cc1" in command and "-fsyntax-only" in command, told
    return command


def said_of(paths, command):
    """By path: what clang said, warnings that are errors included. It names a file as it was given."""
    said = {}
    current = includer = None
    done = run([*command, *map(str, paths)])
    for line in done.stderr.splitlines():
        if found := INCLUDED.match(line):
            includer = includer or pathlib.Path(found[1])
            continue
        if found := DIAGNOSTIC.match(line):
            current = includer or pathlib.Path(found[1])
            includer = None
        if current:
            said.setdefault(current, []).append(line)
    own = {path: "\n".join(said[path]) for path in paths if path in said}
    if done.returncode and not own:
        raise RuntimeError(f"clang failed: {done.stderr[-2000:]}")
    return own


def refused(paths, include, flags):
    """Of files with one suffix, by path: what clang has against them."""
    compiler, name = LANGUAGES[paths[0].suffix]
    command = frontend_command(compiler, [*flags, "-I", include, "-x", name], "/dev/null")
    begins = {path: BEGINS_WITH_PYTHON.match(path.read_text(encoding="utf-8")) is not None for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        header = pathlib.Path(folder, "Python.pch")
        language = command.index("-x") + 1
        precompile = [*command[:language], command[language] + "-header", *command[language + 1:], "-o", str(header), f"{include}/Python.h"]
        done = run(["-emit-pch" if word == "-fsyntax-only" else word for word in precompile])
        if done.returncode:
            raise RuntimeError(f"clang does not precompile {include}/Python.h: {done.stderr[-2000:]}")
        said = {}
        for some, more in (([path for path in paths if begins[path]], ["-include-pch", str(header)]),
                           ([path for path in paths if not begins[path]], [])):
            if some:
                said.update(said_of(some, [*command, *more]))
    return said
