#!/usr/bin/env python3
"""live_types.py FACTS: compares what `gclint facts --format json` says of the types in CPython's source with the type objects of
the interpreter that runs this, which has to be built from that source.

Exits 1 if anything disagrees, or if fewer than 200 types are compared."""

import collections
import json
import sys

import live

EXPECTED_TYPES = 200
SIZES = ("basicsize", "itemsize", "weaklistoffset", "dictoffset")


def pairs(facts):
    """(facts' type, live type) for each that is in both, without doubt which one it is."""
    listed, running = collections.defaultdict(list), collections.defaultdict(list)
    for kind in facts["types"]:
        if kind["complete"] and kind["name"]:
            listed[kind["name"]].append(kind)
    for kind in live.every_type():
        if "<locals>" not in kind.__qualname__ and not is_of_python(kind):
            running[live.tp_name(kind)].append(kind)
    for kind in facts["types"]:
        exported = kind["style"] == "static" and live.exported(kind["symbol"])
        if exported:
            yield kind, exported
        elif kind["name"] and len(listed[kind["name"]]) == 1 == len(running[kind["name"]]):
            yield kind, running[kind["name"]][0]


def is_of_python(kind):
    """A class statement made it: it has an instance dictionary or slots, and a module's dictionary leads to it."""
    return bool(live.type_object(kind).tp_flags & live.HEAPTYPE) and "." not in live.tp_name(kind)


def disagreements(kind, running, symbols):
    there, effective = live.type_object(running), kind["effective"]
    expected = {"HAVE_GC": bool(there.tp_flags & live.HAVE_GC), "traverse": "yes" if there.tp_traverse else "no",
                "clear": "yes" if there.tp_clear else "no"}
    said = {"HAVE_GC": kind["gc"], "traverse": effective["traverse"], "clear": effective["clear"]}
    for name in SIZES:
        expected[name], said[name] = getattr(there, "tp_" + name), effective[name]
    base = symbols.get(kind["base"] or "PyBaseObject_Type", kind["base"])
    if running is not object:
        expected["base"], said["base"] = live.tp_name(running.__base__), base
    return [(name, said[name], expected[name]) for name in expected if said[name] != expected[name]]


def main():
    with open(sys.argv[1], encoding="utf-8") as document:
        facts = json.load(document)
    live.import_everything()
    symbols = {kind["symbol"]: kind["name"] for kind in facts["types"]}
    compared, wrong, styles = 0, 0, collections.Counter()
    for kind, running in pairs(facts):
        compared += 1
        styles[kind["style"]] += 1
        for name, said, expected in disagreements(kind, running, symbols):
            wrong += 1
            print(f"{kind['file']}:{kind['line']}: {kind['symbol']} ({kind['name']}): {name}: facts says {said}, it is {expected}")
    print(f"{compared} types compared with those of Python {sys.version.split()[0]}, "
          + ", ".join(f"{count} {style}" for style, count in sorted(styles.items())) + f": {wrong} disagreements")
    return 1 if wrong or compared < EXPECTED_TYPES else 0


if __name__ == "__main__":
    sys.exit(main())
