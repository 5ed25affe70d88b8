#!/usr/bin/env python3
"""compare.py TREE=FACTS...: the type definitions that stand in each tree's text, counted by definitions.py, against those
that `gclint facts --format json` lists; why the others are not listed or not complete.

Exits 1 if over all fewer than 99 % are listed or 97 % complete, or if a unit failed."""

import collections
import json
import os
import sys

from definitions import Tree

LISTED, COMPLETE = 0.99, 0.97


def base_name(symbol):
    return symbol.split("::")[-1].split(".")[0]


def matches(definitions, types):
    """(definition, type or None) for all: of one file and symbol, those whose lines are nearest."""
    remaining = collections.defaultdict(list)
    for kind in types:
        remaining[kind["file"], base_name(kind["symbol"])].append(kind)
    for definition in definitions:
        listed = remaining[definition.file, definition.symbol]
        best = min(listed, key=lambda kind: abs((kind["line"] or 0) - definition.line), default=None)
        if best:
            listed.remove(best)
        yield definition, best


def reason_unlisted(definition, facts):
    for region in facts["skipped_regions"]:
        if region["file"] == definition.file and region["line"] <= definition.line <= region["end_line"]:
            return f"{region['condition']}: {region['reason']}"
    statuses = {unit["path"]: unit for unit in facts["units"]}
    unit = statuses.get(definition.file)
    return f"{unit['status']}: {unit['reason']}" if unit and unit["status"] != "parsed" else "not seen"


def compare(name, tree, facts):
    with open(facts, encoding="utf-8") as document:
        facts = json.load(document)
    pairs = list(matches(Tree(tree).definitions(), facts["types"]))
    reasons = []
    for definition, kind in pairs:
        if not kind:
            reasons.append((definition, "not listed", reason_unlisted(definition, facts)))
        elif not kind["complete"]:
            reasons.append((definition, "not complete", "; ".join(kind["unresolved"])))
    listed = sum(kind is not None for _, kind in pairs)
    complete = sum(kind is not None and kind["complete"] for _, kind in pairs)
    failed = sum(unit["status"] == "failed" for unit in facts["units"])
    return (name, len(pairs), listed, complete, len(facts["types"]), failed), reasons


def main():
    rows, all_reasons = [], []
    for argument in sys.argv[1:]:
        tree, facts = argument.rsplit("=", 1)
        row, reasons = compare(os.path.basename(os.path.normpath(tree)), tree, facts)
        rows.append(row)
        all_reasons += [(row[0], *reason) for reason in reasons]
    total = [sum(column) for column in list(zip(*rows))[1:]]
    width = max(len(row[0]) for row in rows)
    print("target".ljust(width), "  in text  listed       complete     facts lists  units failed")
    for name, text, listed, complete, facts, failed in rows + [("all", *total)]:
        print(f"{name.ljust(width)} {text:9} {listed:7} {listed / max(text, 1):6.1%} {complete:5} {complete / max(text, 1):6.1%}"
              f" {facts:11} {failed:13}")
    for name, definition, what, why in all_reasons:
        print(f"{what}: {name}: {definition.file}:{definition.line}: {definition.symbol}: {why}")
    text, listed, complete, _, failed = total
    return 0 if listed >= LISTED * text and complete >= COMPLETE * text and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
