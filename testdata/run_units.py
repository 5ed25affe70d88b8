#!/usr/bin/env python3
"""run_units.py --gclint PROGRAM [NAME...]: units that are not parsed because no type needs them change no answer.

Each folder of testdata/units is a tree whose units are connected in one way, or are not; its expect.txt says which are parsed, in the form of
run_styles.py. Of these trees, of those in testdata/styles, and of both folders as a whole, `gclint facts` and `gclint scan` must say the same
with --all-units and without."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import run_styles

TESTDATA = pathlib.Path(__file__).resolve().parent
UNITS = TESTDATA / "units"


def answer(gclint, command, path, *options):
    with tempfile.TemporaryDirectory() as folder:
        store = ["--db", f"{folder}/gclint.db", "--fail-on", "never"] if command == "scan" else []
        done = subprocess.run([gclint, command, "-q", "--format", "json", *store, *options, str(path)], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{path}: gclint {command}: status {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def problems(gclint, path):
    options = [option for line in run_styles.comments(path, "options") for option in line.split()]
    few, every = (answer(gclint, "facts", path, *options, *more) for more in ([], ["--all-units"]))
    for part in few:
        if part != "units" and few[part] != every[part]:
            yield f"{part} differ: {json.dumps(few[part])}\nwith --all-units: {json.dumps(every[part])}"
    few_findings, all_findings = (answer(gclint, "scan", path, *options, *more)["findings"] for more in ([], ["--all-units"]))
    if few_findings != all_findings:
        yield f"findings differ: {json.dumps(few_findings)}\nwith --all-units: {json.dumps(all_findings)}"
    if any("no type needs it" in (unit["reason"] or "") for unit in every["units"]):
        yield "--all-units does not parse all"
    if path.parent == UNITS:
        yield from run_styles.check_units(path, few)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gclint", required=True)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    styles = [path for path in sorted(run_styles.STYLES.iterdir()) if path.is_dir()] # of a file that is named alone no unit is left out
    paths = [*sorted(UNITS.iterdir()), *styles, run_styles.STYLES, UNITS, TESTDATA / "demo"]
    paths = [path for path in paths if not arguments.names or path.stem in arguments.names]
    wrong = 0
    for path in paths:
        found = list(problems(arguments.gclint, path))
        wrong += bool(found)
        for problem in found:
            print(f"{path.name}: {problem}")
    print(f"{len(paths) - wrong} of {len(paths)} trees as expected")
    return 1 if wrong or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
