#!/usr/bin/env python3
"""Writes rules/docs/*.md and the rule table of README.md from the rules themselves; with --check, says what is out of date."""

import argparse
import difflib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCS = ROOT / "rules" / "docs"
TABLE = re.compile(r"(<!-- rules: written by \./dev docs -->\n).*?(<!-- end of rules -->)", re.DOTALL)


def gclint(program, *arguments):
    return subprocess.run([program, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


def generate(program):
    """Every file that is written, with its text; None for one that should not be there."""
    files = {}
    for rule in json.loads(gclint(program, "rules", "--format", "json"))["rules"]:
        files[DOCS / f"{rule['name']}.md"] = gclint(program, "explain", rule["name"])
    for path in DOCS.glob("*.md"):
        files.setdefault(path, None)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = gclint(program, "rules", "--format", "markdown")
    files[ROOT / "README.md"], count = TABLE.subn(lambda match: match[1] + table + match[2], readme)
    if count != 1:
        sys.exit("README.md has no place for the table of rules")
    return files


def write(path, text):
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gclint", required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = 0
    for path, text in generate(options.gclint).items():
        present = path.read_text(encoding="utf-8") if path.exists() else None
        if present == text:
            continue
        stale += 1
        name = str(path.relative_to(ROOT))
        if options.check:
            sys.stdout.writelines(difflib.unified_diff((present or "").splitlines(True), (text or "").splitlines(True), name, "generated"))
        else:
            write(path, text)
            print(f"{'removed' if text is None else 'wrote'} {name}")
    if options.check and stale:
        sys.exit("the documentation of rules is out of date: run ./dev docs")


if __name__ == "__main__":
    main()
