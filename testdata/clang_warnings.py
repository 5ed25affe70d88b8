#!/usr/bin/env python3
"""What clang has to say about the sources that another compiler has built: warnings are errors. clang_warnings.py COMPILE_COMMANDS

clang's own front end takes many files at once, and translates none: seconds, where a second build would take a minute."""

import collections
import json
import pathlib
import shlex
import sys

from batch_compile import run


def flags_of(entry):
    """The command without the compiler, the source and the object."""
    words = shlex.split(entry["command"])[1:]
    del words[words.index("-o"):words.index("-o") + 2]
    return tuple(word for word in words if word not in ("-c", entry["file"]))


def frontend_command(flags, path):
    told = run(["clang", "-###", "-fsyntax-only", "-Werror", "-ferror-limit=0", *flags, path]).stderr
    command = [word for word in shlex.split(told.splitlines()[-1]) if word not in ("-disable-free", path)]
    assert "-cc1" in command and "-fsyntax-only" in command, told
    main_file = command.index("-main-file-name")
    return command[:main_file] + command[main_file + 2:]


def main():
    groups = collections.defaultdict(list)
    for entry in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")):
        groups[flags_of(entry)].append(entry["file"])
    failed = False
    for flags, paths in groups.items():
        done = run([*frontend_command(flags, paths[0]), *paths])
        print(done.stderr, end="")
        failed |= done.returncode != 0
    print(f"clang was asked about {sum(map(len, groups.values()))} files")
    return 1 if failed or not groups else 0


if __name__ == "__main__":
    sys.exit(main())
