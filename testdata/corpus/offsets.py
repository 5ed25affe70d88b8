#!/usr/bin/env python3
"""offsets.py [--verbose] TREE=FACTS...: the offsets of references that `gclint facts --format json` tells, against those the compiler computes.

For every unit a C file is written that includes it and asserts each offset; it is compiled with the flags the facts name. What does
not compile here (a library's headers are missing) cannot be compared and is counted. Exits 1 if an offset disagrees."""

import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

LINES_BEFORE = 5
Offset = collections.namedtuple("Offset", "record path offset symbol")


def spellings(offset):
    """How the offset may be written: up to the first pointer; whether an element is in an array or behind a pointer, and whether a
    record's name is a tag, is not told."""
    direct = offset.path.split("->")[0]
    paths = [direct.replace("[*]", "[0]"), direct.split("[*]")[0]]
    if direct != offset.path:
        paths.append(direct.rsplit("[*]", 1)[0].replace("[*]", "[0]"))
    return [(record, path) for path in dict.fromkeys(paths) for record in (offset.record, "struct " + offset.record)]


def offsets_of(facts):
    """The offsets to be asserted, by unit."""
    units = {unit["path"]: unit for unit in facts["units"] if unit["status"] in ("parsed", "partial") and not unit["variant"]}
    found = {path: {} for path in units}
    for kind in facts["types"]:
        if kind["variant"] or not kind["record"] or kind["file"] not in units:
            continue
        for reference in kind["references"]:
            if reference["offset"] is not None and not reference["path"].startswith("(") and "<" not in reference["path"]:
                offset = Offset(kind["record"], reference["path"], reference["offset"], kind["symbol"])
                found[kind["file"]].setdefault((offset.record, offset.path), offset)
    return units, {path: list(offsets.values()) for path, offsets in found.items() if offsets}


def compiled(tree, unit, lines):
    """{line number: error} of the lines that were put behind the unit; None if the unit itself does not compile."""
    path = os.path.join(os.path.abspath(tree), unit["path"])
    text = [f'#include "{path}"', "#include <stddef.h>", "#ifdef __cplusplus", "#define _Static_assert static_assert", "#endif"] + lines
    is_cxx = not path.endswith((".c", ".m"))
    with tempfile.NamedTemporaryFile("w", suffix=".cc" if is_cxx else ".c", delete=False) as source:
        source.write("\n".join(text) + "\n")
    try:
        done = subprocess.run(["clang", *unit["arguments"], "-I", os.path.dirname(path), "-w", "-Wno-error", "-fsyntax-only",
                               "-ferror-limit=0", source.name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    finally:
        os.unlink(source.name)
    output = done.stdout.decode("utf-8", "replace")
    errors = {int(match.group(1)) - LINES_BEFORE - 1: match.group(2) for match in
              re.finditer(rf"^{re.escape(source.name)}:(\d+):\d+: error: (.*)", output, re.M)}
    return None if "fatal error:" in output else errors


def compare_unit(tree, unit, offsets):
    """(how many agree, [(offset, what the compiler says)], [(offset not compared, why)])."""
    wrong, unknown, pending, agree = [], [], [(offset, spellings(offset)) for offset in offsets], 0
    while pending:
        lines = [f"_Static_assert(offsetof({ways[0][0]}, {ways[0][1]}) == {offset.offset}, \"differs\");" for offset, ways in pending]
        errors = compiled(tree, unit, lines)
        if errors is None:
            return 0, [], [(offset, "the unit does not compile here") for offset in offsets]
        again = []
        for index, (offset, ways) in enumerate(pending):
            message = errors.get(index)
            if not message:
                agree += 1
            elif "static assertion" in message or "static_assert" in message:
                wrong.append((offset, message))
            elif ways[1:]:
                again.append((offset, ways[1:]))
            else:
                unknown.append((offset, message))
        pending = again
    return agree, wrong, unknown


def main():
    status, total = 0, 0
    for argument in [argument for argument in sys.argv[1:] if argument != "--verbose"]:
        tree, facts_path = argument.rsplit("=", 1)
        with open(facts_path, encoding="utf-8") as document:
            units, offsets = offsets_of(json.load(document))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(lambda path: (path, compare_unit(tree, units[path], offsets[path])), offsets))
        compared = sum(result[0] for _, result in results)
        missing = sum(len(result[2]) for _, result in results)
        for path, (_, wrong, unknown) in results:
            for offset, message in unknown:
                if "--verbose" in sys.argv:
                    print(f"{path}: {offset.record}.{offset.path}: not compared: {message}")
            for offset, message in wrong:
                status = 1
                print(f"{path}: {offset.record}.{offset.path}: facts says {offset.offset}: {message}")
        total += compared
        print(f"{tree}: {compared} offsets agree with the compiler; {missing} cannot be compared here")
    return status or not total


if __name__ == "__main__":
    sys.exit(main())
