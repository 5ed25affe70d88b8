#!/usr/bin/env python3
"""What holds for every file of the project and no compiler checks: which layer includes what, and no trace of the machine it was
written on."""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Header (a prefix), and where it may be included.
LAYERS = {
    "clang-c/": r"analyzer/frontend/",
    "sqlite3.h": r"reports/store|testdata/(?:unit|fuzz)/",
    "archive.h": r"analyzer/archive/",
    "archive_entry.h": r"analyzer/archive/",
    "archive/": r"analyzer/archive/|analyzer/[a-z_]+\.[ch]$|testdata/(?:unit|fuzz)/",
    "jansson.h": r"reports/|analyzer/discover/|analyzer/(?:command_|baseline)|testdata/(?:unit|fuzz)/",
    "ini.h": r"analyzer/discover/",
    "uthash.h": r"analyzer/base/hash_table|testdata/(?:unit|fuzz)/",
    "xxhash.h": r"analyzer/base/hash_table|analyzer/cache/|rules/fingerprint|testdata/(?:unit|fuzz)/",
    "frontend/": r"analyzer/(?:frontend|variants)/|analyzer/[a-z_]+\.[ch]$|testdata/(?:unit|fuzz)/",
    "discover/": r"analyzer/(?:archive|discover|variants)/|analyzer/[a-z_]+\.[ch]$|testdata/(?:unit|fuzz)/",
    "variants/": r"analyzer/variants/|analyzer/[a-z_]+\.[ch]$|testdata/(?:unit|fuzz)/",
    "model/": r"analyzer/model/|analyzer/[a-z_]+\.[ch]$|rules/|testdata/(?:unit|fuzz)/",
    "link/": r"analyzer/link/|analyzer/model/|analyzer/[a-z_]+\.[ch]$|rules/|testdata/(?:unit|fuzz)/",
    "reports/": r"reports/|analyzer/[a-z_]+\.[ch]$|testdata/(?:unit|fuzz)/",
    "rules/": r"rules/|reports/|analyzer/[a-z_]+\.[ch]$|testdata/",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
MACHINE_PATH = re.compile(r"(?<![\w./])/(?:home|root|work|Users|mnt)/(?!user\b)[\w.-]+")  # /home/user is an invented one


def project_files():
    """What git tracks; of an unpacked archive, or without git, everything but builds."""
    names = []
    if shutil.which("git"):
        listing = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
        names = [name for name in listing.stdout.split("\0") if name]
    if not names:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")
                 if not {"build", ".git", "__pycache__"} & set(path.relative_to(ROOT).parts)]
    for name in sorted(names):
        if (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            yield name


def layer_problems(name, number, line):
    include = INCLUDE.match(line)
    if not include or name.startswith("testdata/flow/"):
        return
    for header, allowed in LAYERS.items():
        if include[1].startswith(header) and not re.match(allowed, name):
            yield f"{name}:{number}: includes {include[1]}, which only {allowed} may"


def problems():
    for name in project_files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        is_code = name.endswith((".c", ".h")) and not name.startswith("testdata/rules/")
        for number, line in enumerate(text.splitlines(), 1):
            for found in MACHINE_PATH.findall(line):
                yield f"{name}:{number}: names {found}, a path of some machine"
            if is_code:
                yield from layer_problems(name, number, line)


def main():
    found = list(problems())
    print("\n".join(found) if found else "nothing to complain about")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
