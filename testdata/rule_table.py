#!/usr/bin/env python3
"""Prints what stands behind each rule: its fixtures, its witness, and the Pythons on this machine that the witness runs with.

With --check nothing is printed but what is wrong: a rule without witness that is not among the exceptions below, an exception
that has a witness, a witness that is of no rule.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "witness"))
import run as witnesses  # noqa: E402

WITHOUT_WITNESS = {
    "finalize-from-nongc-base": "shows in debug builds of Python 3.14 and later only",
    "have-finalize-flag": "the flag has no effect, which is the point",
    "suppression-incomplete": "about comments",
    "suppression-unused": "about comments",
}


def rules_of(gclint):
    done = subprocess.run([gclint, "rules", "--format", "json"], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)["rules"]


def fixtures(rule):
    """`2 bad, 3 good`, and how many known misses are in them."""
    paths = [path for path in (HERE / "rules" / rule).glob("*.c*") if path.suffix in (".c", ".cpp")]
    good = sum(path.name.startswith("good") for path in paths)
    misses = sum(re.search(r"\bmiss(@[+-]\d+)?:", path.read_text(encoding="utf-8")) is not None for path in paths)
    return f"{len(paths) - good} bad, {good} good" + (f", {misses} with a known miss" if misses else "")


def has_witness(rule):
    return (HERE / "witness" / rule / "script.py").exists()


def row(rule, interpreters):
    name = rule["name"]
    if not has_witness(name):
        return name, rule["severity"], rule["python"], fixtures(name), f"no: {WITHOUT_WITNESS.get(name, '?')}", ""
    witness = witnesses.Witness(HERE / "witness" / name)
    fitting = [str(each) for each in interpreters if witness.concerns(each)]
    return name, rule["severity"], rule["python"], fixtures(name), "yes", ", ".join(fitting) or "none on this machine"


def problems(rules):
    names = {rule["name"] for rule in rules}
    for name in sorted(names):
        if has_witness(name) and name in WITHOUT_WITNESS:
            yield f"{name} has a witness, but rule_table.py says that it has none"
        elif not has_witness(name) and name not in WITHOUT_WITNESS:
            yield f"{name} has no witness, and rule_table.py does not say why"
    for folder in sorted((HERE / "witness").iterdir()):
        if (folder / "script.py").exists() and folder.name not in names:
            yield f"testdata/witness/{folder.name}: there is no such rule"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gclint", required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rules = rules_of(options.gclint)
    if options.check:
        found = list(problems(rules))
        print("\n".join(found) if found else "every rule has a witness, or a reason for having none")
        return 1 if found else 0
    interpreters = witnesses.find_interpreters()
    print("| rule | severity | Python | fixtures | witness | versions run |\n|---|---|---|---|---|---|")
    for rule in rules:
        print("|", " | ".join(row(rule, interpreters)), "|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
