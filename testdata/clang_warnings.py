#!/usr/bin/env python3
"""What clang has to say about the sources that another compiler has built: warnings are errors. clang_warnings.py COMPILE_COMMANDS

clang's own front end takes many files at once, and translates none: seconds, where a second build would take a minute."""

import collections
import json
import pathlib
import shlex
import sys

import batch_compile


def flags_of(entry):
    """The command without the compiler, the source and the object."""
    words = shlex.split(entry["command"])[1:]
    del words[words.index("-o"):words.index("-o") + 2]
    return tuple(word for word in words if word not in ("-c", entry["file"]))


def main():
    groups = collections.defaultdict(list)
    for entry in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")):
        groups[flags_of(entry)].append(entry["file"])
    failed = False
    for flags, paths in groups.items():
        command = batch_compile.frontend_command("clang", ["-Werror", *flags], paths[0])
        done = batch_compile.run([*command, *paths])
        print(done.stderr, end="")
        failed |= done.returncode != 0
    print(f"clang was asked about {sum(map(len, groups.values()))} files")
    return 1 if failed or not groups else 0


if __name__ == "__main__":
    sys.exit(main())
